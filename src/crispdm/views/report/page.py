"""The page as a whole: head, landmarks, sections."""

import hashlib
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime

from crispdm import __version__
from crispdm.lifecycle.phase_history import phase_visits
from crispdm.lifecycle.pilot_history import ObjectivePeriod
from crispdm.lifecycle.timebox import pauses
from crispdm.views.report.calendar import Calendar
from crispdm.views.report.chart_data import panels
from crispdm.views.report.headline import headline
from crispdm.views.report.html import Child, Html, el, together
from crispdm.views.report.measure import course
from crispdm.views.report.phases import row_of_phases
from crispdm.views.report.records import blockers, decisions, exceptions, signatures
from crispdm.views.report.style import STYLE
from crispdm.views.report.summary import sentences
from crispdm.views.report.timeline import way
from crispdm.views.standing import Standing
from crispdm.words import count

MARK = '<meta name="generator" content="crispdm report">'  # what tells a report from any other file
_WORDS = {
    "Phase": "one step of the work. At its end is a gate, which opens on evidence and signatures.",
    "Pilot": "the change tried on a small share of the traffic, beside a control that goes on as before.",
    "95 % interval": "where the true change probably lies. If it holds 0, the pilot may have changed nothing.",
    "Exception": "a criterion that was waived, or a decision against the numbers; always with a reason.",
    "Iteration": "one trip through all phases. The next one begins with a new objective.",
}


def report(standing: Standing, legs: Sequence[ObjectivePeriod], now: datetime) -> str:
    """The whole page, the same for the same state and time.

    Args:
        standing: where the project stands.
        legs: the objectives with what was measured.
        now: the time, with the reader's zone.
    """
    calendar = Calendar(now, pauses(standing.process, standing.state.events))
    name = standing.process.project
    page = el(
        "html", _head(f"{name}: where the project stands"), el("body", _body(standing, legs, calendar)), lang="en"
    )
    return f"<!doctype html>\n{page}\n"


def _head(title: str) -> Html:
    """Nothing may be fetched and nothing may run, whatever the page holds: the policy allows one style sheet."""
    digest = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return el(
        "head",
        el("meta", charset="utf-8"),
        Html(MARK),
        el("meta", http_equiv="Content-Security-Policy", content=policy),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"),
        el("title", title),
        el("style", Html(STYLE)),
    )


def _body(standing: Standing, legs: Sequence[ObjectivePeriod], calendar: Calendar) -> Html:
    return together(
        el(
            "header",
            el("p", f"Report of {calendar.of(calendar.today)}", class_="kicker"),
            el("h1", standing.process.project),
            el("p", headline(standing, legs, calendar), class_="lead"),
        ),
        el("main", _sections(standing, legs, calendar)),
        el("footer", el("p", _source(standing, calendar))),
    )


def _sections(standing: Standing, legs: Sequence[ObjectivePeriod], calendar: Calendar) -> list[Html]:
    state = standing.state
    measured = panels(legs)
    plotted = (
        course(measured, calendar) if measured else el("p", "No objective was accepted yet, and nothing measured.")
    )
    gone = phase_visits(standing.process, state)
    moves = way(standing.process, gone, calendar)
    said = [el("p", sentence) for sentence in sentences(standing, legs, calendar)]
    return [
        _section("where", "Where it stands", said, row_of_phases(standing, gone, calendar)),
        _section("measure", "The objective and the measure", plotted),
        _section("way", "The way through the phases", moves),
        _section("decisions", "Decisions", decisions(standing, calendar)),
        _section("exceptions", "Exceptions", exceptions(standing, calendar)),
        _section("blockers", "Blockers", blockers(standing, calendar)),
        _section("signatures", "Who signed what", signatures(standing, calendar)),
        _section(
            "words", "Words", el("dl", [el("div", el("dt", word), el("dd", says)) for word, says in _WORDS.items()])
        ),
    ]


def _section(name: str, heading: str, *children: Child) -> Html:
    return el("section", el("h2", heading, id=f"{name}-heading"), *children, aria_labelledby=f"{name}-heading")


def _source(standing: Standing, calendar: Calendar) -> str:
    events = standing.state.events
    until = f", the last of {calendar.day(events[-1].at)}" if events else ""
    return (
        f"Written by crispdm {__version__} from {count(len(events), 'recorded event')}{until}. Names are what people "
        "said of themselves; that a number is true, no tool can know."
    )
