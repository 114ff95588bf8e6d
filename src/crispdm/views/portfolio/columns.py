"""The table of `portfolio`, fitted into the width of a terminal."""

from collections.abc import Iterable, Iterator, Sequence

Cells = tuple[str, str, str, str, str]  # project, phase, days, who is waited for, what comes next

BROKEN = "cannot be read"  # in place of a phase
_GAPS = 8  # characters between the columns
_AT_EASE = (20, 14, 99, 12, 24)  # widths of columns that are wide enough
# Columns as they are narrowed, each with the width that it keeps: what comes next where it is long, project, phase, …
_NARROWED = (
    *((4, 40), (0, 20), (1, 14), (4, 24), (3, 12)),
    *((0, 10), (1, 8), (4, 12), (3, 8), (2, 7)),
    *((0, 3), (1, 3), (3, 3), (4, 1)),
)


def fits(rows: Sequence[Cells], width: int, *, at_ease: bool = False) -> bool:
    """Whether all columns have room in a line; `at_ease`: at widths in which they can still be read well."""
    widths = _widths(map(_in_columns, rows))
    return sum(map(min, widths, _AT_EASE) if at_ease else widths) <= width - _GAPS


def table(rows: Sequence[Cells], width: int | None) -> Iterator[str]:
    """The rows, one line each, cut to a width; None: whole."""
    widths = _widths(rows) if width is None else _fitted(_widths(map(_in_columns, rows)), width - _GAPS)
    for cells in rows:
        yield _line(cells, widths, width)


def _in_columns(cells: Cells) -> Cells:
    """What stands in the columns: a reason why a project cannot be read goes across them."""
    return (cells[0], "", "", "", "") if cells[1] == BROKEN else cells


def _widths(rows: Iterable[Cells]) -> list[int]:
    return [max(map(len, column)) for column in zip(*rows, strict=True)]


def _fitted(widths: list[int], room: int) -> list[int]:
    """The widths of the columns, narrowed one after the other, as far as there is need."""
    for column, least in _NARROWED:
        excess = sum(widths) - room
        if excess > 0:
            widths[column] = max(widths[column] - excess, min(least, widths[column]))
    return widths


def _line(cells: Cells, widths: list[int], width: int | None) -> str:
    name = _end(cells[0], widths[0]).ljust(widths[0])
    if width is not None and cells[1] == BROKEN:
        return f"{name}  {_start(f'{BROKEN}: {cells[-1]}', max(width - widths[0] - 2, 1))}"
    others = map(str.ljust, map(_start, cells[1:], widths[1:]), widths[1:])
    return "  ".join((name, *others)).rstrip()


def _end(text: str, most: int) -> str:
    return text if len(text) <= most else f"…{text[len(text) - most + 1 :]}"


def _start(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
