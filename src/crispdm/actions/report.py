"""Fill the report: where the project stands, and how it got there."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from msgspec import structs

from crispdm.actions.project import Project, assess_phase, known, open_project
from crispdm.actions.status import status_of
from crispdm.dates import add_working_days
from crispdm.gate.finding import Finding
from crispdm.lifecycle.phase_history import phase_visits
from crispdm.lifecycle.pilot_history import ObjectivePeriod, last_completed_iteration, objective_periods
from crispdm.lifecycle.recorded_facts import facts_by_iteration
from crispdm.lifecycle.timebox import pauses
from crispdm.process import Process
from crispdm.results.report import NextDecision, Report
from crispdm.results.status import Status

_FORESEEABLE = 1000  # working days; no plan knows a day after that


def read_report(start: Path, now: datetime) -> Report:
    """Return everything on the page; runs no code, hashes no data, writes nothing.

    Args:
        start: where to look for the project.
        now: the time, with the reader's zone.
    """
    project = open_project(start)
    process, state = project.process, project.state
    status, written = status_of(project, now), _written(project)
    return Report(
        now=now,
        title=process.title or process.project,
        status=status,
        criteria={each.id: each.says for phase in process.phases for each in phase.criteria},
        events=known(state.events),
        kept_waivers=tuple(each.id for each in state.waivers),
        completed=last_completed_iteration(state.events),
        objectives=tuple(_objectives(project, written)),
        visits=tuple(phase_visits(process, state)),
        pauses=pauses(process, state.events),
        facts=facts_by_iteration(state.events),
        written={name: fact for finding in written for name, fact in finding.facts.items()},
        decision=_next_decision(process, status),
    )


def _written(project: Project) -> list[Finding]:
    """What the files of the phases say that were entered in this iteration and are not accepted."""
    state = project.state
    entered = {*state.started, state.current.id if state.current else ""}
    open_ = [each for each in project.process.phases if each.id in entered and each.id not in state.accepted]
    return [f for phase in open_ for f in assess_phase(project, phase, light=True)[0].findings.values()]


def _next_decision(process: Process, status: Status) -> NextDecision | None:
    """Where the current phase leads, and when: after the last day of its pilot, else at the end of its timebox."""
    current = next((each for each in status.phases if each.status == "current"), None)
    if current is None:
        return None
    phase, left = process.phase(current.id), (current.timebox or 0) - (current.days or 0)
    day = add_working_days(status.today, max(left, 0)) if current.timebox and left < _FORESEEABLE else None
    return NextDecision(
        phase=phase.title,
        outcomes=tuple(phase.decision.routes) if phase.decision else (),
        owner=phase.owner,
        day=add_working_days(status.pilot.end, 1) if status.pilot else day,
        late=max(-left, 0) if current.timebox else 0,
    )


def _objectives(project: Project, written: Iterable[Finding]) -> list[ObjectivePeriod]:
    """The accepted objectives with what was measured; at the end what is written and not accepted yet."""
    state = project.state
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
