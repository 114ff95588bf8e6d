"""What `portfolio` found: many projects, the one longest in its phase first."""

from typing import Literal

from msgspec import Struct

from crispdm.lifecycle.timebox import Pause
from crispdm.results.result import Result


class Waiting(Struct, frozen=True, kw_only=True):
    """Who a project waits for: roles with the people who hold them, or somebody outside the team."""

    roles: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    outside: str | None = None


class Project(Struct, frozen=True, kw_only=True):
    """One project by its path from the root; a broken one has no more than the reason why it cannot be read.

    All but `days`, `paused` and `elapsed` follows from its files, whatever the day.
    """

    path: str
    outcome: Literal["running", "stopped", "finished", "broken"]
    broken: str | None = None  # the reason
    project: str | None = None  # its name
    iteration: int | None = None
    phase: str | None = None  # the current one; None where there is none
    title: str | None = None  # of the phase
    number: int | None = None  # of the phase among all `phases`
    phases: int | None = None
    started: str | None = None  # when the phase was entered last, UTC
    pauses: tuple[Pause, ...] = ()  # when its timebox waited for others
    timebox: int | None = None
    days: int | None = None  # working days in the phase, without the paused ones
    paused: int = 0
    elapsed: int | None = None  # working days in the phase, with the paused ones
    waiting: Waiting = Waiting()
    next: str | None = None
    blockers: int = 0
    events: int = 0
    flaws: int = 0  # lines of the state file that are no events


class UnreadableFolder(Struct, frozen=True, kw_only=True):
    """A folder that could not be searched."""

    path: str
    why: str


class Portfolio(Result, frozen=True, kw_only=True):
    """The projects below a folder that were asked for."""

    projects: tuple[Project, ...]
    unreadable: tuple[UnreadableFolder, ...]
    warnings: tuple[str, ...]
