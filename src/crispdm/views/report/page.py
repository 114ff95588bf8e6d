"""The page as a whole: its template, its policy, and what the template is given."""

import hashlib
from base64 import b64encode
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from crispdm import __version__
from crispdm.inert import inert
from crispdm.results.report import Report
from crispdm.views.report.glance import facts, headline
from crispdm.views.report.measure import measure_section
from crispdm.views.report.names import mask_addresses
from crispdm.views.report.phases import steps
from crispdm.views.report.records import records
from crispdm.views.report.timeline import timeline_section
from crispdm.views.report.wording import Wording

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
        today=wording.date(report.now.date()),
        headline=headline(report, wording),
        facts=[*facts(report, wording)],
        steps=[*steps(report, wording)],
        sections=[measure_section(report, wording), timeline_section(report, wording), *records(report, wording)],
        version=__version__,
        events=len(report.events),
        last=wording.day(report.events[-1].at) if report.events else None,
    )


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
        return inert(mask_addresses(value)).replace(" %", "\N{NO-BREAK SPACE}%")
    return value


def _source(environment: Environment, name: str) -> str:
    assert environment.loader  # noqa: S101 - the one it was made with
    return environment.loader.get_source(environment, name)[0]
