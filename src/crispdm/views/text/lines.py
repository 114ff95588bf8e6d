"""Lines with a label and a hanging indent; all that is printed passes the filter here."""

from collections.abc import Iterable
from typing import NamedTuple

from crispdm.inert import inert
from crispdm.views.text.styles import Style

WIDTH = 80
_NARROWEST = 40
_HANG = 30  # columns: below a longer head, and one of more than half the width, text hangs by two more


class Line(NamedTuple):
    """One statement. The label comes before the text, and wrapped text hangs below the text."""

    text: str
    label: str = ""
    indent: int = 0
    style: Style = Style.PLAIN  # of the label, or of the text where there is no label
    is_whole: bool = False  # never wrapped, however long
    term: str = ""  # what the text is about, such as a criterion; `aligned` lets the texts begin in one column


def wrapped(line: Line, width: int) -> list[tuple[str, str]]:
    """Wrap a line into rows of a head (indent and label) and text, at most `width` columns wide where words allow."""
    from textwrap import wrap  # noqa: PLC0415 - not needed where nothing is printed

    head = " " * line.indent + inert(line.label)
    if line.is_whole:
        return [(head, inert(line.term + line.text))]
    width = max(_NARROWEST, width)
    text = inert(line.term + line.text)
    hang = len(head) if len(head) <= min(_HANG, width // 2) else len(head) - len(head.lstrip()) + 2
    is_apart = len(head) > hang and len(head) + len(text.split(" ", 1)[0]) > width
    hang += len(line.term) if hang + len(line.term) <= width // 2 else 0
    rows = wrap(
        text,
        width,
        initial_indent="\0" * (hang if is_apart else len(head)),  # stands for the head; no inert text has it
        subsequent_indent="\0" * hang,
        break_long_words=False,
        break_on_hyphens=False,
    )
    texts = [row.lstrip("\0") for row in rows] or [""]
    texts = ["", *texts] if is_apart else texts
    return [(head if number == 0 else " " * hang, text) for number, text in enumerate(texts)]


def aligned(lines: Iterable[Line]) -> list[Line]:
    """Pad the terms, so that the texts begin in one column; the text of a long term follows at once."""
    lines = [*lines]
    width = max((len(inert(line.term)) for line in lines if len(line.term) <= _HANG), default=0)
    return [line._replace(term=f"{inert(line.term).ljust(width)}  ") if line.term else line for line in lines]


def columns(rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Join the cells of each row, padded into columns; the last cell is as long as it is."""
    table = [*rows]
    widths = [max(len(inert(row[index])) for row in table) for index in range(len(table[0]) - 1)] if table else []
    return ["  ".join([*(inert(c).ljust(w) for c, w in zip(row, widths, strict=False)), row[-1]]) for row in table]
