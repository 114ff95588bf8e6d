"""What happened, a sentence an event."""

from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo

from crispdm.dates import spell_out_days
from crispdm.eventlog.events import (
    Advanced,
    AnyEvent,
    Blocked,
    Created,
    Noted,
    Resumed,
    Signed,
    Stopped,
    Unblocked,
    Unwaived,
    Waived,
    WentBack,
)
from crispdm.lifecycle.blockers import SHORTEST_ID
from crispdm.results.log import Log
from crispdm.views.people import Names
from crispdm.views.pilots import pilot_summary
from crispdm.views.text.lines import Line, columns
from crispdm.views.text.styles import Style
from crispdm.words import listing

_ENDS = {
    "finish": "the project is finished",
    "stop": "the project is stopped",
    "new_iteration": "a new iteration starts",
}


def log_lines(found: Log, zone: tzinfo | None) -> Iterator[Line]:
    """Every event with its local time and its author, its pilot, and what changed after it was accepted."""
    if not found.events:
        yield Line("Nothing has happened since then.")
    authors = {event.by: "" for event in found.events}
    names = Names(found.team, authors)
    padded = dict(zip(authors, columns([(names.of(by), "") for by in authors]), strict=True))
    pilots = {each.event: each for each in found.pilots}
    for event in found.events:
        label = f"{_local_time(event.at, zone)}  {padded[event.by]}"
        yield Line(sentence(event, found.titles, found.removed_blockers), label=label)
        if event.id in pilots:
            yield Line(pilot_summary(pilots[event.id]), label=" " * len(label))
        changed = [each.criterion or "the gate" for each in found.changed if each.event == event.id]
        if changed:
            yield Line(f"changed since: {listing(changed)}", label=" " * len(label), style=Style.WRONG)


def sentence(  # noqa: C901, PLR0911 - a table of all kinds
    event: AnyEvent, titles: Mapping[str, str], removed_blockers: Mapping[str, str]
) -> str:
    """An event as a sentence without its author."""
    match event:
        case Created():
            return f"created the project {event.project}"
        case Advanced():
            outcome = f" ({event.outcome})" if event.outcome else ""
            waived = f", with waivers: {', '.join(event.waived)}" if event.waived else ""
            to = _ENDS.get(event.to) or f"{'back' if event.opens else 'on'} to {titles.get(event.to, event.to)}"
            return f"passed {titles.get(event.phase, event.phase)}{outcome}, {to}{waived}"
        case WentBack():
            return f"went back to {titles.get(event.to, event.to)}: {event.reason}"
        case Signed():
            on_behalf = f" for {event.on_behalf}" if event.on_behalf else ""
            return f"signed {titles.get(event.phase, event.phase)} as {event.role.replace('_', ' ')}{on_behalf}"
        case Waived():
            until = f" until {spell_out_days(event.until)}" if event.until else ""
            return f"waived {event.criterion}{until}: {event.reason}"
        case Unwaived():
            return f"withdrew the waiver of {event.criterion}"
        case Blocked():
            on = f" on {event.owner}" if event.owner else ""
            return f"reported a blocker{on}: {event.text} ({event.id[:SHORTEST_ID]})"
        case Unblocked():
            return f"removed the blocker {removed_blockers.get(event.blocker, event.blocker[:SHORTEST_ID])}"
        case Noted():
            return f"said: {event.text}"
        case Stopped():
            return f"stopped the project: {event.reason}"
        case Resumed():
            return f"resumed the project: {event.reason}"


def _local_time(at: str, zone: tzinfo | None) -> str:
    try:
        return datetime.fromisoformat(at).astimezone(zone).strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError):
        return at
