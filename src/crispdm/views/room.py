"""How much is said of each thing, so that all of it can be read out."""

from collections.abc import Callable, Iterable, Sequence
from itertools import product
from typing import NamedTuple

from crispdm.views.text.lines import WIDTH, Line, wrapped

LINES, WORDS = 25, 110  # a standup has no time for more
MOST = 3  # things of each kind that are named; others are counted


class Section(NamedTuple):
    """A part of what is read out.

    `say` goes from how much is said, 0 the least, to the lines that say it. Of what somebody was promised to hear,
    each of the first `promised` steps names one thing more.
    """

    say: Callable[[int], Iterable[Line]]
    promised: int = 0


def fitted(sections: Sequence[Section], first: Sequence[int]) -> list[Line]:
    """Every section as long as fits into 25 lines and 110 words; what was promised comes before anything longer.

    Args:
        sections: in the order in which they are read out.
        first: their numbers, the one first that is to be longer than the others.
    """
    said = [[*section.say(0)] for section in sections]
    lengths = [0] * len(sections)
    promised = max((section.promised for section in sections), default=0)
    steps = [(at, step) for step in range(1, promised + 1) for at in first if step <= sections[at].promised]
    steps += [(at, sections[at].promised + step) for step, at in product(range(1, MOST + 1), first)]
    room = _sum(map(_size, said))
    for at, step in steps:
        if lengths[at] == step - 1:
            longer = [*sections[at].say(step)]
            size = _sum((room, _size(longer), _less(_size(said[at]))))
            if size[0] <= LINES and size[1] <= WORDS:
                room, lengths[at], said[at] = size, step, longer
    return [line for lines in said for line in lines]


def share(total: int, step: int) -> tuple[int, int]:
    """At a step of a section that promised so many things: how many are named, and how much longer than shortly."""
    return min(step + 1, total), max(0, step + 1 - total)


def _size(lines: Iterable[Line]) -> tuple[int, int]:
    """Rows and words."""
    rows = [row for line in lines for row in wrapped(line, WIDTH)]
    return len(rows), sum(len(f"{head}{text}".split()) for head, text in rows)


def _sum(sizes: Iterable[tuple[int, int]]) -> tuple[int, int]:
    rows, words = zip(*sizes, strict=True)
    return sum(rows), sum(words)


def _less(size: tuple[int, int]) -> tuple[int, int]:
    return -size[0], -size[1]
