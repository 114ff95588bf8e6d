"""One line on a terminal that says how far it is, for what takes longer than a second."""

import os
import time
from typing import Self, TextIO

_PATIENCE = 1.0  # seconds without a word
_OFTEN = 0.1  # seconds between two


class Progress:
    """Shows a line, and takes it away at the end; says nothing where nobody sees it.

    Args:
        stream: where to; only a terminal that can clear a line shows it.
    """

    def __init__(self, stream: TextIO) -> None:
        can_clear = stream.isatty() and os.environ.get("TERM") != "dumb"
        self._stream = stream if can_clear else None
        self._due = time.monotonic() + _PATIENCE
        self._is_shown = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_shown and self._stream:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    @property
    def is_due(self) -> bool:
        """Whether it is time for the next word."""
        return self._stream is not None and time.monotonic() >= self._due

    def show(self, text: str) -> None:
        """Show a short text in place of the last one."""
        if self._stream:
            self._stream.write(f"\r\x1b[K{text}")
            self._stream.flush()
            self._is_shown = True
            self._due = time.monotonic() + _OFTEN
