"""Follow the measure through the events and, for what is not accepted yet, through the files."""

from collections.abc import Iterable
from pathlib import Path

from msgspec import structs

from crispdm.actions.project import Project, assess_phase, open_project
from crispdm.gate.finding import Finding
from crispdm.lifecycle.pilot_history import ObjectivePeriod, objective_periods


def followed(start: Path) -> list[ObjectivePeriod]:
    """The objectives one after the other, each with what was measured; at the end what is written and not accepted.

    It hashes no data and runs nothing.
    """
    project = open_project(start)
    state = project.state
    entered = {*state.started, state.current.id if state.current else ""}
    open_ = [each for each in project.process.phases if each.id in entered and each.id not in state.accepted]
    written = [f for phase in open_ for f in assess_phase(project, phase, light=True)[0].findings.values()]
    return _measured(project, _aimed(project, objective_periods(state.events), written), written)


def _aimed(project: Project, found: list[ObjectivePeriod], written: Iterable[Finding]) -> list[ObjectivePeriod]:
    """With the objective that is written and not accepted, where it is another one."""
    for finding in written:
        objective = finding.facts.get("objective")
        if objective is not None and (not found or found[-1].objective != objective):
            return [*found, ObjectivePeriod(iteration=project.state.iteration, objective=objective, accepted=False)]
    return found


def _measured(project: Project, found: list[ObjectivePeriod], written: Iterable[Finding]) -> list[ObjectivePeriod]:
    """With the value in full traffic that is written and not accepted; not the one of an iteration before."""
    for finding in written:
        full = finding.facts.get("full_traffic")
        is_new = full is not None and all(full != leg.full_traffic for leg in found)
        if is_new and found[-1:] and (found[-1].iteration, found[-1].accepted) == (project.state.iteration, True):
            return [*found[:-1], structs.replace(found[-1], full_traffic=full, full_traffic_accepted=False)]
    return found
