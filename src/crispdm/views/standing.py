"""Where a project stands: the one model of what `status` says, for every form in which it is said."""

from datetime import date
from typing import Any, Literal

from msgspec import Struct

from crispdm.lifecycle.accepted import Changed
from crispdm.lifecycle.events import Blocked, Event, Waived
from crispdm.lifecycle.gate import Gate
from crispdm.lifecycle.nextstep import Next
from crispdm.lifecycle.state import State
from crispdm.process import Process


class Step(Struct, frozen=True, kw_only=True):
    """One phase in the row of phases. Times are as events record them."""

    id: str
    title: str
    status: Literal["done", "current", "todo"]
    started: str | None
    finished: str | None
    days: int | None  # working days from the day it was entered, that day included
    timebox: int | None


class Moved(Struct, frozen=True, kw_only=True):
    """Work that shows: an event, or a file that git saw change."""

    at: str | None = None
    by: str | None = None
    event: Event | None = None
    file: str | None = None
    commits: int = 0  # of the file; 0: changed, and not committed


class Standing(Struct, frozen=True, kw_only=True):
    """Everything that `status` says."""

    process: Process
    state: State
    today: date
    gate: Gate | None  # of the current phase; None where the project has ended
    objective: dict[str, Any] | None
    steps: tuple[Step, ...]
    since: date
    moved: tuple[Moved, ...]
    blockers: tuple[Blocked, ...]
    waivers: tuple[Waived, ...]
    changed: tuple[Changed, ...]
    uncommitted: int | None  # events; None where git cannot tell, or was not asked
    next: Next
    warnings: tuple[str, ...] = ()
