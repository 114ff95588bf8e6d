"""Select the events from a day on, with what they need to be read."""

from collections.abc import Iterable
from datetime import date, datetime, tzinfo

from crispdm.actions.project import known
from crispdm.dates import day_of
from crispdm.eventlog.causality import Graph
from crispdm.eventlog.events import AnyEvent, Blocked, Unblocked
from crispdm.lifecycle.state import State


def events_since(state: State, since: date | None, zone: tzinfo | None) -> tuple[AnyEvent, ...]:
    """The events from a day on, oldest first."""
    return known(event for event in state.events if since is None or day_of(event.at, zone) >= since)


def recent_events(state: State, since: date, now: datetime) -> tuple[tuple[AnyEvent, ...], tuple[AnyEvent, ...]]:
    """The events from a day on until today, oldest first; and those of the future, by the clocks that wrote them.

    An event of the future happened at the latest when the next one was recorded: it is recent on that day, and once.
    """
    today = now.date()
    days = {event.id: day_of(event.at, now.tzinfo) for event in state.events}
    if any(day > today for day in days.values()):
        for event in reversed(Graph(state.events).events):  # before each event all that saw it
            for parent in event.after:
                if days.get(parent, today) > today:
                    days[parent] = min(days[parent], days[event.id])
    recent = known(event for event in state.events if since <= days[event.id] <= today)
    return recent, known(event for event in state.events if days[event.id] > today)


def removed_blockers(state: State, events: Iterable[AnyEvent]) -> dict[str, str]:
    """The text of each blocker that one of the events removed, by its id."""
    removed = {event.blocker for event in events if isinstance(event, Unblocked)}
    return {event.id: event.text for event in state.events if isinstance(event, Blocked) and event.id in removed}
