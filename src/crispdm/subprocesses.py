"""Run a command without a shell, without input and without inherited files, and end it at a time limit."""

import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple

_MAX_OUTPUT = 4096  # bytes: the end of the output, which is kept
_POLL = 0.02  # seconds between two looks at a running command
_MISSING = re.compile(r"ModuleNotFoundError: No module named '([\w.]+)'.*|[\w.]+: (\w+) is not installed here; .*")
_DRAIN = 1.0  # seconds to wait for the rest of the output after the end


class Completed(NamedTuple):
    """How a command ended: its exit code, None where it was killed at the time limit; and the end of its output."""

    code: int | None
    output: str

    @property
    def last_line(self) -> str:
        """The last line of the output that is not empty."""
        return next((line.strip() for line in reversed(self.output.split("\n")) if line.strip()), "")

    @property
    def missing_library(self) -> str:
        """The library that a Python program, or a script of a template, lacks; empty where it ended in another way."""
        found = _MISSING.fullmatch(self.last_line) if self.code else None
        return (found[1] or found[2]).partition(".")[0] if found else ""


def run(argv: Sequence[str], folder: Path, seconds: float) -> Completed:
    """Run a command in a folder, in its own process group, which has ended when this returns.

    Args:
        argv: the program and its arguments; no shell reads them.
        folder: where it runs.
        seconds: its time limit.

    Raises:
        OSError: it cannot be started.
        ValueError: an argument cannot be passed to a program.
    """
    process = subprocess.Popen(
        argv,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        close_fds=True,
        start_new_session=True,
    )
    output = bytearray()
    reader = threading.Thread(target=_read_output, args=(process.stdout, output), daemon=True)
    reader.start()
    try:
        is_done = _wait(process, seconds)
    finally:
        _kill(process)
    reader.join(_DRAIN)
    return Completed(process.returncode if is_done else None, bytes(output).decode("utf-8", "replace"))


def _read_output(stream: IO[bytes], output: bytearray) -> None:
    """Read all output and keep the end of it."""
    with stream, suppress(ValueError):
        while part := os.read(stream.fileno(), 1 << 16):
            output += part
            del output[:-_MAX_OUTPUT]


def _wait(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Wait until the process ends; return False at the time limit."""
    until = time.monotonic() + seconds
    while not _has_ended(process):
        if time.monotonic() >= until:
            return False
        time.sleep(_POLL)
    return True


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    """Whether the process has ended. It is not reaped yet, so that no other process gets its number or its group's."""
    if not hasattr(os, "waitid"):
        return process.poll() is not None
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the process and all processes that are still in its group."""
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
