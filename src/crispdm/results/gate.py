"""The gate of a phase: its criteria, its decision and its sign-offs."""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from crispdm.eventlog.events import Waived
from crispdm.gate.finding import Basis, Place
from crispdm.lifecycle.accepted import Changed
from crispdm.results.result import ProjectResult


class Criterion(Struct, frozen=True, kw_only=True):
    """One criterion of a gate, and what its check found."""

    id: str
    says: str
    level: Literal["required", "warn"]
    owner: Annotated[str | None, Meta(description="a role or somebody else; by default the phase's owner")]
    status: Literal["pass", "warn", "fail", "waived", "not_run"]
    closes: Annotated[bool, Meta(description="whether it keeps the gate closed")]
    done: Annotated[float, Meta(description="how far a failing one is, from 0 to 1")]
    place: Place
    have: str
    want: str
    fix: str
    basis: Annotated[Basis, Meta(description="how it is known: seen, recorded by a script, or typed by somebody")]
    waiver: Waived | None
    signs: Annotated[
        dict[str, Any], Meta(description="what the rows or the guards of a pilot show, by name; of all else nothing")
    ]


class SignOff(Struct, frozen=True, kw_only=True):
    """One role's agreement; `stale` names the criteria that changed after it, `people` those who hold the role."""

    role: str
    people: tuple[str, ...]
    status: Literal["signed", "stale", "missing"]
    by: str | None
    stale: tuple[str, ...]


class Decision(Struct, frozen=True, kw_only=True):
    """The outcome as it is written, and the route that it takes; null where it is missing or unknown."""

    outcome: str | None
    route: str | None


class Missing(Struct, frozen=True, kw_only=True):
    """What is wrong with the decision, where no criterion says so."""

    place: Place
    have: str
    want: str
    fix: str


class Gate(Struct, frozen=True, kw_only=True):
    """The exit of a phase; `decision` is null for a phase that decides nothing."""

    phase: str
    title: str
    owner: str | None
    open: bool
    criteria: tuple[Criterion, ...]
    sign_offs: tuple[SignOff, ...]
    decision: Decision | None
    undecided: Missing | None
    repeated: Annotated[
        str | None,
        Meta(description="when a later phase led back here, if the evidence is unchanged since, which closes the gate"),
    ]

    @property
    def closing(self) -> tuple[Criterion, ...]:
        """The criteria that keep it closed, in the order of the process."""
        return tuple(each for each in self.criteria if each.closes)

    @property
    def nearest(self) -> tuple[Criterion, ...]:
        """The criteria that keep it closed, nearest to done first; what only a command can tell comes last."""
        return tuple(sorted(self.closing, key=lambda each: (each.status == "not_run", -each.done)))

    @property
    def warnings(self) -> tuple[Criterion, ...]:
        """The criteria that only warn."""
        return tuple(each for each in self.criteria if each.status == "warn")

    @property
    def unsigned(self) -> tuple[SignOff, ...]:
        """The roles whose agreement is missing or stale."""
        return tuple(each for each in self.sign_offs if each.status != "signed")

    @property
    def holds(self) -> bool:
        """Whether nothing but sign-offs can be missing."""
        return not self.closing and (self.decision is None or self.decision.route is not None)

    def criterion(self, name: str) -> Criterion:
        """One of its criteria, by its id."""
        return next(each for each in self.criteria if each.id == name)


class Check(ProjectResult, frozen=True, kw_only=True):
    """What `check` found."""

    gate: Gate
    changed: Annotated[
        tuple[Changed, ...],
        Meta(description="what differs in passed phases from what was accepted; the next advance accepts a renewal"),
    ]
