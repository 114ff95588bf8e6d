"""The table of `portfolio`, narrowed to the width of a terminal."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

_GAPS = 8  # characters between the columns
_COMFORTABLE = (20, 14, 99, 12, 24)  # widths at which the columns can still be read well
# The columns in the order in which they are narrowed, by their numbers, each with the width that it keeps.
_NARROWED = (
    *((4, 40), (0, 36), (1, 14), (4, 20), (0, 26), (3, 12)),
    *((4, 12), (0, 18), (1, 8), (3, 8), (2, 7), (0, 10)),
    *((0, 3), (1, 3), (3, 3), (4, 1)),
)


class Cells(NamedTuple):
    """One row. `broken` is the reason why a project cannot be read: it runs across the columns after the first."""

    project: str
    phase: str = ""
    days: str = ""
    waiting: str = ""
    next: str = ""
    broken: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The texts that the widths of the columns depend on."""
        return self[:5]


def fits(rows: Sequence[Cells], width: int, *, comfortably: bool = False) -> bool:
    """Whether no column has to be cut; `comfortably`: or none to less than can be read well."""
    widths = _widths(rows)
    return sum(map(min, widths, _COMFORTABLE) if comfortably else widths) <= width - _GAPS


def table(rows: Sequence[Cells], width: int | None) -> Iterator[str]:
    """Yield a line for each row, cut to a width; None: uncut."""
    widths = _widths(rows) if width is None else _narrowed(_widths(rows), width - _GAPS)
    for cells in rows:
        yield _line(cells, widths, width)


def _widths(rows: Iterable[Cells]) -> list[int]:
    return [max(map(len, column)) for column in zip(*(row.columns for row in rows), strict=True)]


def _narrowed(widths: list[int], available: int) -> list[int]:
    """The widths of the columns, narrowed one after the other until they are available."""
    for column, least in _NARROWED:
        excess = sum(widths) - available
        if excess > 0:
            widths[column] = max(widths[column] - excess, min(least, widths[column]))
    return widths


def _line(cells: Cells, widths: list[int], width: int | None) -> str:
    project = _cut_start(cells.project, widths[0]).ljust(widths[0])
    if cells.broken:
        text = f"cannot be read: {cells.broken}"
        return f"{project}  {text if width is None else _cut_end(text, max(width - widths[0] - 2, 1))}"
    others = map(str.ljust, map(_cut_end, cells.columns[1:], widths[1:]), widths[1:])
    return "  ".join((project, *others)).rstrip()


def _cut_start(text: str, most: int) -> str:
    return text if len(text) <= most else f"…{text[len(text) - most + 1 :]}"


def _cut_end(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
