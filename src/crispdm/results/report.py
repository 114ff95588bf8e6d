"""What `report` found: where the project stands, and how it came there."""

from datetime import datetime

from crispdm.eventlog.events import AnyEvent
from crispdm.lifecycle.phase_history import PhaseVisit
from crispdm.lifecycle.pilot_history import ObjectivePeriod
from crispdm.lifecycle.timebox import Pause
from crispdm.results.result import Result
from crispdm.results.status import Status


class Report(Result, frozen=True, kw_only=True):
    """Everything that the page for people outside the team tells."""

    now: datetime  # with the reader's zone
    status: Status
    criteria: dict[str, str]  # what each criterion says
    events: tuple[AnyEvent, ...]  # all, oldest first
    kept: tuple[str, ...]  # the ids of the waivers of this iteration that nobody withdrew or replaced
    completed: int | None  # the iteration that came last to its end
    legs: tuple[ObjectivePeriod, ...]  # the objectives one after the other, each with what was measured
    stays: tuple[PhaseVisit, ...]  # the way through the phases
    pauses: tuple[Pause, ...]  # when the timebox waited for others
