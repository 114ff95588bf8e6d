"""Where a project stands: the one model of what `status` says, for every form in which it is said."""

from datetime import date
from functools import cached_property
from typing import Any, Literal

from msgspec import Struct

from crispdm.eventlog.events import Blocked, Event, Waived
from crispdm.gate.pilot.running import RunningPilot
from crispdm.lifecycle.accepted import Changed
from crispdm.lifecycle.gate import Gate
from crispdm.lifecycle.next_step import Next
from crispdm.lifecycle.reopening import Reopening
from crispdm.lifecycle.state import State
from crispdm.process import Process
from crispdm.views.people import Names


class Step(Struct, frozen=True, kw_only=True):
    """One phase in the row of phases. Times are as events record them."""

    id: str
    title: str
    status: Literal["done", "current", "todo"]
    started: str | None
    finished: str | None
    days: int | None  # working days from the day it was entered, that day included
    timebox: int | None
    paused: int = 0  # working days on which it waited for others: they do not count


class Moved(Struct, frozen=True, kw_only=True):
    """Work that shows: an event, or a file that git saw change."""

    at: str | None = None  # of a file: its newest commit; None where it is not committed
    by: tuple[str, ...] = ()  # of a file: everybody who committed to it; nobody where it is not committed
    event: Event | None = None
    file: str | None = None
    what: str = ""  # what changed in the file
    is_committed: bool | None = None  # None for an event


class Work(Struct, frozen=True, kw_only=True):
    """What moved, how many events git does not have, what is odd about them, and why git cannot tell, where so."""

    moved: tuple[Moved, ...] = ()
    uncommitted: int | None = None
    warnings: tuple[str, ...] = ()
    blind: str | None = None


class Goal(Struct, frozen=True, kw_only=True):
    """The objective, and whether it is accepted, being written, or left from before, in which iteration."""

    objective: dict[str, Any]
    origin: Literal["accepted", "written", "before"]
    iteration: int


class Standing(Struct, frozen=True, kw_only=True, dict=True):
    """Everything that `status` says."""

    process: Process
    state: State
    today: date
    gate: Gate | None  # of the current phase; None where the project has ended
    pilot: RunningPilot | None
    back: Reopening | None = None  # what led back to the current phase
    goal: Goal | None
    full_traffic: float | None = None  # the measure, where it was measured there after the last pilot
    steps: tuple[Step, ...]
    since: date
    moved: tuple[Moved, ...]
    blind: str | None  # why git cannot tell what moved, where it cannot
    blockers: tuple[Blocked, ...]
    waivers: tuple[Waived, ...]
    ended: tuple[Waived, ...] = ()  # exceptions that ran out since then
    changed: tuple[Changed, ...]
    uncommitted: int | None  # events; None where git cannot tell, or was not asked
    next: Next
    warnings: tuple[str, ...] = ()

    @property
    def objective(self) -> dict[str, Any] | None:
        """The goal, whatever it is from."""
        return self.goal.objective if self.goal else None

    @cached_property
    def names(self) -> Names:
        """What the team is called, and everybody else of whom something is said."""
        moved = (by for each in self.moved for by in each.by)
        return Names(
            self.process.team, [*moved, *(each.by for each in self.waivers), *(each.by for each in self.changed)]
        )
