"""What the commands that record something did: the events, and what else is to say about them."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from crispdm.eventlog.events import AnyEvent, Waived
from crispdm.lifecycle.accepted import Changed
from crispdm.results.gate import Criterion, Gate
from crispdm.results.result import ProjectResult


class Recorded(ProjectResult, frozen=True, kw_only=True):
    """The events that were recorded."""

    events: tuple[AnyEvent, ...]


class NextPhase(Struct, frozen=True, kw_only=True):
    """The phase that a move leads to."""

    id: str
    owner: str | None
    timebox: Annotated[int | None, Meta(description="working days")]
    guide: Annotated[str | None, Meta(description="its README, where it has one")]


class Advance(Recorded, frozen=True, kw_only=True):
    """What `advance` did: the gate as it was, and the events that were recorded; none where it was closed.

    With `dry_run`, the events are those that would be recorded, and `moved` is false.
    """

    gate: Gate
    dry_run: bool
    moved: bool
    changed: Annotated[
        tuple[Changed, ...],
        Meta(description="what differs from what was accepted before; what has a renewal is accepted by this move"),
    ]
    same_as: Annotated[str | None, Meta(description="when the very same evidence was accepted before")]
    next_phase: Annotated[
        NextPhase | None, Meta(description="null if the gate is closed, the project ends or an iteration starts")
    ]


class Sign(Recorded, frozen=True, kw_only=True):
    """What `sign` did: the gate as it was; no events where all was signed already."""

    gate: Gate


class Waive(Recorded, frozen=True, kw_only=True):
    """What `waive` did; `in_advance` says that the criterion's phase is not reached yet."""

    criterion: Criterion
    phase: str
    in_advance: bool
    replaced: tuple[Waived, ...]


class Block(Recorded, frozen=True, kw_only=True):
    """What `block` did, and whether the timebox is paused until the blocker is removed."""

    pauses: bool


class Unblock(Recorded, frozen=True, kw_only=True):
    """What `unblock` did: the text of the blocker, and for how many working days it was there."""

    text: str
    days: int


class Require(ProjectResult, frozen=True, kw_only=True):
    """What `require` found: whether the phase was reached, and where the project is."""

    phase: str
    reached: bool
    refused: Annotated[
        int, Meta(description="events that `verify` refuses: with one of them nothing counts as reached")
    ]
    current: Annotated[str | None, Meta(description="null if the project has ended")]
    outcome: Literal["running", "finished", "stopped"]
