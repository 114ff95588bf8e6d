"""The page as a whole: what its template is given."""

from collections.abc import Iterator

from crispdm import __version__
from crispdm.results.report import Report
from crispdm.views.report.glance import facts
from crispdm.views.report.measure import measure_section, readings_section
from crispdm.views.report.operation import operation
from crispdm.views.report.parts import Part, Section
from crispdm.views.report.records import records, sign_offs
from crispdm.views.report.strip import figures
from crispdm.views.report.templates import render
from crispdm.views.report.timeline import phase_sections, timeline_section
from crispdm.views.report.verdict import verdict
from crispdm.views.report.wording import Wording


def to_html(report: Report) -> str:
    """Return the whole page, the same for the same state and time."""
    wording = Wording(report)
    return render(
        "report.html.j2",
        title=report.title,
        today=wording.long_date(report.now.date()),
        verdict=verdict(report, wording),
        figures=[*figures(report, wording)],
        facts=[*facts(report, wording)],
        sections=[*_sections(report, wording)],
        version=__version__,
        events=len(report.events),
        last=wording.day(report.events[-1].at) if report.events else None,
    )


def _sections(report: Report, wording: Wording) -> Iterator[Section]:
    yield measure_section(report)
    if told := tuple(operation(report, wording)):
        is_running = any(label != "Guard" for label, _ in told)  # a pilot has its guards before anything runs
        yield Section("operation", "In operation" if is_running else "Guards", (Part(facts=told),))
    yield timeline_section(report, wording)
    yield from records(report, wording)
    if readings := readings_section(report, wording):
        yield readings
    yield from phase_sections(report, wording)
    yield sign_offs(report, wording)
