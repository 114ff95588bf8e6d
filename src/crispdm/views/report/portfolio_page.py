"""The report on many projects, as a page and as Markdown."""

from crispdm import __version__
from crispdm.inert import inert
from crispdm.results.portfolio_report import PortfolioReport
from crispdm.views.report.names import mask_addresses
from crispdm.views.report.portfolio_sections import figures, lead, sections
from crispdm.views.report.templates import render
from crispdm.views.text.markdown import escaped

MARK = "<!-- crispdm report of many projects -->"  # what tells it from any other Markdown
JSON_MARK = '"accounts": ['


def to_html(report: PortfolioReport) -> str:
    """Return the whole page, the same for the same projects and time."""
    return render(
        "portfolio.html.j2",
        title=report.root,
        today=f"{report.now.day} {report.now:%B} {report.now.year}",
        verdict=lead(report),
        figures=[*figures(report)],
        facts=[("Not searched", f"{each.path}: {each.why}") for each in report.unreadable],
        sections=[*sections(report)],
        version=__version__,
    )


def to_markdown(report: PortfolioReport) -> str:
    """Return the same sentence and tables, to paste into a chat or a page."""
    lines = [MARK, f"# {_shown(report.root)}", "", _shown(lead(report)), ""]
    lines += [f"- {each.name}: {_shown(each.figure)} ({_shown('; '.join(each.notes))})" for each in figures(report)]
    for section in sections(report):
        lines += ["", f"## {section.heading}", ""]
        for part in section.parts:
            lines += [*part.texts, *([""] if part.texts else [])]
            if part.table:
                lines += [_row(part.table.columns), f"| {' | '.join('---' for _ in part.table.columns)} |"]
                lines += map(_row, part.table.rows)
    lines += [_shown(f"- not searched: {each.path}: {each.why}") for each in report.unreadable]
    return "\n".join(lines) + "\n"


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(map(_shown, cells))} |"


def _shown(text: str) -> str:
    return escaped(inert(mask_addresses(text)))
