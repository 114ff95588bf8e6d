"""Run a command of somebody's: no shell, no input, no files of ours, and an end to it."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple

_KEPT = 4096  # bytes of its last output
_PAUSE = 0.02  # seconds between two looks at a command that runs
_LAST_WORDS = 1.0  # seconds for what it wrote to arrive, after its end


class Completed(NamedTuple):
    """How a command ended: its exit code, None where it was killed at the time limit; and its last line."""

    code: int | None
    last: str


def run(argv: Sequence[str], folder: Path, seconds: float) -> Completed:
    """Run a command in a folder, in a process group of its own, which has ended when this returns.

    Args:
        argv: the program and its arguments, as they are: no shell reads them.
        folder: where it runs.
        seconds: its time limit.

    Raises:
        OSError: it cannot be started.
        ValueError: an argument cannot be passed on.
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
    reader = threading.Thread(target=_drain, args=(process.stdout, output), daemon=True)
    reader.start()
    try:
        is_done = _wait(process, seconds)
    finally:
        _kill(process)
    reader.join(_LAST_WORDS)
    lines = bytes(output).decode("utf-8", "replace").split("\n")
    last = next((line.strip() for line in reversed(lines) if line.strip()), "")
    return Completed(process.returncode if is_done else None, last)


def _drain(stream: IO[bytes], output: bytearray) -> None:
    """Keep the end of what it says; it may say as much as it likes."""
    with stream, suppress(ValueError):
        while part := os.read(stream.fileno(), 1 << 16):
            output += part
            del output[:-_KEPT]


def _wait(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Wait for its end; False where the time is up."""
    until = time.monotonic() + seconds
    while not _has_ended(process):
        if time.monotonic() >= until:
            return False
        time.sleep(_PAUSE)
    return True


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    """Whether it has ended. It is not reaped yet: until then nobody else gets its number, nor that of its group."""
    if not hasattr(os, "waitid"):
        return process.poll() is not None
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End all that it started and that is still in its group."""
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
