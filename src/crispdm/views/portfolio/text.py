"""What `portfolio` found, as a table in columns."""

from collections.abc import Iterator

from crispdm.inert import inert
from crispdm.results.portfolio import Portfolio, Project
from crispdm.views.portfolio.cells import HEAD, cells_of, summary
from crispdm.views.portfolio.columns import Cells, fits, table


def text(portfolio: Portfolio, width: int | None) -> Iterator[str]:
    """Yield a line for each project, cut to the width of a terminal; None: uncut.

    What is needed least is cut first: the number of a phase, the beginning of a path, the end of a title; then what
    comes next, and the paused days. So days, who is waited for and what comes next can be read at any width.
    """
    rows = [cells_of(each) for each in portfolio.projects]
    if width is not None and not fits((HEAD, *rows), width):
        rows = [_with_short_phase(each, row) for each, row in zip(portfolio.projects, rows, strict=True)]
        if not fits((HEAD, *rows), width, comfortably=True):
            rows = [_shortest(each, row) for each, row in zip(portfolio.projects, rows, strict=True)]
    yield from table((HEAD, *rows), width) if rows else ()
    yield summary(portfolio)


def _with_short_phase(project: Project, cells: Cells) -> Cells:
    return cells._replace(phase=inert(project.title)) if project.title else cells


def _shortest(project: Project, cells: Cells) -> Cells:
    """Without the name of the project and the paused days."""
    return cells._replace(project=inert(project.path), days=cells.days.partition(",")[0])
