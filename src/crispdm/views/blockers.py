"""What `block`, `unblock` and `note` answer, and how long an obstacle has stood."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta, tzinfo

from crispdm.dates import day_of, past_day
from crispdm.eventlog.events import Blocked, Event, Noted, Unblocked
from crispdm.lifecycle.blockers import SHORTEST_ID
from crispdm.lifecycle.timebox import days_blocked, waits_for_others
from crispdm.process import Process
from crispdm.views.people import Names
from crispdm.views.text.lines import Line
from crispdm.words import count


def age(at: str, today: date, zone: tzinfo | None = None, *, unit: str = "working day") -> str:
    """`4 working days`, as the timebox is paused; `since today` or another day before the first of them."""
    named = day_of(at, zone)
    if named == date.min:
        return "for nobody knows how long"
    days = days_blocked(named, today)
    return count(days, unit) if days else f"since {past_day(named, today)}"


def blocked(process: Process, events: Iterable[Event]) -> Iterator[Line]:
    """What was named, how it is removed, and whether the timebox waits for it."""
    for event in events:
        if isinstance(event, Blocked):
            yield Line(
                f"{event.text}, on {Names(process.team).owner(event.owner) or 'nobody'}", label="Waiting: ", style="red"
            )
            paused = " The timebox is paused until then." if waits_for_others(process, event.owner) else ""
            yield Line(f"`crispdm unblock {event.id[:SHORTEST_ID]}` removes it.{paused}")


def unblocked(before: Iterable[Blocked], events: Iterable[Event]) -> Iterator[Line]:
    """What was removed, and after how long."""
    named = {each.id: each for each in before}
    for event in events:
        if isinstance(event, Unblocked):
            found = named.get(event.blocker)  # it may have been named by somebody else just now
            text = found.text if found else event.blocker[:SHORTEST_ID]
            days = days_blocked(day_of(found.at), day_of(event.at) - timedelta(days=1)) if found else 0
            after = f", after {count(days, 'working day')}" if days else ""
            yield Line(f"{text}{after}", label="Removed: ", style="green")


def noted(events: Iterable[Event]) -> Iterator[Line]:
    """What will be said."""
    for event in events:
        if isinstance(event, Noted):
            yield Line(event.text, label="For the next standup: ")
