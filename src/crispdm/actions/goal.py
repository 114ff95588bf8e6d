"""Look for the goal, and for what was measured at full traffic: as recorded, or as the files have it."""

from collections.abc import Iterator
from typing import Any

from crispdm.actions.project import Project, assess_phase
from crispdm.gate import Assessment
from crispdm.gate.finding import Finding
from crispdm.lifecycle.events import Advanced
from crispdm.lifecycle.gate import Gate, named_values
from crispdm.process import Criterion, Phase
from crispdm.views.standing import Goal


def goal(project: Project, gate: Gate | None) -> Goal | None:
    """As it was accepted in this iteration; before that as it is being written; else as it was accepted last."""
    moves = [event for event in project.state.events if isinstance(event, Advanced)]
    recorded = [(event.facts["objective"], event.iteration) for event in moves if "objective" in event.facts]
    accepted = [e.facts["objective"] for e in project.state.accepted.values() if "objective" in e.facts]
    if accepted:
        return Goal(objective=accepted[-1], origin="accepted", iteration=project.state.iteration)
    for fact in _written(project, gate):
        if not recorded or fact != recorded[-1][0]:
            return Goal(objective=fact, origin="written", iteration=project.state.iteration)
    if recorded:
        return Goal(objective=recorded[-1][0], origin="before", iteration=recorded[-1][1])
    return None


def full_traffic(project: Project, gate: Gate | None) -> float | None:
    """The measure at full traffic, where it was measured after the last pilot: in the current phase, or recorded."""
    phase = next((each for each in project.process.phases if any(map(_is_full_traffic, each.criteria))), None)
    if phase is None:
        return None
    name = next(each.id for each in phase.criteria if _is_full_traffic(each))
    value = None
    if gate and gate.phase is phase:
        value = _value(gate.row(name).finding)
    if value is None:
        value = _accepted(project, phase, name)
    return float(value) if isinstance(value, int | float) else None


def _accepted(project: Project, phase: Phase, name: str) -> object:
    """What the last move of that phase accepted; where the record has only a digest, the file if it is still that."""
    moves = [event for event in project.state.events if isinstance(event, Advanced)]
    last = next((event for event in reversed(moves) if "pilot" in event.facts or name in dict(event.evidence)), None)
    if last is None or name not in dict(last.evidence):
        return None
    if name in last.values:
        return last.values[name].get("value")
    finding = assess_phase(project, phase, light=True)[0].findings[name]
    return _value(finding) if finding.digest == dict(last.evidence)[name] else None


def _written(project: Project, gate: Gate | None) -> Iterator[dict[str, Any]]:
    """What the files say, of the first phase with an objective."""
    phase = next((each for each in project.process.phases if _states_objective(each)), None)
    if phase is None:
        return
    at = gate.assessment if gate and gate.phase is phase else assess_phase(project, phase, light=True)[0]
    yield from _facts(at)


def _facts(assessment: Assessment) -> Iterator[dict[str, Any]]:
    return (each.facts["objective"] for each in assessment.findings.values() if "objective" in each.facts)


def _states_objective(phase: Phase) -> bool:
    return any(each.check == "objective" for each in phase.criteria)


def _is_full_traffic(criterion: Criterion) -> bool:
    return criterion.check == "operations" and getattr(criterion, "part", "") == "full_traffic"


def _value(finding: Finding) -> object:
    return named_values(finding).get("value") if finding.status in ("pass", "warn") else None
