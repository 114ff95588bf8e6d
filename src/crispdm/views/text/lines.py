"""Text as lines with a label and a hanging indent, and the one filter that everything shown passes."""

import re
from collections.abc import Iterable
from typing import NamedTuple

WIDTH = 80
_NARROWEST = 40
_HANG = 30  # columns: below a longer head, text hangs by two

# Control characters, line and paragraph separators, bidirectional marks and overrides, the byte order mark, and the
# half characters that stand for bytes in a file's name: they could move the cursor, hide text or break a line.
_LIVE = "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"


def inert(text: str) -> str:
    """Text in which nothing acts: what would is a visible escape, such as `\\x1b`."""  # noqa: D301
    if text.isprintable():  # which nothing of that is, and nearly every text
        return text
    return re.sub(_LIVE, lambda found: found[0].encode("unicode_escape").decode(), text)


class Line(NamedTuple):
    """One statement. `label` stands before the text, and wrapped text hangs below the text."""

    text: str
    label: str = ""
    indent: int = 0
    style: str = ""  # of the label, or of the text where there is no label; a Rich style
    is_whole: bool = False  # never wrapped, however long
    term: str = ""  # what the text is about, the name of a criterion, say; `aligned` lets texts begin in one column


def wrapped(line: Line, width: int) -> list[tuple[str, str]]:
    """The line as rows of a head (indent and label) and text, each row at most `width` columns where words allow."""
    from textwrap import wrap  # noqa: PLC0415 - not needed where nothing is shown

    head = " " * line.indent + inert(line.label)
    if line.is_whole:
        return [(head, inert(line.term + line.text))]
    hang = len(head) if len(head) <= _HANG else 2
    hang += len(line.term) if hang + len(line.term) <= width // 2 else 0
    rows = wrap(
        inert(line.term + line.text),
        max(_NARROWEST, width),
        initial_indent="\0" * len(head),  # takes the room of the head; no text holds it, as it is not inert
        subsequent_indent="\0" * hang,
        break_long_words=False,
        break_on_hyphens=False,
    )
    texts = [row.lstrip("\0") for row in rows] or [""]
    return [(head if number == 0 else " " * hang, text) for number, text in enumerate(texts)]


def aligned(lines: Iterable[Line]) -> list[Line]:
    """Pad the terms, so that the texts stand below each other; behind a long one they follow at once."""
    lines = [*lines]
    width = max((len(inert(line.term)) for line in lines if len(line.term) <= _HANG), default=0)
    return [line._replace(term=f"{inert(line.term).ljust(width)}  ") if line.term else line for line in lines]


def columns(rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Pad all but the last cell of each row, so that the columns stand below each other."""
    table = [*rows]
    widths = [max(len(inert(row[index])) for row in table) for index in range(len(table[0]) - 1)] if table else []
    return ["  ".join([*(inert(c).ljust(w) for c, w in zip(row, widths, strict=False)), row[-1]]) for row in table]
