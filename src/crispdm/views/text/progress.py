"""A progress line on a terminal, for what takes longer than a second."""

import os
import time
from pathlib import Path
from typing import Self, TextIO

from crispdm.inert import inert

_FIRST_AFTER = 1.0  # seconds
_NEXT_AFTER = 0.1


class Progress:
    """Shows a line and clears it at the end; does nothing where the stream is not a terminal that can clear a line.

    Args:
        stream: where to show it.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream if can_clear(stream) else None
        self._due = time.monotonic() + _FIRST_AFTER
        self._is_shown = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    @property
    def is_due(self) -> bool:
        """Whether it is time to show the next text."""
        return self._stream is not None and time.monotonic() >= self._due

    def show(self, text: str) -> None:
        """Show a short text instead of the last one."""
        if self._stream:
            self._stream.write(f"\r\x1b[K{inert(text)}")
            self._stream.flush()
            self._is_shown = True
            self._due = time.monotonic() + _NEXT_AFTER

    def clear(self) -> None:
        """Clear the line; the next one comes after another second."""
        if self._is_shown and self._stream:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._is_shown = False
            self._due = time.monotonic() + _FIRST_AFTER


class Reading:
    """Shows how much of a large file is read."""

    def __init__(self, stream: TextIO) -> None:
        self._progress = Progress(stream)

    def __call__(self, file: str, done: int, total: int) -> None:
        """Show how many of a file's bytes are done."""
        if done >= total:
            self._progress.clear()
        elif self._progress.is_due:
            self._progress.show(f"reading {Path(file).name}: {100 * done // total} %")


def can_clear(stream: TextIO) -> bool:
    """Whether the stream is a terminal that can move its cursor."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"
