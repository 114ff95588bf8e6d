"""How much a call does, counted and not timed: the same on every machine, however busy it is."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_ENDLESS = 120  # seconds of the processor: a guard, not a measure, for what takes a moment or else hours


def steps(action: Callable[[], object], most: float = float("inf")) -> int:
    """How many lines of Python are executed; an error as soon as they are more than `most`."""
    taken = 0

    def traced(_: FrameType, event: str, __: object) -> object:
        nonlocal taken
        taken += event == "line"
        if taken > most:
            raise AssertionError(f"more than {most:,} lines of Python were executed")
        return traced

    before = sys.gettrace()
    sys.settrace(traced)  # type: ignore[arg-type]  # typeshed knows no tracer that returns itself
    try:
        action()
    finally:
        sys.settrace(before)
    return taken


@contextmanager
def ending() -> Iterator[None]:
    """What is done inside comes to an end: what C does, as a regular expression, takes no lines to be counted."""

    def stop(_: int, __: FrameType | None) -> None:
        raise AssertionError("this never ends")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, _ENDLESS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
