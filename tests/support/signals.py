"""Signals to a program that waits, sent as a person presses Ctrl-C: once more where nothing happens."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """Fail where what is inside takes longer, as where two processes wait for each other.

    Raises:
        TimeoutError: it did.
    """

    def give_up(*_: object) -> None:
        raise TimeoutError(f"it goes on after {seconds:.0f} seconds")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
