"""Fit a page into 25 lines of 80 columns: each section names three things and counts the others."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from crispdm.inert import inert
from crispdm.views.text.lines import WIDTH, Line, aligned, wrapped
from crispdm.words import clip

LINES = 25  # a standup has no time for more
# How many things each section names, and how many rows each of them may take: the first pair that fits.
_LIMITS = ((3, 6), (3, 2), (3, 1), (2, 1), (1, 1))
_SHORTEST = 20  # characters of a text that are always shown


class Section(NamedTuple):
    """Things of one kind, a line each. The first of them are named, or with `newest` the last."""

    things: Sequence[Line]
    newest: bool = False


def fitted(sections: Sequence[Section], last: Line) -> list[Line]:
    """Return the lines of all sections, cut to size, and a last line, which is never cut."""
    for things, rows in _LIMITS:
        named = (line for section in sections for line in _named(section, things, rows))
        lines = [*_labelled_once(aligned(named)), last]
        if sum(len(wrapped(line, WIDTH)) for line in lines) <= LINES:
            break
    return lines


def _named(section: Section, most: int, rows: int) -> Iterator[Line]:
    """So many of the things, each in so many rows; the others are counted behind the last one."""
    shown = section.things[-most:] if section.newest else section.things[:most]
    more = len(section.things) - len(shown)
    for number, line in enumerate(shown, 1):
        yield _cut(line, rows, f"; and {more} more" if more and number == len(shown) else "")


def _cut(line: Line, rows: int, more: str) -> Line:
    term = clip(inert(line.term), rows * WIDTH // 2)
    head = line.indent + len(inert(line.label)) + len(term)
    room = rows * (WIDTH - head) - len(more)
    return line._replace(term=term, text=f"{clip(inert(line.text), max(room, _SHORTEST))}{more}")


def _labelled_once(lines: Iterable[Line]) -> Iterator[Line]:
    """Leave a label blank that repeats the one above it; those of lists stay."""
    above = ""
    for line in lines:
        is_repeated = line.label == above and not line.label.startswith(" ")
        yield line._replace(label=" " * len(line.label)) if is_repeated else line
        above = line.label
