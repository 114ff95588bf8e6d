"""What `status` found: where the project stands."""

from datetime import date
from typing import Any, Literal

from msgspec import Struct

from crispdm.eventlog.events import AnyEvent, Waived
from crispdm.lifecycle.accepted import Changed
from crispdm.lifecycle.next_step import Next
from crispdm.lifecycle.pilot_history import RecordedPilot
from crispdm.results.gate import Gate
from crispdm.results.result import ProjectResult


class Goal(Struct, frozen=True, kw_only=True):
    """The objective, and whether it is accepted in this iteration, being written, or left from before."""

    objective: dict[str, Any]  # measure, unit, now, target, least
    origin: Literal["accepted", "written", "before"]
    iteration: int


class Phase(Struct, frozen=True, kw_only=True):
    """One phase in the row of phases. Times are UTC, days are working days without those on which it was paused."""

    id: str
    title: str
    status: Literal["done", "current", "todo"]
    started: str | None
    finished: str | None
    days: int | None
    timebox: int | None
    paused: int


class Back(Struct, frozen=True, kw_only=True):
    """The move that led back to the current phase, the pilot that it followed, and whether evidence changed since."""

    event: AnyEvent
    pilot: RecordedPilot | None
    changed: bool


class Pilot(Struct, frozen=True, kw_only=True):
    """The pilot that runs, or is about to. `waiting` has the other criteria that only its last day can settle."""

    criterion: str
    start: date
    end: date
    day: int | None  # which of its days today is, 1 the first; null before it
    days: int
    share: float
    stopped_by: str
    waiting: tuple[str, ...]
    file: str  # of its days
    missing: tuple[date, ...]  # the days before today without a row


class FileChange(Struct, frozen=True, kw_only=True):
    """A file in which git saw a change: what commits brought, or what is not committed."""

    file: str
    what: str  # what changed, in words
    removed: bool
    committed: bool
    at: str | None  # its newest commit; null where it is not committed
    by: tuple[str, ...]  # everybody who committed to it


class GitChanges(Struct, frozen=True, kw_only=True):
    """What git saw change in the phases' folders and in the state file."""

    files: tuple[FileChange, ...]
    uncommitted: int | None  # events that git does not have; null where it cannot tell
    lost: int  # events that git has, and the state file does not
    failure: str | None  # why git cannot tell all of it, where it cannot


class Blocker(Struct, frozen=True, kw_only=True):
    """A blocker; `days` counts working days after it was reported, `pauses` says whether the timebox waits for it."""

    id: str
    at: str
    by: str
    text: str
    owner: str | None
    days: int
    pauses: bool


class Overruled(Struct, frozen=True, kw_only=True):
    """A decision of this iteration against the pilot's numbers, with its reason."""

    outcome: str | None
    reason: str
    by: str
    at: str


class Status(ProjectResult, frozen=True, kw_only=True):
    """Where the project stands; `gate` is that of the current phase, null where the project has ended."""

    today: date
    iteration: int
    outcome: Literal["running", "finished", "stopped"]
    stops: tuple[AnyEvent, ...]  # the events that stopped it
    live_since: date | None  # since when all of the traffic is served
    goal: Goal | None
    full_traffic: float | None  # the measure, where it was measured there after the last pilot
    phases: tuple[Phase, ...]
    gate: Gate | None
    back: Back | None
    pilot: Pilot | None
    pilots: tuple[RecordedPilot, ...]  # of this iteration
    since: date
    events: tuple[AnyEvent, ...]  # since then, oldest first
    removed_blockers: dict[str, str]  # blocker, by its id: its text; of those that one of the events removed
    expired: tuple[Waived, ...]  # the exceptions that ran out since then
    git: GitChanges | None  # since then; null with --short
    blockers: tuple[Blocker, ...]
    waivers: tuple[Waived, ...]
    overruled: tuple[Overruled, ...]
    changed: tuple[Changed, ...]  # what is no longer as it was accepted
    remarks: tuple[str, ...]
    next: Next
