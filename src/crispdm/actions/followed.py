"""Follow the measure through the events and, where they do not tell, through the files."""

from collections.abc import Iterable
from pathlib import Path

from msgspec import structs

from crispdm.actions.project import Project, assess_phase, open_project
from crispdm.gate.finding import Finding
from crispdm.lifecycle.course import Leg, legs
from crispdm.lifecycle.events import Advanced, Event

_FULL = "full_traffic"


def followed(start: Path) -> list[Leg]:
    """The objectives one after the other, each with what was measured; at the end what is written and not accepted.

    It hashes no data and runs nothing.
    """
    project = open_project(start)
    phases = {phase.id: assess_phase(project, phase, light=True)[0].findings for phase in project.process.phases}
    known = {name: finding for findings in phases.values() for name, finding in findings.items()}
    state = project.state
    entered = {*state.started, state.current.id if state.current else ""}
    open_ = [phase for phase in phases if phase in entered and phase not in state.accepted]
    written = [finding for phase in open_ for finding in phases[phase].values()]
    found = legs([_completed(event, known) for event in state.events])
    return _measured(project, _aimed(project, found, written), written)


def _completed(event: Event, known: dict[str, Finding]) -> Event:
    """With the value in full traffic, which earlier versions did not record, where the file still has what it had."""
    if not isinstance(event, Advanced) or _FULL in event.facts:
        return event
    for name, digest in event.evidence:
        finding = known.get(name)
        if finding is not None and _FULL in finding.facts and finding.digest == digest:
            return structs.replace(event, facts={**event.facts, _FULL: finding.facts[_FULL]})
    return event


def _aimed(project: Project, found: list[Leg], written: Iterable[Finding]) -> list[Leg]:
    """With the objective that is written and not accepted, where it is another one."""
    for finding in written:
        objective = finding.facts.get("objective")
        if objective is not None and (not found or found[-1].objective != objective):
            return [*found, Leg(iteration=project.state.iteration, objective=objective, is_accepted=False)]
    return found


def _measured(project: Project, found: list[Leg], written: Iterable[Finding]) -> list[Leg]:
    """With the value in full traffic that is written and not accepted; not the one of an iteration before."""
    for finding in written:
        full = finding.facts.get(_FULL)
        is_new = full is not None and all(full != leg.full for leg in found)
        if is_new and found[-1:] and (found[-1].iteration, found[-1].is_accepted) == (project.state.iteration, True):
            return [*found[:-1], structs.replace(found[-1], full=full, is_full_accepted=False)]
    return found
