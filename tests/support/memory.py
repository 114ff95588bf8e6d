"""The command line in a process of its own, with so much memory and no more."""

import resource
import subprocess
import sys
from pathlib import Path


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
