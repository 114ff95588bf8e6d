"""Find what happened."""

from datetime import date, tzinfo
from pathlib import Path

from crispdm.actions.accepted_changes import changed_since
from crispdm.actions.project import open_project
from crispdm.actions.recent_events import events_since, removed_blockers
from crispdm.lifecycle.pilot_history import recorded_pilots
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
