"""What `report ROOT` found: many projects, where each stands, what it reached, and what was excepted."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from crispdm.lifecycle.pilot_history import RecordedPilot
from crispdm.results.portfolio import Project, UnreadableFolder
from crispdm.results.result import Result


class Measured(Struct, frozen=True, kw_only=True):
    """What was measured last against the objective: with all of the traffic, or in a pilot."""

    value: Annotated[float | None, Meta(description="with all of the traffic, in the objective's unit")] = None
    pilot: Annotated[RecordedPilot | None, Meta(description="the last one, without its days")] = None


class Worth(Struct, frozen=True, kw_only=True):
    """What a project is to bring in a year, and what it does by the measure."""

    unit: str
    planned: Annotated[float | None, Meta(description="the gain of a year, as planned")]
    build: Annotated[float | None, Meta(description="what building costs, once")]
    run: Annotated[float | None, Meta(description="what running costs in a year")]
    measured: Annotated[
        float | None, Meta(description="the gain of a year, if it grows with the measure at full traffic")
    ]


class ExceptionMade(Struct, frozen=True, kw_only=True):
    """A waived criterion that holds today, or a decision of this iteration against the numbers."""

    kind: Literal["waived", "decided"]
    what: str
    reason: str
    by: str
    at: str
    until: str | None = None


class Account(Struct, frozen=True, kw_only=True):
    """One project; of a broken one there is no more than its line."""

    project: Project
    title: str | None = None
    objective: Annotated[dict[str, Any] | None, Meta(description="measure, unit, now, target, least")] = None
    measured: Measured | None = None
    worth: Worth | None = None
    live_since: Annotated[date | None, Meta(description="since when all of the traffic is served")] = None
    stopped: Annotated[str | None, Meta(description="when it was stopped, UTC; null where it is not")] = None
    why: Annotated[str | None, Meta(description="why it was stopped")] = None
    exceptions: tuple[ExceptionMade, ...] = ()


class PortfolioReport(Result, frozen=True, kw_only=True):
    """The projects below a folder, the one that is longest in its phase first."""

    now: datetime
    root: Annotated[str, Meta(description="the folder's name")]
    accounts: tuple[Account, ...]
    unreadable: tuple[UnreadableFolder, ...]
