"""Select the events from a day on, with what they need to be read."""

from collections.abc import Iterable
from datetime import date, tzinfo

from crispdm.actions.project import known
from crispdm.dates import day_of
from crispdm.eventlog.events import AnyEvent, Blocked, Unblocked
from crispdm.lifecycle.state import State


def events_since(state: State, since: date | None, zone: tzinfo | None) -> tuple[AnyEvent, ...]:
    """The events from a day on, oldest first."""
    return known(event for event in state.events if since is None or day_of(event.at, zone) >= since)


def removed_blockers(state: State, events: Iterable[AnyEvent]) -> dict[str, str]:
    """The text of each blocker that one of the events removed, by its id."""
    removed = {event.blocker for event in events if isinstance(event, Unblocked)}
    return {event.id: event.text for event in state.events if isinstance(event, Blocked) and event.id in removed}
