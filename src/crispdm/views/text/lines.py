"""Lines with a label and a hanging indent, and the filter that everything printed passes."""

import re
from collections.abc import Iterable
from typing import NamedTuple

WIDTH = 80
_NARROWEST = 40
_HANG = 30  # columns: below a longer head, text hangs by two

# What could move the cursor or break a line: control characters, line and paragraph separators, and the surrogates that
# stand for bytes in a file's name. And what nobody sees, which lets two names look the same or hides a text in another:
# all that Unicode calls default ignorable, with the bidirectional marks, zero-width characters, tags and fillers.
_HIDDEN = (
    "\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# Scripts that write words with joiners, their signs that kill a vowel, and pictures, which are joined and coloured.
_JOINED = "\u0620-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17b3\u17b6-\u17ff\u1820-\u18aa\ufb50-\ufdff\ufe70-\ufefc"
_VIRAMA = "\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca\u1039\u17d2"
_PICTURE = (
    "\xa9\xae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d\u3297\u3299"
    "\U0001f000-\U0001faff"
)
_IDEOGRAPH = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_NEEDED = "|".join(  # one at a time, and only where writing needs it
    (
        f"(?<=[{_JOINED}])[\u200c\u200d](?=[{_JOINED}])",
        f"(?<=[{_VIRAMA}])[\u200c\u200d]",
        "(?<=[\u1820-\u18aa])[\u180b-\u180f]",
        f"(?<=[{_IDEOGRAPH}])[\U000e0100-\U000e01ef]",
        f"(?<=[{_PICTURE}])[\ufe0e\ufe0f]",
        "(?<=[0-9#*])\ufe0f(?=\u20e3)",
        f"(?:(?<=[{_PICTURE}])|(?<=[{_PICTURE}]\ufe0f))\u200d(?=[{_PICTURE}])",
    )
)
_ACTIVE = f"(?!{_NEEDED})[{_HIDDEN}]"


def inert(text: str) -> str:
    """Replace the characters that a terminal acts on, or nobody sees, by visible escapes such as `\\x1b`."""  # noqa: D301
    if text.isascii() and text.isprintable():  # as nearly every text is
        return text
    return re.sub(_ACTIVE, lambda found: found[0].encode("unicode_escape").decode(), text)


class Line(NamedTuple):
    """One statement. The label comes before the text, and wrapped text hangs below the text."""

    text: str
    label: str = ""
    indent: int = 0
    style: str = ""  # of the label, or of the text where there is no label; a Rich style
    is_whole: bool = False  # never wrapped, however long
    term: str = ""  # what the text is about, such as a criterion; `aligned` lets the texts begin in one column


def wrapped(line: Line, width: int) -> list[tuple[str, str]]:
    """Wrap a line into rows of a head (indent and label) and text, at most `width` columns wide where words allow."""
    from textwrap import wrap  # noqa: PLC0415 - not needed where nothing is printed

    head = " " * line.indent + inert(line.label)
    if line.is_whole:
        return [(head, inert(line.term + line.text))]
    hang = len(head) if len(head) <= _HANG else 2
    hang += len(line.term) if hang + len(line.term) <= width // 2 else 0
    rows = wrap(
        inert(line.term + line.text),
        max(_NARROWEST, width),
        initial_indent="\0" * len(head),  # stands for the head; no inert text has it
        subsequent_indent="\0" * hang,
        break_long_words=False,
        break_on_hyphens=False,
    )
    texts = [row.lstrip("\0") for row in rows] or [""]
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
