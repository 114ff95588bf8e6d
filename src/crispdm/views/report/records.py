"""What people put on record: decisions with their reasons, exceptions, blockers, sign-offs."""

from collections.abc import Iterator

from crispdm.eventlog.events import Advanced, Blocked, Resumed, Signed, Stopped, Unblocked, Waived, WentBack
from crispdm.results.report import Report
from crispdm.views.report.effect import effect
from crispdm.views.report.names import name_of
from crispdm.views.report.parts import Part, Section, newest_rows
from crispdm.views.report.wording import Wording, role
from crispdm.words import count, listing

_Cells = tuple[str, ...]


def records(report: Report, wording: Wording) -> Iterator[Section]:
    """Yield a section for each kind of record, and one line that names the kinds without any."""
    none: list[str] = []
    for heading, columns, rows in (
        ("Decisions", ("Decision", "Reason", "By", "Date"), _decisions(report, wording)),
        ("Exceptions", ("Exception", "Reason", "By", "Date", "Until"), _exceptions(report, wording)),
        ("Blockers", ("Blocker", "Waiting for", "Since", "Resolved"), _blockers(report, wording)),
    ):
        if cells := tuple(rows):
            yield Section(heading.lower(), heading, (Part(table=newest_rows("Oldest first", columns, cells)),))
        else:
            none.append(heading.lower())
    if none:
        yield Section("none", "Nothing to report", (Part(texts=(f"No {listing(none, 'or')} so far.",)),))


def sign_offs(report: Report, wording: Wording) -> Section:
    """Return who signed what and when, and whose sign-off is about evidence that has changed."""
    rows = tuple(_sign_offs(report, wording))
    table = newest_rows("Oldest first", ("Phase", "Role", "By", "Date"), rows) if rows else None
    texts = tuple(_stale(report, wording)) or (() if rows else ("None so far.",))
    return Section("sign-offs", "Sign-offs", (Part(texts=texts, table=table),), fold=True, number=len(rows))


def _decisions(report: Report, wording: Wording) -> Iterator[_Cells]:
    """Every outcome, and every time the project went back, stopped or resumed."""
    for event in report.events:
        match event:
            case Advanced(outcome=str()):
                decision = f"{wording.phase(event.phase)}: {event.outcome}, {wording.destination(event)}"
                yield decision, _reason(report, event), name_of(event.by), wording.day(event.at)
            case WentBack() | Stopped() | Resumed():
                yield _move(event, wording), event.reason, name_of(event.by), wording.day(event.at)


def _reason(report: Report, event: Advanced) -> str:
    for pilot in (pilot for period in report.objectives for pilot in period.pilots if pilot.event == event.id):
        return str(pilot.pilot.get("reason") or f"the pilot measured {effect(pilot)}")
    return "the criteria of the phase were met"


def _move(event: WentBack | Stopped | Resumed, wording: Wording) -> str:
    match event:
        case WentBack():
            return f"Back to {wording.phase(event.to)}"
        case Stopped():
            return "Project stopped"
    return f"Project resumed in iteration {event.starts}" if event.starts else "Project resumed"


def _exceptions(report: Report, wording: Wording) -> Iterator[_Cells]:
    """Criteria that were waived, then decisions against the numbers."""
    for event in report.events:
        if isinstance(event, Waived):
            what = f"Waived: {wording.criteria([event.criterion])}"
            yield what, event.reason, name_of(event.by), wording.day(event.at), _until(report, event, wording)
    for event in report.events:
        pilot = event.facts.get("pilot", {}) if isinstance(event, Advanced) else {}
        if not isinstance(event, Advanced):
            continue
        harm = ": it does harm" if pilot.get("harm") else ""
        reasons = {
            f"Decided to {pilot.get('decision')}; the numbers say {pilot.get('verdict')}{harm}": pilot.get("reason"),
            "The pilot ran before its plan was accepted": pilot.get("started_before"),
        }
        for what, reason in reasons.items():
            if reason:
                until = f"end of iteration {event.iteration}"
                yield what, str(reason), name_of(event.by), wording.day(event.at), until


def _until(report: Report, waiver: Waived, wording: Wording) -> str:
    is_now = waiver.iteration == report.status.iteration
    if is_now and waiver.id not in report.kept_waivers:
        return "withdrawn"
    is_over = not is_now or (waiver.until is not None and waiver.until < report.status.today.isoformat())
    until = wording.recorded_date(waiver.until) if waiver.until else f"end of iteration {waiver.iteration}"
    return f"{until} (expired)" if is_over else until


def _blockers(report: Report, wording: Wording) -> Iterator[_Cells]:
    resolved = {event.blocker: wording.day(event.at) for event in report.events if isinstance(event, Unblocked)}
    days = {each.id: each.days for each in report.status.blockers}
    for event in report.events:
        if isinstance(event, Blocked):
            age = f"open, {count(days[event.id], 'working day')}" if days.get(event.id) else "open"
            owner = wording.owner(event.owner) or "no owner"
            yield event.text, owner, wording.day(event.at), resolved.get(event.id, age)


def _sign_offs(report: Report, wording: Wording) -> Iterator[_Cells]:
    """Who signed what and when; one row for all roles of a day."""
    roles: dict[_Cells, list[str]] = {}
    for event in report.events:
        if isinstance(event, Signed):
            who = f"{name_of(event.by)}, for {name_of(event.on_behalf)}" if event.on_behalf else name_of(event.by)
            key = wording.phase(event.phase, event.iteration), who, wording.day(event.at)
            roles.setdefault(key, []).append(role(event.role))
    for (phase, who, day), held in roles.items():
        yield phase, listing(held), who, day


def _stale(report: Report, wording: Wording) -> Iterator[str]:
    """Sign-offs of the current phase whose evidence has changed."""
    for each in report.status.gate.sign_offs if report.status.gate else ():
        if each.status == "stale":
            changed = wording.criteria(each.stale)
            yield f"{name_of(each.by or '')} signed as {role(each.role)}; {changed} changed since then."
