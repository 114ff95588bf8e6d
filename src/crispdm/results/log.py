"""What `log` found: what happened."""

from typing import Annotated

from msgspec import Meta

from crispdm.eventlog.events import AnyEvent
from crispdm.lifecycle.accepted import Changed
from crispdm.lifecycle.pilot_history import RecordedPilot
from crispdm.results.result import ProjectResult


class Log(ProjectResult, frozen=True, kw_only=True):
    """What happened, oldest first, the pilots of all iterations, and what is no longer as it was accepted."""

    events: tuple[AnyEvent, ...]
    removed_blockers: Annotated[
        dict[str, str], Meta(description="by its id the text of each blocker that one of `events` removed")
    ]
    pilots: tuple[RecordedPilot, ...]
    changed: tuple[Changed, ...]
