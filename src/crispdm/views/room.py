"""How much is said of each thing, so that all of it can be read out."""

from collections.abc import Callable, Iterable, Sequence
from itertools import product

from crispdm.views.lines import WIDTH, Line, wrapped

LINES, WORDS = 25, 110  # a standup has no time for more
MOST = 3  # things of each kind that are named; others are counted

Section = Callable[[int], Iterable[Line]]  # from how much is said, 0 the least, to the lines that say it


def fitted(sections: Sequence[Section], first: Sequence[int]) -> list[Line]:
    """Every section as long as fits into 25 lines and 110 words.

    Args:
        sections: in the order in which they are read out.
        first: their numbers, the one first that is to be longer than the others.
    """
    said = {(at, 0): [*section(0)] for at, section in enumerate(sections)}
    lengths = [0] * len(sections)
    room = _sum(_size(said[at, 0]) for at in first)
    for most, at in product(range(1, MOST + 1), first):
        if lengths[at] == most - 1:
            said[at, most] = [*sections[at](most)]
            longer = _sum((room, _size(said[at, most]), _less(_size(said[at, most - 1]))))
            if longer[0] <= LINES and longer[1] <= WORDS:
                room, lengths[at] = longer, most
    return [line for at, most in enumerate(lengths) for line in said[at, most]]


def _size(lines: Iterable[Line]) -> tuple[int, int]:
    """Rows and words."""
    rows = [row for line in lines for row in wrapped(line, WIDTH)]
    return len(rows), sum(len(f"{head}{text}".split()) for head, text in rows)


def _sum(sizes: Iterable[tuple[int, int]]) -> tuple[int, int]:
    rows, words = zip(*sizes, strict=True)
    return sum(rows), sum(words)


def _less(size: tuple[int, int]) -> tuple[int, int]:
    return -size[0], -size[1]
