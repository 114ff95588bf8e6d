"""Look up what a phase, a criterion or a kind of check is for."""

from pathlib import Path

import msgspec

from crispdm.actions.moves import current
from crispdm.actions.project import open_project
from crispdm.errors import CrispdmError
from crispdm.gate.checks import KINDS
from crispdm.numbers import show
from crispdm.process import Criterion, Phase, Process
from crispdm.views.explain import Explained
from crispdm.views.people import owner
from crispdm.words import count, did_you_mean, listing


def explain(start: Path, name: str | None) -> Explained:
    """Explain what is called by a name; the current phase by default.

    Raises:
        CrispdmError: nothing is called so, or there is no project and it is no kind of check.
    """
    if name in KINDS:
        return _check(name, _process_if_any(start))
    project = open_project(start)
    process = project.process
    criteria = {each.id: (phase, each) for phase in process.phases for each in phase.criteria}
    if name in criteria:
        return _criterion(process, *criteria[name])
    if name is None:
        return _phase(project.root, process, current(project.state))
    phases = {each: phase for phase in process.phases for each in (phase.id, *phase.was)}
    if name in phases:
        return _phase(project.root, process, phases[name])
    known = [*phases, *criteria, *KINDS]
    hint = "a phase, a criterion or a kind of check, as `crispdm check` and crispdm.yaml name them"
    raise CrispdmError(f"nothing is called {name!r}{did_you_mean(name, known)}", hint=hint)


def _process_if_any(start: Path) -> Process | None:
    """A kind of check can be explained anywhere."""
    try:
        return open_project(start).process
    except CrispdmError:
        return None


def _phase(root: Path, process: Process, phase: Phase) -> Explained:
    guide = f"{phase.folder.strip('/')}/README.md"
    facts = {
        "who": [owner(process, phase.owner)] if phase.owner else [],
        "signs": [owner(process, role) for role in phase.sign_off],
        "time": [count(phase.timebox, "working day")] if phase.timebox else [],
        "gate": [f"{each.id}: {each.says}{_warns(each)}" for each in phase.criteria],
        "decides": _routes(phase),
        "read": [guide] if (root / guide).is_file() else [],
    }
    return Explained(
        kind="phase",
        id=phase.id,
        says=phase.title,
        facts={label: texts for label, texts in facts.items() if texts},
        next=f"crispdm check {phase.id}",
    )


def _routes(phase: Phase) -> list[str]:
    decision = phase.decision
    if decision is None:
        return []
    file = decision.file.lstrip("/") if decision.file.startswith("/") else f"{phase.folder.strip('/')}/{decision.file}"
    at = f"{decision.field} in {file}"
    return [at, *(f"{outcome}: {_leads(route)}" for outcome, route in decision.routes.items())]


def _leads(route: str) -> str:
    words = {
        "next": "on to the next phase",
        "finish": "the project is finished",
        "stop": "the project stops",
        "new_iteration": "a new iteration, with a new objective",
    }
    return words.get(route, f"back to {route}")


def _criterion(process: Process, phase: Phase, criterion: Criterion) -> Explained:
    common, holder = Criterion.__struct_fields__, criterion.owner or phase.owner
    parameters = {name: value for name, value in msgspec.structs.asdict(criterion).items() if name not in common}
    fresh = criterion.fresh if isinstance(criterion.fresh, tuple) else ("its values",) if criterion.fresh else ()
    facts = {
        "phase": [phase.title],
        "who": [owner(process, holder)] if holder else [],
        "level": ["a warning: it closes no gate"] if criterion.level == "warn" else [],
        "check": [f"{criterion.check}: {_first_line(type(criterion))}"],
        "with": [f"{name}: {_said(value)}" for name, value in parameters.items() if value is not None],
        "fresh": [f"{listing(fresh)}: other than what was accepted before"] if fresh else [],
    }
    return Explained(
        kind="criterion",
        id=criterion.id,
        says=criterion.says,
        facts={label: texts for label, texts in facts.items() if texts},
        next=f"crispdm check {phase.id}",
    )


def _check(name: str, process: Process | None) -> Explained:
    kind = KINDS[name]
    own = [field for field in msgspec.structs.fields(kind) if field.encode_name not in Criterion.__struct_fields__]
    used = [each.id for phase in process.phases for each in phase.criteria if each.check == name] if process else []
    facts = {
        "how": [_first_line(kind.decide)],
        "with": [f"{each.encode_name}{_default(each)}" for each in own],
        "used by": [listing(used)] if used else [],
    }
    facts = {label: texts for label, texts in facts.items() if texts}
    return Explained(kind="check", id=name, says=_first_line(kind), facts=facts, next=None)


def _first_line(thing: object) -> str:
    return (thing.__doc__ or "").split("\n", 1)[0]


def _default(field: msgspec.structs.FieldInfo) -> str:
    return "" if field.required or field.default is None else f": {_said(field.default)} if left out"


def _said(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return show(value) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)


def _warns(criterion: Criterion) -> str:
    return " (a warning)" if criterion.level == "warn" else ""
