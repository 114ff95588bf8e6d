"""What `report` found: where the project stands, and how it got there."""

from datetime import datetime

from crispdm.eventlog.events import AnyEvent
from crispdm.lifecycle.phase_history import PhaseVisit
from crispdm.lifecycle.pilot_history import ObjectivePeriod
from crispdm.lifecycle.timebox import Pause
from crispdm.results.result import Result
from crispdm.results.status import Status


class Report(Result, frozen=True, kw_only=True):
    """Everything on the page for people outside the team."""

    now: datetime  # with the reader's zone
    title: str  # of the project; its name where it has none
    status: Status
    criteria: dict[str, str]  # by its id what each criterion says
    events: tuple[AnyEvent, ...]  # all, oldest first
    kept_waivers: tuple[str, ...]  # event ids: of this iteration, neither withdrawn nor replaced; they may be over
    completed: int | None  # the iteration that was completed last
    objectives: tuple[ObjectivePeriod, ...]  # one after the other, each with what was measured against it
    visits: tuple[PhaseVisit, ...]  # to phases
    pauses: tuple[Pause, ...]  # when the timebox waited for others
