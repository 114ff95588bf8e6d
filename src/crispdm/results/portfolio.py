"""What `portfolio` found: many projects, the one longest in its phase first."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from crispdm.lifecycle.timebox import Pause
from crispdm.results.result import Result


class Waiting(Struct, frozen=True, kw_only=True):
    """Who a project waits for: roles with the people who hold them, or somebody outside the team."""

    roles: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    outside: str | None = None


class Project(Struct, frozen=True, kw_only=True):
    """One project. A broken one has no more than its path and the reason why it cannot be read.

    All but `days`, `paused` and `elapsed` follows from its files, whatever the day.
    """

    path: Annotated[str, Meta(description="from the folder that was searched")]
    outcome: Literal["running", "stopped", "finished", "broken"]
    broken: Annotated[str | None, Meta(description="why it cannot be read")] = None
    project: Annotated[str | None, Meta(description="its name")] = None
    iteration: int | None = None
    phase: Annotated[str | None, Meta(description="the current phase; null where there is none")] = None
    title: Annotated[str | None, Meta(description="of the phase")] = None
    number: Annotated[int | None, Meta(description="of the phase among all `phases`, from 1")] = None
    phases: Annotated[int | None, Meta(description="how many the process has")] = None
    started: Annotated[str | None, Meta(description="when the phase was entered last, UTC")] = None
    pauses: Annotated[tuple[Pause, ...], Meta(description="when its timebox waited for others")] = ()
    timebox: Annotated[int | None, Meta(description="working days planned for the phase")] = None
    days: Annotated[int | None, Meta(description="working days in the phase, without the paused ones")] = None
    paused: Annotated[int, Meta(description="working days on which the phase waited for others")] = 0
    elapsed: Annotated[int | None, Meta(description="working days in the phase, with the paused ones")] = None
    waiting: Waiting = Waiting()
    next: Annotated[str | None, Meta(description="what the project waits for")] = None
    blockers: Annotated[int, Meta(description="how many there are")] = 0
    events: Annotated[int, Meta(description="how many are recorded")] = 0
    lost: Annotated[int, Meta(description="events that its last commit has and the state file lacks")] = 0
    flaws: Annotated[int, Meta(description="lines of the state file that are not events")] = 0


class UnreadableFolder(Struct, frozen=True, kw_only=True):
    """A folder that could not be searched."""

    path: str
    why: str


class Portfolio(Result, frozen=True, kw_only=True):
    """The projects below a folder that were asked for."""

    projects: tuple[Project, ...]
    unreadable: tuple[UnreadableFolder, ...]
