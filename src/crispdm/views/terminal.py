"""Lines to a stream: plain into a pipe, coloured by Rich on a terminal."""

import os
from collections.abc import Iterable
from shutil import get_terminal_size
from typing import TextIO

from crispdm.views.lines import WIDTH, Line, wrapped


def show(lines: Iterable[Line], stream: TextIO) -> None:
    """Write lines; Rich is imported only where colour will be seen."""
    if stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb":
        _coloured(lines, stream)
    else:
        width = get_terminal_size((WIDTH, 24)).columns if stream.isatty() else WIDTH
        rows = (f"{head}{text}".rstrip() for line in lines for head, text in wrapped(line, width))
        stream.write("".join(f"{row}\n" for row in rows))


def _coloured(lines: Iterable[Line], stream: TextIO) -> None:
    from rich.console import Console  # noqa: PLC0415 - a third of the time of a command
    from rich.text import Text  # noqa: PLC0415

    console = Console(file=stream, highlight=False, soft_wrap=True)
    for line in lines:
        for number, (head, text) in enumerate(wrapped(line, console.width)):
            style = line.style if number == 0 else ""
            console.print(Text.assemble((head, style), (text, "" if line.label else line.style)))
