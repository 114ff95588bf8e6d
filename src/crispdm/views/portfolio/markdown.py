"""What `portfolio` found, as a Markdown table to paste into a chat or a page."""

from collections.abc import Iterator

from crispdm.results.portfolio import Portfolio
from crispdm.views.portfolio.cells import HEAD, cells_of, summary
from crispdm.views.text.markdown import escaped


def markdown(portfolio: Portfolio) -> Iterator[str]:
    """Yield the lines of the table and a summary."""
    if portfolio.projects:
        yield f"| {' | '.join(HEAD.columns)} |"
        yield "| --- | --- | ---: | --- | --- |"
    for project in portfolio.projects:
        cells = cells_of(project)
        row = cells if not cells.broken else cells._replace(phase="cannot be read", next=cells.broken)
        yield f"| {' | '.join(map(escaped, row.columns))} |"
    yield from ("", summary(portfolio))
