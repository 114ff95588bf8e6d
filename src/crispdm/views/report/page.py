"""The page as a whole: its template, its policy, and what the template is given."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterator
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from crispdm import __version__
from crispdm.inert import inert
from crispdm.results.report import Report
from crispdm.views.report.glance import facts
from crispdm.views.report.measure import measure_section, readings_section
from crispdm.views.report.names import mask_addresses
from crispdm.views.report.operation import operation
from crispdm.views.report.parts import Part, Section
from crispdm.views.report.records import records, sign_offs
from crispdm.views.report.strip import figures
from crispdm.views.report.timeline import phase_sections, timeline_section
from crispdm.views.report.verdict import verdict
from crispdm.views.report.wording import Wording

_MINUS = re.compile(r"(?<![^\s(\[])-(?=\d)")  # of a number: between words and in dates it is another sign
MARK = '<meta name="generator" content="crispdm report">'  # what tells a report from any other file


def to_html(report: Report) -> str:
    """Return the whole page, the same for the same state and time."""
    wording = Wording(report)
    environment = _environment()
    css = _source(environment, "report.css")
    return environment.get_template("report.html.j2").render(
        mark_of_report=Markup(MARK),  # noqa: S704 - our own
        css=Markup(css),  # noqa: S704 - our own
        digest=b64encode(hashlib.sha256(css.encode()).digest()).decode(),
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
    if in_operation := tuple(operation(report, wording)):
        yield Section("operation", "In operation", (Part(facts=in_operation),))
    yield timeline_section(report, wording)
    yield from records(report, wording)
    if readings := readings_section(report, wording):
        yield readings
    yield from phase_sections(report, wording)
    yield sign_offs(report, wording)


@cache  # the templates are compiled once
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("crispdm.views.report", ""),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _finalize(value: object) -> object:
    """Data as it is shown, before it is escaped: inert, without mail addresses, a percent sign with its number."""
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")  # a place on a chart
    if isinstance(value, str) and not isinstance(value, Markup):
        text = inert(mask_addresses(value)).replace(" %", "\N{NO-BREAK SPACE}%")
        return _MINUS.sub("\N{MINUS SIGN}", text)
    return value


def _source(environment: Environment, name: str) -> str:
    assert environment.loader  # noqa: S101 - the one it was made with
    return environment.loader.get_source(environment, name)[0]
