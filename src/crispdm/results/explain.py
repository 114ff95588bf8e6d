"""What `explain` found: what a phase, a criterion or a kind of check is for."""

from typing import Any, Literal

from msgspec import Struct

from crispdm.results.result import Result


class ListedCriterion(Struct, frozen=True, kw_only=True):
    """One criterion of a gate, in a line."""

    id: str
    says: str
    level: Literal["required", "warn"]


class DecisionField(Struct, frozen=True, kw_only=True):
    """Where a phase's decision is written, and the route that each outcome takes."""

    file: str  # from the project's root
    field: str
    routes: dict[str, str]


class ExplainedPhase(Struct, frozen=True, kw_only=True, tag_field="kind", tag="phase"):
    """A phase: its people, its time and its gate."""

    id: str
    title: str
    owner: str | None  # a role
    sign_off: tuple[str, ...]  # roles
    timebox: int | None  # working days
    criteria: tuple[ListedCriterion, ...]
    decision: DecisionField | None
    guide: str | None  # the README in its folder


class ExplainedCriterion(Struct, frozen=True, kw_only=True, tag_field="kind", tag="criterion"):
    """A criterion: the check that decides it, with its parameters."""

    id: str
    says: str
    phase: str
    title: str  # of the phase
    owner: str | None  # a role, or somebody outside the team
    level: Literal["required", "warn"]
    check: str
    check_says: str
    parameters: dict[str, Any]
    fresh: bool | tuple[str, ...]  # which values must differ from those that were accepted before; True: any


class Parameter(Struct, frozen=True, kw_only=True):
    """One parameter of a kind of check."""

    name: str
    required: bool
    default: Any


class ExplainedCheck(Struct, frozen=True, kw_only=True, tag_field="kind", tag="check"):
    """A kind of check: how it decides, and the criteria of the project that use it."""

    id: str
    says: str
    method: str
    parameters: tuple[Parameter, ...]
    used_by: tuple[str, ...]


class Explain(Result, frozen=True, kw_only=True):
    """The explanation of one thing, and the command that comes next."""

    team: dict[str, tuple[str, ...]]  # role: who holds it; empty outside a project
    subject: ExplainedPhase | ExplainedCriterion | ExplainedCheck
    next: str | None
