"""crispdm.yaml: the phases of a project, their criteria, and the team. Pure."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from crispdm.errors import CrispdmError
from crispdm.validation import pattern
from crispdm.words import did_you_mean, listing

FILE = "crispdm.yaml"
ROUTES = ("next", "finish", "stop", "new_iteration")  # the targets of a route besides the ids of phases

PhaseId = Annotated[str, pattern("^[a-z][a-z0-9_]*$", "lower case letters, digits and _")]
CriterionId = Annotated[str, pattern("^[a-z][a-z0-9-]*$", "lower case letters, digits and -")]
Text = Annotated[str, Meta(min_length=1)]
ProjectPath = Annotated[
    str,
    pattern(
        r"^(?![A-Za-z]:)(?!(.*/)?\.\.(/|$))[^\\\x00-\x1f]+$",
        "a path inside the project: from the phase's folder, or from the project's root if it starts with /",
    ),
]
PackageName = Annotated[
    str, pattern(r"^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$", "the name of a package, without a version")
]


class Decision(Struct, frozen=True, forbid_unknown_fields=True):
    """What the team decides at the end of a phase, and where each outcome leads."""

    file: ProjectPath
    field: Text
    routes: dict[str, str]


class Criterion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="check"):
    """One testable sentence of a gate. The kinds of check derive from it and add their parameters.

    Its encoding leaves defaults out, so that a parameter that a later version adds changes no recorded gate.
    """

    id: CriterionId
    says: Text
    owner: Text | None = None
    level: Literal["required", "warn"] = "required"
    fresh: bool | tuple[Text, ...] = False
    made_by: Annotated[Text | None, Meta(description="the command that writes the evidence; it is named, not run")] = (
        None
    )

    @property
    def check(self) -> str:
        """The kind of check that decides it."""
        return str(self.__struct_config__.tag)


class Phase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step of the process, with a folder of its own and a gate at its end."""

    id: PhaseId
    title: Text
    folder: ProjectPath
    owner: Text | None = None
    timebox: Annotated[int, Meta(ge=1, description="working days")] | None = None
    sign_off: tuple[Text, ...] = ()
    decision: Decision | None = None
    was: tuple[PhaseId, ...] = ()
    criteria: tuple[Criterion, ...] = ()

    def owner_of(self, criterion: Criterion) -> str | None:
        """Who is to meet a criterion: its owner, else that of the phase."""
        return criterion.owner or self.owner


class Process(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The ordered phases of a project, and who holds which role."""

    version: Literal[1]
    project: Text
    title: Annotated[Text | None, Meta(description="for readers outside the team; heads the report")] = None
    needs: Annotated[tuple[PackageName, ...], Meta(description="packages that add the kinds of check used here")] = ()
    team: dict[str, tuple[Text, ...]] = {}
    phases: Annotated[tuple[Phase, ...], Meta(min_length=1)]

    def phase(self, name: str) -> Phase:
        """The phase with this id, now or formerly.

        Raises:
            CrispdmError: no phase has it.
        """
        for phase in self.phases:
            if name == phase.id or name in phase.was:
                return phase
        ids = [phase.id for phase in self.phases]
        raise CrispdmError(f"unknown phase {name!r}{did_you_mean(name, ids)}", hint=f"the phases are {listing(ids)}")

    def phase_of(self, criterion: str) -> Phase:
        """The phase that has this criterion.

        Raises:
            CrispdmError: no phase has it.
        """
        by_criterion = {each.id: phase for phase in self.phases for each in phase.criteria}
        if criterion not in by_criterion:
            meant = did_you_mean(criterion, by_criterion)
            hint = (
                ""
                if meant
                else "`crispdm check` lists those of the current phase, `crispdm explain PHASE` those of any"
            )
            raise CrispdmError(f"unknown criterion {criterion!r}{meant}", hint=hint)
        return by_criterion[criterion]

    def phase_id(self, name: str) -> str:
        """Today's id of a phase that may have been renamed; an unknown one is returned unchanged."""
        return next((phase.id for phase in self.phases if name in phase.was), name)

    def from_phase(self, phase: Phase) -> tuple[str, ...]:
        """The ids of this phase and all later ones."""
        return tuple(each.id for each in self.phases[self.phases.index(phase) :])
