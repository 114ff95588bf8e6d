"""Find the goal, and what was measured at full traffic: as recorded, or as the files have it."""

from collections.abc import Iterator
from typing import Any

from crispdm.actions.project import Project, assess_phase
from crispdm.eventlog.events import Advanced
from crispdm.lifecycle.gate import Gate
from crispdm.process import Phase, Process
from crispdm.results.status import Goal


def find_goal(project: Project, gate: Gate | None) -> Goal | None:
    """Return the objective accepted in this iteration, else the one being written, else the one accepted last."""
    last = _newest_move(project, "objective")
    accepted = [e.facts["objective"] for e in project.state.accepted.values() if "objective" in e.facts]
    if accepted:
        return Goal(objective=accepted[-1], origin="accepted", iteration=project.state.iteration)
    for fact in _written_objectives(project, gate):
        if last is None or fact != last.facts["objective"]:
            return Goal(objective=fact, origin="written", iteration=project.state.iteration)
    return Goal(objective=last.facts["objective"], origin="before", iteration=last.iteration) if last else None


def has_objective(process: Process) -> bool:
    """Return whether a gate of the process asks for an objective."""
    return any(map(_states_objective, process.phases))


def find_full_traffic(project: Project, gate: Gate | None) -> float | None:
    """Return the measure at full traffic, as written now or as recorded; None where a pilot came after it."""
    written = [finding.facts for finding in gate.assessment.findings.values()] if gate else []
    last = _newest_move(project, "pilot", "full_traffic")
    recorded = [last.facts] if last else []
    found = [facts["full_traffic"]["value"] for facts in (*written, *recorded) if "full_traffic" in facts]
    return float(found[0]) if found else None


def _newest_move(project: Project, *facts: str) -> Advanced | None:
    """The last gate that was passed with one of these facts."""
    for event in reversed(project.state.moves):
        if isinstance(event, Advanced) and not event.facts.keys().isdisjoint(facts):
            return event
    return None


def _written_objectives(project: Project, gate: Gate | None) -> Iterator[dict[str, Any]]:
    """The objectives in the files of the first phase that has one."""
    phase = next((each for each in project.process.phases if _states_objective(each)), None)
    if phase is None:
        return
    assessment = gate.assessment if gate and gate.phase is phase else assess_phase(project, phase, light=True)[0]
    yield from (each.facts["objective"] for each in assessment.findings.values() if "objective" in each.facts)


def _states_objective(phase: Phase) -> bool:
    return any(each.check == "objective" for each in phase.criteria)
