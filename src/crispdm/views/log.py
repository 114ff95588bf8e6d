"""What happened, a sentence an event."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, tzinfo
from types import MappingProxyType

from crispdm.dates import spell_out_days
from crispdm.eventlog.events import (
    Advanced,
    Blocked,
    Created,
    Event,
    Noted,
    Resumed,
    Signed,
    Stopped,
    Unblocked,
    Unwaived,
    Waived,
    WentBack,
)
from crispdm.lifecycle.accepted import Changed
from crispdm.lifecycle.blockers import SHORTEST_ID
from crispdm.lifecycle.pilot_history import recorded_pilots
from crispdm.process import Process
from crispdm.views.people import Names
from crispdm.views.pilots import beside
from crispdm.views.text.lines import Line, columns
from crispdm.words import listing

_ENDS = {
    "finish": "the project is finished",
    "stop": "the project stops here",
    "new_iteration": "a new iteration starts",
}


def log(process: Process, events: Iterable[Event], changed: Iterable[Changed], zone: tzinfo | None) -> Iterator[Line]:
    """Every event, oldest first, with its local time and its author, and what changed after it was accepted."""
    events, later = [*events], [*changed]
    if not events:
        yield Line("Nothing happened since then.")
    names = Names(process.team, (event.by for event in events))
    labels = columns([(_time(event.at, zone), names.of(event.by), "") for event in events])
    known = obstacles(events)
    pilots = {trial.event: trial for trial in recorded_pilots(events)}
    for label, event in zip(labels, events, strict=True):
        yield Line(told(process, event, known), label=label)
        if event.id in pilots:
            yield Line(beside(pilots[event.id]), label=" " * len(label))
        changes = [each.criterion or "the gate" for each in later if each.event == event.id]
        if changes:
            yield Line(f"changed since: {listing(changes)}", label=" " * len(label), style="red")


def obstacles(events: Iterable[Event]) -> dict[str, str]:
    """The text of every obstacle, by the id of the event that named it."""
    return {event.id: event.text for event in events if isinstance(event, Blocked)}


def told(  # noqa: C901, PLR0911 - a table of all kinds
    process: Process, event: Event, known: Mapping[str, str] = MappingProxyType({})
) -> str:
    """An event as a sentence without its author; `known` are the obstacles by their ids."""
    match event:
        case Created():
            return f"made the project {event.project}"
        case Advanced():
            outcome = f" ({event.outcome})" if event.outcome else ""
            waived = f", with exceptions: {', '.join(event.waived)}" if event.waived else ""
            to = _ENDS.get(event.to) or f"{'back' if event.opens else 'on'} to {title(process, event.to)}"
            return f"passed {title(process, event.phase)}{outcome}, {to}{waived}"
        case WentBack():
            return f"went back to {title(process, event.to)}: {event.reason}"
        case Signed():
            role = event.role.replace("_", " ")
            return (
                f"signed {title(process, event.phase)} as {role}{f' for {event.on_behalf}' if event.on_behalf else ''}"
            )
        case Waived():
            until = f" until {spell_out_days(event.until)}" if event.until else ""
            return f"made an exception for {event.criterion}{until}: {event.reason}"
        case Unwaived():
            return f"withdrew the exception for {event.criterion}"
        case Blocked():
            on = f" on {event.owner}" if event.owner else ""
            return f"named an obstacle{on}: {event.text} ({event.id[:SHORTEST_ID]})"
        case Unblocked():
            return f"removed the obstacle {known.get(event.blocker, event.blocker[:SHORTEST_ID])}"
        case Noted():
            return f"said: {event.text}"
        case Stopped():
            return f"stopped the project: {event.reason}"
        case Resumed():
            return f"went on: {event.reason}"
    raise TypeError(type(event).__name__)


def title(process: Process, phase: str) -> str:
    """A phase's title; its id where the process no longer has it."""
    found = process.phase_id(phase)
    return next((each.title for each in process.phases if each.id == found), phase)


def _time(at: str, zone: tzinfo | None) -> str:
    try:
        return datetime.fromisoformat(at).astimezone(zone).strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError):
        return at
