"""Read of one project what a report on many needs: where it stands, what it reached, and what was excepted."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from msgspec import structs

from crispdm.actions.git_events import count_lost
from crispdm.actions.portfolio.discover import FoundProject
from crispdm.actions.portfolio.read_project import project_of, read_files
from crispdm.actions.portfolio.shared_processes import LoadProcess
from crispdm.errors import CrispdmError
from crispdm.eventlog.events import Advanced
from crispdm.kept_json import keep
from crispdm.lifecycle.goal_progress import measured_gain, reported_objective, share_of_goal, stop_reason
from crispdm.lifecycle.pilot_history import (
    ObjectivePeriod,
    RecordedPilot,
    last_completed_iteration,
    live_since,
    objective_periods,
)
from crispdm.lifecycle.recorded_facts import facts_by_iteration
from crispdm.lifecycle.state import State, replay
from crispdm.lifecycle.waivers import active_waivers
from crispdm.numbers import parse_number
from crispdm.process import Process
from crispdm.results.portfolio import Project
from crispdm.results.portfolio_report import Account, ExceptionMade, Measured, Worth


def read_account(found: FoundProject, load_process: LoadProcess, now: datetime) -> Account:
    """Read a project; one that cannot be read comes back as broken, with the reason."""
    try:
        process, history = read_files(found, load_process)
        state = replay(process, history.events)
        project = project_of(found.path, process, state, len(history.flaws))
        lost = count_lost(Path(found.folder), history.events) if history.is_doubtful else 0
        return _account(structs.replace(project, lost=lost), process, state, now.date())
    except CrispdmError as error:
        return Account(project=Project(path=found.path, outcome="broken", broken=error.message))


def _account(project: Project, process: Process, state: State, today: date) -> Account:
    periods = objective_periods(state.events)
    period = reported_objective(periods, state.outcome, last_completed_iteration(state.events))
    iteration = period.iteration if period else state.iteration
    worth = facts_by_iteration(state.events).get(iteration, {}).get("worth")
    stopped = state.stops[-1] if state.stops else None
    return Account(
        project=project,
        title=process.title or process.project,
        objective=period.objective if period else None,
        measured=_measured(period),
        worth=Worth(
            unit=str(worth.get("unit", "")),
            planned=parse_number(worth.get("gain_per_year")),
            build=parse_number(worth.get("build")),
            run=parse_number(worth.get("run_per_year")),
            measured=measured_gain(worth, share_of_goal(period)),
        )
        if worth
        else None,
        live_since=live_since(state.events),
        stopped=stopped.at if stopped else None,
        why=stop_reason(stopped) if stopped else None,
        exceptions=tuple(_exceptions(process, state, today)),
    )


def _measured(period: ObjectivePeriod | None) -> Measured | None:
    """The measure with all of the traffic, or else what the last pilot says."""
    full = (period.full_traffic if period else None) or {}
    value = parse_number(full.get("value"))
    if value is not None:
        return Measured(value=value)
    return Measured(pilot=_without_rows(period.pilots[-1])) if period and period.pilots else None


def _without_rows(pilot: RecordedPilot) -> RecordedPilot:
    """A pilot without its days, which nobody compares between projects."""
    return structs.replace(
        pilot, kept_pilot=keep({name: value for name, value in pilot.pilot.items() if name != "rows"})
    )


def _exceptions(process: Process, state: State, today: date) -> Iterator[ExceptionMade]:
    """What is excepted today: waived criteria, and decisions of this iteration against the numbers."""
    says = {each.id: each.says for phase in process.phases for each in phase.criteria}
    for event in active_waivers(state, today).values():
        what = says.get(event.criterion, event.criterion)
        yield ExceptionMade(kind="waived", what=what, reason=event.reason, by=event.by, at=event.at, until=event.until)
    for move in state.moves:
        pilot = move.facts.get("pilot", {}) if isinstance(move, Advanced) else {}
        if move.iteration == state.iteration and (reason := pilot.get("reason")):
            what = f"{pilot.get('decision')}, where the numbers say {pilot.get('verdict')}"
            yield ExceptionMade(kind="decided", what=what, reason=str(reason), by=move.by, at=move.at)
