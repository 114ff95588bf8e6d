"""Explain a phase, a criterion or a kind of check."""

from pathlib import Path

from msgspec import NODEFAULT, structs

from crispdm.actions.gate import current_phase
from crispdm.actions.project import Project, open_project
from crispdm.errors import CrispdmError
from crispdm.gate.checks import KINDS
from crispdm.gate.kind import Check
from crispdm.kinds import find_kind, kind_names
from crispdm.process import Criterion, Phase
from crispdm.results.explain import (
    DecisionField,
    Explain,
    ExplainedCheck,
    ExplainedCriterion,
    ExplainedPhase,
    ListedCriterion,
    Parameter,
    Subject,
)
from crispdm.words import did_you_mean


def explain(start: Path, name: str | None) -> Explain:
    """Explain the phase, criterion or kind of check of this name; the current phase by default.

    Raises:
        CrispdmError: nothing has this name, or there is no project and it is no kind of check.
    """
    if name in KINDS:
        return _explain_check(KINDS[name], _find_project(start))
    try:
        project = open_project(start)
    except CrispdmError:
        if name and (kind := find_kind(name)):
            return _explain_check(kind, None)
        raise
    return _explain_named(project, name) if name else _explain_phase(project, current_phase(project.state))


def _explain_named(project: Project, name: str) -> Explain:
    """Explain what has this name: first what the project calls so, then a kind of check of an installed package."""
    process = project.process
    criteria = {each.id: (phase, each) for phase in process.phases for each in phase.criteria}
    phases = {each: phase for phase in process.phases for each in (phase.id, *phase.was)}
    if name in criteria:
        return _explain_criterion(project, *criteria[name])
    if name in phases:
        return _explain_phase(project, phases[name])
    if kind := find_kind(name):
        return _explain_check(kind, project)
    meant = did_you_mean(name, [*phases, *criteria, *kind_names()])
    hint = "`crispdm check PHASE` lists the criteria of a phase; crispdm.yaml defines the phases"
    raise CrispdmError(f"no phase, criterion or check is called {name!r}{meant}", hint=hint)


def _find_project(start: Path) -> Project | None:
    """The project; None where there is none that can be read: a kind of check can be explained without it."""
    try:
        return open_project(start)
    except CrispdmError:
        return None


def _explain_phase(project: Project, phase: Phase) -> Explain:
    guide = f"{phase.folder.strip('/')}/README.md"
    subject = ExplainedPhase(
        id=phase.id,
        title=phase.title,
        owner=phase.owner,
        sign_off=phase.sign_off,
        timebox=phase.timebox,
        criteria=tuple(ListedCriterion(id=each.id, says=each.says, level=each.level) for each in phase.criteria),
        decision=_decision(phase),
        guide=guide if (project.root / guide).is_file() else None,
    )
    return _explain(project, subject, next_command=f"crispdm check {phase.id}")


def _decision(phase: Phase) -> DecisionField | None:
    if phase.decision is None:
        return None
    file = phase.decision.file
    path = file.lstrip("/") if file.startswith("/") else f"{phase.folder.strip('/')}/{file}"
    return DecisionField(file=path, field=phase.decision.field, routes=phase.decision.routes)


def _explain_criterion(project: Project, phase: Phase, criterion: Criterion) -> Explain:
    values = {each.encode_name: getattr(criterion, each.name) for each in _parameters(type(criterion))}
    subject = ExplainedCriterion(
        id=criterion.id,
        says=criterion.says,
        phase=phase.id,
        title=phase.title,
        owner=phase.owner_of(criterion),
        level=criterion.level,
        check=criterion.check,
        check_says=_asks_for(criterion),
        details=_details(KINDS[criterion.check]),
        made_by=criterion.made_by,
        parameters={name: value for name, value in values.items() if value is not None},
        fresh=criterion.fresh,
    )
    return _explain(project, subject, next_command=f"crispdm check {phase.id}")


def _explain_check(kind: type[Check], project: Project | None) -> Explain:
    name = str(kind.__struct_config__.tag)
    phases = project.process.phases if project else ()
    subject = ExplainedCheck(
        id=name,
        says=_first_line(kind),
        details=_details(kind),
        method=_first_line(kind.decide),
        parts=kind.PARTS,
        parameters=tuple(map(_parameter, _parameters(kind))),
        used_by=tuple(each.id for phase in phases for each in phase.criteria if each.check == name),
    )
    return _explain(project, subject)


def _explain(project: Project | None, subject: Subject, *, next_command: str | None = None) -> Explain:
    team, warnings = (project.process.team, project.warnings) if project else ({}, ())
    return Explain(team=team, subject=subject, next=next_command, warnings=warnings)


def _parameters(kind: type[Criterion]) -> list[structs.FieldInfo]:
    """The fields of a kind of check that not every criterion has."""
    return [each for each in structs.fields(kind) if each.name not in Criterion.__struct_fields__]


def _parameter(field: structs.FieldInfo) -> Parameter:
    default = field.default_factory() if field.default_factory is not NODEFAULT else field.default
    return Parameter(name=field.encode_name, required=field.required, default=None if field.required else default)


def _asks_for(criterion: Criterion) -> str:
    kind = KINDS[criterion.check]
    return kind.PARTS.get(getattr(criterion, "part", ""), _first_line(kind))


def _first_line(documented: object) -> str:
    return (documented.__doc__ or "").split("\n", 1)[0]


def _details(documented: object) -> tuple[str, ...]:
    """The paragraphs of a docstring after its first line."""
    _, _, rest = (documented.__doc__ or "").partition("\n")
    return tuple(" ".join(paragraph.split()) for paragraph in rest.split("\n\n") if paragraph.strip())
