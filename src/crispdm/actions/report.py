"""Fill the report: where the project stands, and how it got there."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from msgspec import structs

from crispdm.actions.project import Project, assess_phase, known, open_project
from crispdm.actions.status import status_of
from crispdm.gate.finding import Finding
from crispdm.lifecycle.phase_history import phase_visits
from crispdm.lifecycle.pilot_history import ObjectivePeriod, last_completed_iteration, objective_periods
from crispdm.lifecycle.timebox import pauses
from crispdm.results.report import Report


def read_report(start: Path, now: datetime) -> Report:
    """Return everything on the page; runs no code, hashes no data, writes nothing.

    Args:
        start: where to look for the project.
        now: the time, with the reader's zone.
    """
    project = open_project(start)
    process, state = project.process, project.state
    return Report(
        now=now,
        title=process.title or process.project,
        status=status_of(project, now),
        criteria={each.id: each.says for phase in process.phases for each in phase.criteria},
        events=known(state.events),
        kept_waivers=tuple(each.id for each in state.waivers),
        completed=last_completed_iteration(state.events),
        objectives=tuple(_objectives(project)),
        visits=tuple(phase_visits(process, state)),
        pauses=pauses(process, state.events),
    )


def _objectives(project: Project) -> list[ObjectivePeriod]:
    """The accepted objectives with what was measured; at the end what is written and not accepted yet."""
    state = project.state
    entered = {*state.started, state.current.id if state.current else ""}
    open_ = [each for each in project.process.phases if each.id in entered and each.id not in state.accepted]
    written = [f for phase in open_ for f in assess_phase(project, phase, light=True)[0].findings.values()]
    return _with_full_traffic(project, _with_objective(project, objective_periods(state.events), written), written)


def _with_objective(
    project: Project, periods: list[ObjectivePeriod], written: Iterable[Finding]
) -> list[ObjectivePeriod]:
    """Add the objective that is written and not accepted, where it is another one."""
    for finding in written:
        objective = finding.facts.get("objective")
        if objective is not None and (not periods or periods[-1].objective != objective):
            return [*periods, ObjectivePeriod(iteration=project.state.iteration, objective=objective, accepted=False)]
    return periods


def _with_full_traffic(
    project: Project, periods: list[ObjectivePeriod], written: Iterable[Finding]
) -> list[ObjectivePeriod]:
    """Add the value in full traffic that is written and not accepted; not the one of an iteration before."""
    for finding in written:
        value = finding.facts.get("full_traffic")
        is_new = value is not None and all(value != period.full_traffic for period in periods)
        if is_new and periods and (periods[-1].iteration, periods[-1].accepted) == (project.state.iteration, True):
            return [*periods[:-1], structs.replace(periods[-1], full_traffic=value, full_traffic_accepted=False)]
    return periods
