"""The command line in a process of its own: with so much memory and no more, or asked what it took."""

import resource
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

# A small process starts the command: what a process takes counts from the fork on, with the memory of who forked.
MEASURE = """
import os, sys
quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet)
_, status, usage = os.wait4(child, 0)
print(os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
"""


class Cost(NamedTuple):
    """How a command ended, its seconds of the processor, and its memory at most, in MiB."""

    code: int
    seconds: float
    megabytes: float


def cost(*arguments: str, cwd: Path) -> Cost:
    """Run a command, and ask the system what it took."""
    command = (sys.executable, "-m", "crispdm", *arguments)
    measured = (sys.executable, "-I", "-S", "-c", MEASURE, *command)
    code, seconds, megabytes = subprocess.run(measured, cwd=cwd, check=True, stdout=subprocess.PIPE).stdout.split()
    return Cost(int(code), float(seconds), float(megabytes))


def run_limited(megabytes: int, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command that cannot get more memory than this, whatever it reads."""
    most = megabytes << 20
    return subprocess.run(
        (sys.executable, "-m", "crispdm", *arguments),
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (most, most)),
    )
