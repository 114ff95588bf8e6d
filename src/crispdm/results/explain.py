"""What `explain` found: what a phase, a criterion or a kind of check is for."""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from crispdm.results.result import Result


class ListedCriterion(Struct, frozen=True, kw_only=True):
    """One criterion of a gate, in a line."""

    id: str
    says: str
    level: Literal["required", "warn"]


class DecisionField(Struct, frozen=True, kw_only=True):
    """Where a phase's decision is written, and the route that each outcome takes."""

    file: Annotated[str, Meta(description="from the project's root")]
    field: str
    routes: dict[str, str]


class ExplainedPhase(Struct, frozen=True, kw_only=True, tag_field="kind", tag="phase"):
    """A phase: its people, its time and its gate."""

    id: str
    title: str
    owner: Annotated[str | None, Meta(description="a role")]
    sign_off: Annotated[tuple[str, ...], Meta(description="roles")]
    timebox: Annotated[int | None, Meta(description="working days")]
    criteria: tuple[ListedCriterion, ...]
    decision: DecisionField | None
    guide: Annotated[str | None, Meta(description="the README in its folder")]


class ExplainedCriterion(Struct, frozen=True, kw_only=True, tag_field="kind", tag="criterion"):
    """A criterion: the check that decides it, with its parameters."""

    id: str
    says: str
    phase: str
    title: Annotated[str, Meta(description="of the phase")]
    owner: Annotated[str | None, Meta(description="a role, or somebody outside the team")]
    level: Literal["required", "warn"]
    check: Annotated[str, Meta(description="the kind of check")]
    check_says: Annotated[str, Meta(description="what it asks for")]
    details: Annotated[tuple[str, ...], Meta(description="more about the check, a paragraph each")]
    made_by: Annotated[str | None, Meta(description="the command that writes its evidence")]
    parameters: dict[str, Any]
    fresh: Annotated[
        bool | tuple[str, ...],
        Meta(description="the values that must differ from those accepted before; true: the evidence as a whole"),
    ]


class Parameter(Struct, frozen=True, kw_only=True):
    """One parameter of a kind of check."""

    name: str
    required: bool
    default: Any


class ExplainedCheck(Struct, frozen=True, kw_only=True, tag_field="kind", tag="check"):
    """A kind of check: how it decides, and the criteria of the project that use it."""

    id: str
    says: str
    details: Annotated[tuple[str, ...], Meta(description="more about it, a paragraph each")]
    method: Annotated[str, Meta(description="how it decides")]
    parts: Annotated[dict[str, str], Meta(description="what each value of the parameter `part` asks for")]
    parameters: tuple[Parameter, ...]
    used_by: Annotated[tuple[str, ...], Meta(description="ids of criteria")]


Subject = ExplainedPhase | ExplainedCriterion | ExplainedCheck


class Explain(Result, frozen=True, kw_only=True):
    """The explanation of one thing, and the command that comes next."""

    team: Annotated[
        dict[str, tuple[str, ...]], Meta(description="each role with the people who hold it; empty outside a project")
    ]
    subject: Subject
    next: Annotated[str | None, Meta(description="a command")]
