"""What `report` found: where the project stands, and how it got there."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from crispdm.eventlog.events import AnyEvent
from crispdm.lifecycle.phase_history import PhaseVisit
from crispdm.lifecycle.pilot_history import ObjectivePeriod
from crispdm.lifecycle.timebox import Pause
from crispdm.results.result import Result
from crispdm.results.status import Status


class NextDecision(Struct, frozen=True, kw_only=True):
    """What is decided next: where the current phase leads. `day` is the one that the plan has for it."""

    phase: str
    outcomes: tuple[str, ...]  # of the phase's decision; none where it has none
    owner: str | None
    day: date | None
    late: int  # working days over the phase's timebox


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
    facts: dict[int, dict[str, Mapping[str, Any]]]  # by iteration: the newest of each name that a gate accepted
    written: dict[str, Mapping[str, Any]]  # by name: what the files of this iteration say, not accepted yet
    decision: NextDecision | None  # None where the project has ended
