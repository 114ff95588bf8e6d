"""Find what happened."""

from collections.abc import Iterable
from datetime import date, tzinfo
from pathlib import Path

from crispdm.actions.accepted_changes import changed_since
from crispdm.actions.project import known, open_project
from crispdm.dates import day_of
from crispdm.eventlog.events import AnyEvent, Blocked, Unblocked
from crispdm.lifecycle.pilot_history import recorded_pilots
from crispdm.lifecycle.state import State
from crispdm.results.log import Log


def read_log(start: Path, since: date | None, zone: tzinfo | None) -> Log:
    """Return the events from a day on, all of them where it is None; days are those of the reader's zone."""
    project = open_project(start)
    events = events_since(project.state, since, zone)
    return Log(
        **project.result_fields,
        events=events,
        removed_blockers=removed_blockers(project.state, events),
        pilots=tuple(recorded_pilots(events)),
        changed=tuple(changed_since(project)),
    )


def events_since(state: State, since: date | None, zone: tzinfo | None) -> tuple[AnyEvent, ...]:
    """The events from a day on, oldest first."""
    return known(event for event in state.events if since is None or day_of(event.at, zone) >= since)


def removed_blockers(state: State, events: Iterable[AnyEvent]) -> dict[str, str]:
    """The text of each blocker that one of the events removed, by its id."""
    removed = {event.blocker for event in events if isinstance(event, Unblocked)}
    return {event.id: event.text for event in state.events if isinstance(event, Blocked) and event.id in removed}
