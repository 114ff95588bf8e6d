"""What `status` found: where the project stands."""

from datetime import date
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from crispdm.eventlog.events import AnyEvent, Waived
from crispdm.lifecycle.accepted import Changed
from crispdm.lifecycle.next_step import Next
from crispdm.lifecycle.pilot_history import RecordedPilot
from crispdm.results.gate import Gate
from crispdm.results.result import ProjectResult


class Known(Struct, frozen=True, kw_only=True):
    """How the criteria are known that are accepted, or met in the current phase: how many in each way."""

    seen: int
    recorded: int
    typed: int

    def __str__(self) -> str:
        total = self.seen + self.recorded + self.typed
        verb = "rests" if self.typed == 1 else "rest"
        return f"{self.typed} of {total} met criteria {verb} on somebody's word"


class Goal(Struct, frozen=True, kw_only=True):
    """The objective, and whether it is accepted in this iteration, being written, or left from before."""

    objective: Annotated[dict[str, Any], Meta(description="measure, unit, now, target, least")]
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
    day: Annotated[int | None, Meta(description="which of its days today is, 1 the first; null before it")]
    days: int
    share: float
    stopped_by: str
    waiting: tuple[str, ...]
    file: Annotated[str, Meta(description="the file of its days")]
    missing: Annotated[tuple[date, ...], Meta(description="the days before today without a row")]
    settles: Annotated[
        date | None,
        Meta(description="the day on which it settles at the present spread, if it truly reaches the target"),
    ]
    never_settles: Annotated[bool, Meta(description="whether even a year would not settle it at the present spread")]


class FileChange(Struct, frozen=True, kw_only=True):
    """A file in which git saw a change: what commits brought, or what is not committed."""

    file: str
    what: Annotated[str, Meta(description="what changed, in words")]
    removed: bool
    committed: bool
    at: Annotated[str | None, Meta(description="when it was committed last; null where it is not")]
    by: Annotated[tuple[str, ...], Meta(description="everybody who committed to it")]


class GitChanges(Struct, frozen=True, kw_only=True):
    """What git saw change in the phases' folders and in the state file."""

    files: tuple[FileChange, ...]
    uncommitted: Annotated[int | None, Meta(description="events that are not in git yet; null where git cannot tell")]
    lost: Annotated[int, Meta(description="events that are in git, and not in the state file")]
    taken_out: Annotated[int, Meta(description="events that commits took out, and nobody brought back")]
    failure: Annotated[str | None, Meta(description="why git cannot tell all of it, where it cannot")]


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
    """A decision of this iteration against the pilot's numbers, with its reason, or a plan that came too late."""

    outcome: str | None
    reason: str
    by: str
    at: str
    what: Annotated[
        Literal["numbers", "harm", "late-plan"],
        Meta(description="what it is against: the numbers, harm that they show, or planning before anybody is exposed"),
    ] = "numbers"


class Status(ProjectResult, frozen=True, kw_only=True):
    """Where the project stands; `gate` is that of the current phase, null if the project has ended."""

    today: date
    iteration: int
    outcome: Literal["running", "finished", "stopped"]
    stops: Annotated[tuple[AnyEvent, ...], Meta(description="the events that stopped it")]
    live_since: Annotated[date | None, Meta(description="since when all of the traffic is served")]
    goal: Goal | None
    has_objective: Annotated[bool, Meta(description="whether a gate of the process asks for an objective")] = True
    full_traffic: Annotated[
        float | None, Meta(description="the measure at full traffic, if measured after the last pilot")
    ]
    phases: tuple[Phase, ...]
    gate: Gate | None
    back: Back | None
    pilot: Pilot | None
    pilots: Annotated[tuple[RecordedPilot, ...], Meta(description="those of this iteration")]
    since: date
    events: Annotated[tuple[AnyEvent, ...], Meta(description="recorded since `since`, oldest first")]
    removed_blockers: Annotated[
        dict[str, str], Meta(description="by its id the text of each blocker that one of `events` removed")
    ]
    expired: Annotated[tuple[Waived, ...], Meta(description="the waivers that expired since `since`")]
    git: Annotated[GitChanges | None, Meta(description="since `since`; null with --short")]
    lost: Annotated[
        int,
        Meta(description="events that the last commit has; with --short git is asked only where the file looks odd"),
    ]
    blockers: tuple[Blocker, ...]
    waivers: tuple[Waived, ...]
    overruled: tuple[Overruled, ...]
    known: Annotated[Known, Meta(description="how many criteria were computed, recorded by a script, or typed")]
    changed: Annotated[tuple[Changed, ...], Meta(description="what is no longer as it was accepted")]
    remarks: tuple[str, ...]
    next: Next
