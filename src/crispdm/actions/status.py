"""Look where the project stands: the state, the current gate, and what git saw."""

from datetime import date, datetime
from pathlib import Path

from msgspec import structs

from crispdm.actions.accepted_changes import changed_since
from crispdm.actions.goal import full_traffic, goal
from crispdm.actions.project import Project, assess_phase, open_project
from crispdm.dates import day_of, last_working_day
from crispdm.gate.evidence import Evidence
from crispdm.gate.pilot.running import RunningPilot, find_running_pilot
from crispdm.lifecycle.gate import Gate, evaluate_gate
from crispdm.lifecycle.next_step import next_step
from crispdm.lifecycle.reopening import find_reopening
from crispdm.lifecycle.timebox import Pause, days_in, pauses
from crispdm.lifecycle.waivers import active_waivers, expired_waivers
from crispdm.process import Phase
from crispdm.views.standing import Moved, Standing, Step, Work


def stand(start: Path, now: datetime, *, since: date | None = None, short: bool = False) -> Standing:
    """Look at the project; runs no code, hashes no data, writes nothing.

    Args:
        start: where to look for the project.
        now: the time, with its zone.
        since: the first day of which it is said what moved; the last working day if left out.
        short: leave git and the phases that are done alone.
    """
    project, today = open_project(start), now.date()
    state, since = project.state, since or last_working_day(today)
    gate = _gate(project, today) if state.outcome == "running" else None
    pilot = _pilot(project, gate, today)
    back = find_reopening(project.process, state, gate.assessment) if gate else None
    work = Work() if short else _work(project, since, now)
    paused = pauses(project.process, state.events)
    return Standing(
        process=project.process,
        state=state,
        today=today,
        gate=gate,
        pilot=pilot,
        back=back,
        goal=goal(project, gate),
        full_traffic=full_traffic(project, gate),
        steps=tuple(_step(project, phase, now, paused) for phase in project.process.phases),
        since=since,
        moved=work.moved,
        blind=work.blind,
        blockers=state.blockers,
        waivers=tuple(active_waivers(state, today).values()),
        ended=expired_waivers(state, since, today),
        changed=() if short else tuple(changed_since(project)),
        uncommitted=work.uncommitted,
        next=next_step(project.process, state, gate, today, pilot=pilot, back=back),
        warnings=(*project.warnings, *work.warnings),
    )


def _gate(project: Project, today: date) -> Gate | None:
    phase = project.state.current
    if phase is None:
        return None
    return evaluate_gate(project.process, project.state, assess_phase(project, phase, light=True)[0], today)


def _pilot(project: Project, gate: Gate | None, today: date) -> RunningPilot | None:
    if gate is None:
        return None
    evidence = Evidence(project.root, gate.phase.folder)
    return find_running_pilot(evidence, ((row.criterion, row.finding) for row in gate.closing), today)


def _step(project: Project, phase: Phase, now: datetime, paused: tuple[Pause, ...]) -> Step:
    state = project.state
    accepted, started = state.accepted.get(phase.id), state.started.get(phase.id)
    is_current = state.current is phase and state.outcome == "running"
    is_entered = started is not None and (accepted is not None or is_current)
    entered = started if is_entered else None
    days = days_in(entered, accepted.at if accepted else None, paused, now) if entered is not None else None
    return Step(
        id=phase.id,
        title=phase.title,
        status="done" if accepted else "current" if is_current else "todo",
        started=entered,
        finished=accepted.at if accepted else None,
        days=days.worked if days else None,
        timebox=phase.timebox,
        paused=days.paused if days else 0,
    )


def _work(project: Project, since: date, now: datetime) -> Work:
    """What moved: what happened, and what git saw."""
    from crispdm.actions.git_changes import work_since  # noqa: PLC0415 - a prompt asks git nothing

    work = work_since(project, since, now)
    recent = [event for event in project.state.events if day_of(event.at, now.tzinfo) >= since]
    events = (Moved(at=event.at, by=(event.by,), event=event) for event in recent)
    return structs.replace(work, moved=(*events, *work.moved))
