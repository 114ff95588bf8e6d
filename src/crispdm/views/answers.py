"""What the commands answer as JSON, format 1, as types: they are what is written, and what the published schema says.

Keys are always there, null where there is nothing; only the events are as `.crispdm/state.yaml` holds them.
"""

from typing import Any, Literal

from msgspec import Struct

from crispdm.eventlog.events import AnyEvent


class Answer(Struct, frozen=True, kw_only=True):
    """`format` changes when a key changes its meaning."""

    format: Literal[1] = 1


class Where(Struct, frozen=True, kw_only=True):
    """A file, from the project's root, and a line of it, counted from 1."""

    file: str
    line: int | None


class Criterion(Struct, frozen=True, kw_only=True):
    """One criterion of a gate, and what its check found."""

    id: str
    says: str
    level: Literal["required", "warn"]
    owner: str | None
    status: Literal["pass", "warn", "fail", "waived", "not_run"]
    where: Where
    have: str
    want: str
    fix: str | None


class SignOff(Struct, frozen=True, kw_only=True):
    """One role's agreement; `stale` names the criteria that changed after it."""

    role: str
    status: Literal["signed", "stale", "missing"]
    by: str | None
    stale: tuple[str, ...]


class Decision(Struct, frozen=True, kw_only=True):
    """The outcome as it is written, and the route that it takes."""

    outcome: str | None
    route: str | None


class Check(Answer, frozen=True, kw_only=True):
    """A gate; in `status` all of it is null where the project has ended."""

    phase: str | None
    open: bool | None
    criteria: tuple[Criterion, ...] | None
    sign_offs: tuple[SignOff, ...] | None
    decision: Decision | None


class Advance(Check, frozen=True, kw_only=True):
    """The gate as it was, and what was recorded, or with `--dry-run` would be."""

    moved: bool
    events: tuple[AnyEvent, ...]


class Objective(Struct, frozen=True, kw_only=True):
    """The business measure, and where it shall go."""

    measure: str
    unit: str
    now: float
    target: float
    least: float


class Phase(Struct, frozen=True, kw_only=True):
    """One phase; times are UTC, days are working days without those that it was paused."""

    id: str
    title: str
    status: Literal["done", "current", "todo"]
    started: str | None
    finished: str | None
    days: int | None
    timebox: int | None
    paused: int


class Pilot(Struct, frozen=True, kw_only=True):
    """The pilot that runs, or is about to: its first and its last day, the criteria that wait for that.

    `missing` has the days before today without a row.
    """

    start: str
    end: str
    day: int | None
    days: int
    share: float
    stopped_by: str
    waiting: tuple[str, ...]
    missing: tuple[str, ...]


class Back(Struct, frozen=True, kw_only=True):
    """The event that led back to the current phase, why, and whether the evidence has changed since."""

    event: str
    at: str
    by: str
    reason: str
    changed: bool


class Moved(Struct, frozen=True, kw_only=True):
    """An event, or a file that git saw change."""

    at: str | None
    by: str | None
    file: str | None
    what: str
    committed: bool | None


class Blocker(Struct, frozen=True, kw_only=True):
    """An obstacle; `days` are the working days after the one it was named, `pauses` says whether the timebox waits."""

    id: str
    at: str
    by: str
    text: str
    owner: str | None
    days: int
    pauses: bool


class Waiver(Struct, frozen=True, kw_only=True):
    """An exception: of `waivers` one that holds today, of `ended` one that ran out since then."""

    criterion: str
    phase: str
    by: str
    reason: str
    until: str | None


class Difference(Struct, frozen=True, kw_only=True):
    """One value that was accepted, by its name, and what it is now."""

    name: str
    was: str | float | bool | None
    now: str | float | bool | None
    where: Where


class Changed(Struct, frozen=True, kw_only=True):
    """A criterion whose values are no longer those that `event` accepted; the gate itself where it is null.

    `values` has those that the history knows; `have` is what is there now.
    """

    event: str
    phase: str
    criterion: str | None
    accepted: str
    by: str
    where: Where
    have: str | None
    values: tuple[Difference, ...]


class Next(Struct, frozen=True, kw_only=True):
    """The one next step."""

    what: str
    owner: str | None
    command: str | None


class Status(Check, frozen=True, kw_only=True):
    """Where the project stands."""

    project: str
    iteration: int
    outcome: Literal["running", "finished", "stopped"]
    objective: Objective | None
    goal: Literal["accepted", "written", "before"] | None
    full_traffic: float | None
    phases: tuple[Phase, ...]
    back: Back | None
    pilot: Pilot | None
    since: str
    moved: tuple[Moved, ...]
    blind: str | None
    blockers: tuple[Blocker, ...]
    waivers: tuple[Waiver, ...]
    ended: tuple[Waiver, ...]
    changed: tuple[Changed, ...]
    remarks: tuple[str, ...]
    uncommitted: int | None
    next: Next


class Trial(Struct, frozen=True, kw_only=True):
    """One pilot as it was recorded: the objective then, the run that was chosen, and what it changed."""

    event: str
    iteration: int
    at: str
    by: str
    objective: dict[str, Any] | None
    run: dict[str, Any] | None
    pilot: dict[str, Any]


class Log(Answer, frozen=True, kw_only=True):
    """What happened, oldest first, the pilots of all iterations, and what is no longer as it was accepted."""

    events: tuple[AnyEvent, ...]
    pilots: tuple[Trial, ...]
    changed: tuple[Changed, ...]
