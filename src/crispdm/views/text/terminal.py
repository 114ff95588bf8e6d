"""Print lines to a stream: plain into a pipe, coloured by Rich on a terminal."""

import codecs
import os
from collections.abc import Iterable, Iterator
from typing import TextIO

from crispdm.views.text.lines import WIDTH, Line, wrapped
from crispdm.views.text.progress import can_clear

PLAIN = "crispdm.plain"  # the error handler for characters that a stream cannot encode
_LOOK_ALIKES = str.maketrans("\u2018\u2019\u201c\u201d\u201e\u2013\u2014\u2212", '\'\'"""---')


def _plainly(error: UnicodeError) -> tuple[str, int]:
    """Replace letters by those without accents, `…` by `...`, and what has no likeness in ASCII by an escape."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    import unicodedata  # noqa: PLC0415 - only such a stream needs it

    text = error.object[error.start : error.end]
    plain = (each.translate(_LOOK_ALIKES) for each in unicodedata.normalize("NFKD", text))
    kept = (each for each in plain if not unicodedata.combining(each[0]))
    return "".join(each if each.isascii() else each.encode("unicode_escape").decode() for each in kept), error.end


codecs.register_error(PLAIN, _plainly)


def show(lines: Iterable[Line], stream: TextIO) -> None:
    """Print lines; Rich is imported only where colour will be seen."""
    if can_clear(stream) and not os.environ.get("NO_COLOR"):
        _coloured(lines, stream)
    else:
        has_width = stream.isatty() or "COLUMNS" in os.environ
        stream.writelines(_plain_rows(lines, _width() if has_width else WIDTH))


def plain(lines: Iterable[Line], width: int = WIDTH) -> str:
    """The lines as plain text, wrapped."""
    return "".join(_plain_rows(lines, width))


def _plain_rows(lines: Iterable[Line], width: int) -> Iterator[str]:
    return (f"{head}{text}".rstrip() + "\n" for line in lines for head, text in wrapped(line, width))


def _width() -> int:
    from shutil import get_terminal_size  # noqa: PLC0415 - a pipe has no width

    return get_terminal_size((WIDTH, 24)).columns


def _coloured(lines: Iterable[Line], stream: TextIO) -> None:
    from rich.console import Console  # noqa: PLC0415 - a third of the time of a command
    from rich.text import Text  # noqa: PLC0415

    console = Console(file=stream, highlight=False, soft_wrap=True)
    for line in lines:
        for number, (head, text) in enumerate(wrapped(line, console.width)):
            style = line.style if number == 0 else ""
            console.print(Text.assemble((head, style), (text, "" if line.label else line.style)))
