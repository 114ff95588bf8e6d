"""What people put on record: signatures, exceptions, decisions with their reasons, blockers."""

from collections.abc import Iterator

from crispdm.eventlog.events import (
    Advanced,
    Blocked,
    Event,
    Resumed,
    Signed,
    Stopped,
    Unblocked,
    Waived,
    WentBack,
)
from crispdm.lifecycle.pilot_history import recorded_pilots
from crispdm.process import Process
from crispdm.views.blockers import age
from crispdm.views.pilots import change
from crispdm.views.report.calendar import Calendar
from crispdm.views.report.html import Child, Html, capital, el, table, together
from crispdm.views.report.names import holder, named, passed, words
from crispdm.views.standing import Standing, title
from crispdm.words import listing

_Rows = list[list[Child]]


def signatures(standing: Standing, calendar: Calendar) -> Html:
    """Who signed what, in which roles; for the current phase also which signature no longer agrees with the numbers."""
    roles: dict[tuple[str, str, str], list[str]] = {}
    for event in standing.state.events:
        if isinstance(event, Signed):
            who = f"{named(event.by)}, for {named(event.on_behalf)}" if event.on_behalf else named(event.by)
            key = _phase(standing.process, event.phase, event.iteration), who, calendar.day(event.at)
            roles.setdefault(key, []).append(_role(event.role))
    if not roles:
        return el("p", "Nobody has signed anything yet.")
    rows = [[phase, listing(held), who, day] for (phase, who, day), held in roles.items()]
    columns = ["Phase", "As", "Who", "When"]
    return together(_stale(standing), table("Oldest first, with the roles in which somebody signed", columns, rows))


def _stale(standing: Standing) -> Iterator[Html]:
    for each in standing.gate.sign_offs if standing.gate else ():
        if each.status == "stale":
            changed = listing([words(standing.process, name) for name in each.stale])
            yield el("p", f"{named(each.by or '')} signed as {_role(each.role)}; {changed} changed since then.")


def exceptions(standing: Standing, calendar: Calendar) -> Html:
    """Criteria that were waived, and decisions that the numbers did not carry."""
    rows = [*_waivers(standing, calendar), *_against(standing, calendar)]
    if not rows:
        return el("p", "None: no criterion was waived, and no decision went against the numbers.")
    return table("Each is read out in every status until it ends", ["What", "Why", "Who", "When", "Until"], rows)


def _waivers(standing: Standing, calendar: Calendar) -> Iterator[list[Child]]:
    state = standing.state
    today = standing.today.isoformat()
    kept = {each.id for each in state.waivers}
    for event in state.events:
        if isinstance(event, Waived):
            until = calendar.written(event.until) if event.until else f"the end of iteration {event.iteration}"
            withdrawn = event.iteration == state.iteration and event.id not in kept
            ended = event.iteration != state.iteration or (event.until is not None and event.until < today)
            is_over = "withdrawn" if withdrawn else f"{until} (over)" if ended else until
            what = f"Not asked for: {words(standing.process, event.criterion)}"
            yield [what, event.reason, named(event.by), calendar.day(event.at), is_over]


def _against(standing: Standing, calendar: Calendar) -> Iterator[list[Child]]:
    for event in standing.state.events:
        pilot = event.facts.get("pilot", {}) if isinstance(event, Advanced) else {}
        if isinstance(event, Advanced) and pilot.get("reason"):
            what = f"Decided {pilot.get('decision')}, where the numbers say {pilot.get('verdict')}"
            until = f"the end of iteration {event.iteration}"
            yield [what, str(pilot["reason"]), named(event.by), calendar.day(event.at), until]


def decisions(standing: Standing, calendar: Calendar) -> Html:
    """Every outcome that was decided, every way back, stop and resumption, with its reason."""
    process, measured = standing.process, {each.event: each for each in recorded_pilots(standing.state.events)}
    rows: _Rows = []
    for event in standing.state.events:
        if isinstance(event, Advanced) and event.outcome is not None:
            trial = measured.get(event.id)
            because = (
                f"the pilot changed the measure by {change(trial)}" if trial else "the criteria of the phase were met"
            )
            reason = str(trial.pilot.get("reason") or because) if trial else because
            rows.append([capital(passed(process, event)), reason, named(event.by), calendar.day(event.at)])
        elif isinstance(event, WentBack | Stopped | Resumed):
            rows.append([_moved(process, event), event.reason, named(event.by), calendar.day(event.at)])
    if not rows:
        return el("p", "Nothing was decided yet.")
    return table("Oldest first, each with its reason", ["Decision", "Why", "Who", "When"], rows)


def _moved(process: Process, event: WentBack | Stopped | Resumed) -> str:
    match event:
        case WentBack():
            return f"Back to {title(process, event.to)}"
        case Stopped():
            return "Stop the project"
    return f"Go on, with iteration {event.starts}" if event.starts else "Go on"


def blockers(standing: Standing, calendar: Calendar) -> Html:
    """What stands in the way and on whom it waits, and what was removed."""
    events, process = standing.state.events, standing.process
    gone = {event.blocker: event for event in events if isinstance(event, Unblocked)}
    rows: _Rows = [
        [
            event.text,
            holder(process, event.owner) or "nobody named",
            calendar.day(event.at),
            _until(event, gone.get(event.id), calendar),
        ]
        for event in events
        if isinstance(event, Blocked)
    ]
    if not rows:
        return el("p", "None.")
    return table("Oldest first, with whom they wait for", ["What", "Waiting for", "Since", "Until"], rows)


def _until(event: Blocked, gone: Event | None, calendar: Calendar) -> str:
    if gone is None:
        return f"still there, {age(event.at, calendar.today, calendar.zone)}"
    return calendar.day(gone.at)


def _phase(process: Process, phase: str, iteration: int) -> str:
    return f"{title(process, phase)}, iteration {iteration}" if iteration > 1 else title(process, phase)


def _role(role: str) -> str:
    return role.replace("_", " ")
