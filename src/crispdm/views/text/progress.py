"""One line on a terminal that says how far it is, for what takes longer than a second."""

import os
import time
from pathlib import Path
from typing import Self, TextIO

from crispdm.views.text.lines import inert

_PATIENCE = 1.0  # seconds without a word
_OFTEN = 0.1  # seconds between two


class Progress:
    """Shows a line, and takes it away at the end; says nothing where nobody sees it.

    Args:
        stream: where to; only a terminal that can clear a line shows it.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream if can_clear(stream) else None
        self._due = time.monotonic() + _PATIENCE
        self._is_shown = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    @property
    def is_due(self) -> bool:
        """Whether it is time for the next word."""
        return self._stream is not None and time.monotonic() >= self._due

    def show(self, text: str) -> None:
        """Show a short text in place of the last one."""
        if self._stream:
            self._stream.write(f"\r\x1b[K{inert(text)}")
            self._stream.flush()
            self._is_shown = True
            self._due = time.monotonic() + _OFTEN

    def clear(self) -> None:
        """Take the line away; the next one comes after another second."""
        if self._is_shown and self._stream:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._is_shown = False
            self._due = time.monotonic() + _PATIENCE


class Reading:
    """Says how far a large file has come that is being read, until it is done."""

    def __init__(self, stream: TextIO) -> None:
        self._progress = Progress(stream)

    def __call__(self, file: str, done: int, total: int) -> None:
        """So many of the bytes of a file are done."""
        if done >= total:
            self._progress.clear()
        elif self._progress.is_due:
            self._progress.show(f"reading {Path(file).name}: {100 * done // total} %")


def can_clear(stream: TextIO) -> bool:
    """Whether somebody looks at it on a terminal that can move its cursor."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"
