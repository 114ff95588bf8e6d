"""Signals to a program that waits, sent as a person presses Ctrl-C: once more where nothing happens."""

import signal
import subprocess
from typing import AnyStr


def signal_until_end(
    process: subprocess.Popen[AnyStr], number: signal.Signals, *, tries: int = 4
) -> tuple[AnyStr, AnyStr]:
    """Signal a process until it ends, and return its output and its errors.

    A signal that comes in the instant between the last look at signals and the call that waits (for a line, a lock,
    another program) is seen by no Python program before that call returns.
    """
    for _ in range(tries):
        process.send_signal(number)
        try:
            return process.communicate(timeout=5)
        except subprocess.TimeoutExpired:
            continue
    raise AssertionError(f"it goes on after {tries} signals")
