"""Lines to a stream: plain into a pipe, coloured by Rich on a terminal."""

import codecs
import os
from collections.abc import Iterable
from pathlib import Path
from shutil import get_terminal_size
from time import monotonic
from typing import TextIO

from crispdm.views.lines import WIDTH, Line, inert, wrapped

_PATIENCE = 1.0  # seconds that nobody wonders about
PLAIN = "crispdm.plain"  # the name of what is done with characters that a stream cannot hold
_LOOK_ALIKES = str.maketrans("\u2018\u2019\u201c\u201d\u201e\u2013\u2014\u2212", '\'\'"""---')


def _plainly(error: UnicodeError) -> tuple[str, int]:
    """Letters without their accents, `...` for `…`; what looks like nothing in ASCII is a visible escape."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    import unicodedata  # noqa: PLC0415 - only such a stream needs it

    text = error.object[error.start : error.end]
    plain = (each.translate(_LOOK_ALIKES) for each in unicodedata.normalize("NFKD", text))
    kept = (each for each in plain if not unicodedata.combining(each[0]))
    return "".join(each if each.isascii() else each.encode("unicode_escape").decode() for each in kept), error.end


codecs.register_error(PLAIN, _plainly)


def show(lines: Iterable[Line], stream: TextIO) -> None:
    """Write lines; Rich is imported only where colour will be seen."""
    if on_terminal(stream) and not os.environ.get("NO_COLOR"):
        _coloured(lines, stream)
    else:
        width = get_terminal_size((WIDTH, 24)).columns if stream.isatty() else WIDTH
        rows = (f"{head}{text}".rstrip() for line in lines for head, text in wrapped(line, width))
        stream.write("".join(f"{row}\n" for row in rows))


def on_terminal(stream: TextIO) -> bool:
    """Whether somebody looks at it on a terminal that can move its cursor."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


class Progress:
    """A line that says how far a file has come: shown after a second, and gone when the file is done."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._starts: dict[str, float] = {}
        self._shown = -1

    def __call__(self, file: str, done: int, total: int) -> None:
        """So many bytes of a file are done."""
        since = monotonic() - self._starts.setdefault(file, monotonic())
        percent = min(100 * done // max(total, 1), 100)
        if done >= total:
            if self._shown >= 0:
                self._write("")
            self._shown = -1
        elif since > _PATIENCE and percent != self._shown:
            self._shown = percent
            self._write(f"reading {Path(file).name}: {percent} %")

    def _write(self, text: str) -> None:
        self._stream.write(f"\r\x1b[K{inert(text)}")
        self._stream.flush()


def _coloured(lines: Iterable[Line], stream: TextIO) -> None:
    from rich.console import Console  # noqa: PLC0415 - a third of the time of a command
    from rich.text import Text  # noqa: PLC0415

    console = Console(file=stream, highlight=False, soft_wrap=True)
    for line in lines:
        for number, (head, text) in enumerate(wrapped(line, console.width)):
            style = line.style if number == 0 else ""
            console.print(Text.assemble((head, style), (text, "" if line.label else line.style)))
