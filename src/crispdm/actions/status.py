"""Find where the project stands: the state, the current gate, and what git saw. Runs no code, writes nothing."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from crispdm.actions.accepted_changes import changed_since
from crispdm.actions.gate import gate_result
from crispdm.actions.goal import find_full_traffic, find_goal, has_objective
from crispdm.actions.project import Project, assess_phase, known, lost_events, open_project
from crispdm.actions.recent_events import recent_events, removed_blockers
from crispdm.dates import day_of, future_day, last_working_day
from crispdm.eventlog.events import Advanced, AnyEvent
from crispdm.eventlog.store import PATH
from crispdm.gate.evidence import Evidence
from crispdm.gate.pilot.find_running import find_running_pilot
from crispdm.gate.pilot.running import RunningPilot
from crispdm.lifecycle import reopening
from crispdm.lifecycle.gate import Gate, evaluate_gate
from crispdm.lifecycle.next_step import next_step
from crispdm.lifecycle.pilot_history import RecordedPilot, live_since, recorded_pilots
from crispdm.lifecycle.state import State
from crispdm.lifecycle.timebox import Pause, PausedDays, days_blocked, pauses
from crispdm.lifecycle.waivers import active_waivers, expired_waivers
from crispdm.results.status import Back, Blocker, GitChanges, Known, Overruled, Phase, Pilot, Status
from crispdm.words import count


def read_status(start: Path, now: datetime, *, since: date | None = None, short: bool = False) -> Status:
    """Return where the project stands; hashes no data.

    Args:
        start: where to look for the project.
        now: the time, with its zone.
        since: the first day of what happened; the last working day if left out.
        short: leave out what happened, what git saw, and what is no longer as it was accepted.
    """
    return status_of(open_project(start, for_prompt=short), now, since=since, short=short)


def status_of(project: Project, now: datetime, *, since: date | None = None, short: bool = False) -> Status:
    """Return where a project stands that is read already."""
    process, state, today = project.process, project.state, now.date()
    since = since or last_working_day(today)
    gate = _current_gate(project, today)
    pilot = _running_pilot(project, gate, today)
    back = gate.reopening if gate else None
    waits, pilots = pauses(process, state.events), recorded_pilots(state.events)
    events, ahead = ((), ()) if short else recent_events(state, since, now)
    git = None if short else _git_changes(project, since, now)
    return Status(
        **{
            **project.result_fields,
            "warnings": (*project.warnings, *_ahead(ahead, today), *_unseen_losses(project, git)),
        },
        today=today,
        iteration=state.iteration,
        outcome=state.outcome,
        stops=known(state.stops),
        live_since=live_since(state.events),
        goal=find_goal(project, gate),
        has_objective=has_objective(project.process),
        full_traffic=find_full_traffic(project, gate),
        phases=tuple(_phases(project, waits, now)),
        gate=gate_result(gate) if gate else None,
        back=_back(back, pilots) if back else None,
        pilot=_pilot(pilot, today) if pilot else None,
        pilots=tuple(each for each in pilots if each.iteration == state.iteration),
        since=since,
        events=events,
        removed_blockers=removed_blockers(state, events),
        expired=() if short else expired_waivers(state, since, today),
        git=git,
        lost=git.lost if git else project.lost,
        blockers=tuple(_blockers(state, waits, today)),
        waivers=tuple(active_waivers(state, today).values()),
        overruled=tuple(_overruled(state)),
        known=_known(state, gate),
        changed=() if short else tuple(changed_since(project)),
        remarks=state.remarks,
        next=next_step(process, state, gate, today, pilot=pilot),
    )


def _known(state: State, gate: Gate | None) -> Known:
    """How the accepted criteria were known when they were accepted, and those that are met now."""
    ways = [way for event in state.accepted.values() for way in event.facts.get("basis", {}).values()]
    ways += [row.finding.basis for row in (gate.criteria if gate else ()) if row.finding.status in ("pass", "warn")]
    return Known(seen=ways.count("seen"), recorded=ways.count("recorded"), typed=ways.count("typed"))


def _current_gate(project: Project, today: date) -> Gate | None:
    """The gate of the current phase; None where the project has ended."""
    phase = project.state.current
    if phase is None or project.state.outcome != "running":
        return None
    return evaluate_gate(
        project.process, project.state, assess_phase(project, phase, light=True, today=today)[0], today
    )


def _running_pilot(project: Project, gate: Gate | None, today: date) -> RunningPilot | None:
    if gate is None:
        return None
    evidence = Evidence(project.root, gate.phase.folder)
    return find_running_pilot(evidence, ((row.criterion, row.finding) for row in gate.closing), today)


def _git_changes(project: Project, since: date, now: datetime) -> GitChanges:
    from crispdm.actions.git_changes import git_changes  # noqa: PLC0415 - a prompt asks git nothing

    return git_changes(project, since, now)


def _ahead(events: Sequence[AnyEvent], today: date) -> Iterator[str]:
    """The warning that events are left out until others follow them, as their day has not come."""
    if events:
        last = future_day(day_of(events[-1].at), today)
        what = f"{count(len(events), 'event')} dated in the future, up to {last}"
        yield f"{what}: left out of what happened until another event is recorded; `crispdm log` shows all"


def _unseen_losses(project: Project, git: GitChanges | None) -> tuple[str, ...]:
    """The warning about lost events that could not be seen before git was asked, or that commits took out."""
    if git is None:
        return ()
    if git.taken_out and not git.lost:
        what = f"commits took {count(git.taken_out, 'event')} out of {PATH}"
        return (f"{what}: `crispdm verify` names them, and `crispdm repair --restore` brings them back",)
    return (lost_events(git.lost),) if git.lost and not project.lost else ()


def _phases(project: Project, waits: Sequence[Pause], now: datetime) -> Iterator[Phase]:
    """The phases in their order, each with the working days that it takes or took."""
    state, calendar = project.state, PausedDays(waits, now.tzinfo)
    for phase in project.process.phases:
        accepted, started = state.accepted.get(phase.id), state.started.get(phase.id)
        is_current = state.current is phase and state.outcome == "running"
        finished = accepted.at if accepted else None
        is_entered = started is not None and (accepted is not None or is_current)
        days = calendar.days_in(started, finished, now) if started is not None and is_entered else None
        yield Phase(
            id=phase.id,
            title=phase.title,
            status="done" if accepted else "current" if is_current else "todo",
            started=started if is_entered else None,
            finished=finished,
            days=days.worked if days else None,
            timebox=phase.timebox,
            paused=days.paused if days else 0,
        )


def _back(back: reopening.Reopening, pilots: Sequence[RecordedPilot]) -> Back:
    pilot = next((each for each in pilots if each.event == back.event.id), None)
    return Back(event=back.event, pilot=pilot, changed=back.has_changed)


def _pilot(pilot: RunningPilot, today: date) -> Pilot:
    return Pilot(
        criterion=pilot.criterion,
        start=pilot.start,
        end=pilot.end,
        day=pilot.day(today),
        days=pilot.days,
        share=pilot.share,
        stopped_by=pilot.stopped_by,
        waiting=pilot.waiting,
        file=pilot.data,
        missing=pilot.missing,
        settles=pilot.settles,
        never_settles=pilot.never_settles,
    )


def _blockers(state: State, waits: Sequence[Pause], today: date) -> Iterator[Blocker]:
    waited = {each.blocker for each in waits}
    for event in state.blockers:
        yield Blocker(
            id=event.id,
            at=event.at,
            by=event.by,
            text=event.text,
            owner=event.owner,
            days=days_blocked(day_of(event.at), today),
            pauses=event.id in waited,
        )


def _overruled(state: State) -> Iterator[Overruled]:
    """The decisions of this iteration against the pilot's numbers, and the plans that came after the pilot's start."""
    late: list[Overruled] = []  # the plan of a pilot that has not decided yet
    for event in state.events:
        if not isinstance(event, Advanced) or event.iteration != state.iteration:
            continue
        if reason := event.facts.get("late_plan", {}).get("started_before"):
            late = [Overruled(outcome=None, reason=str(reason), by=event.by, at=event.at, what="late-plan")]
        pilot = event.facts.get("pilot")
        if not pilot:
            continue
        late = []
        kind: Literal["numbers", "harm"] = "harm" if pilot.get("harm") else "numbers"
        if reason := pilot.get("reason"):
            yield Overruled(outcome=event.outcome, reason=str(reason), by=event.by, at=event.at, what=kind)
        if reason := pilot.get("started_before"):
            yield Overruled(outcome=event.outcome, reason=str(reason), by=event.by, at=event.at, what="late-plan")
    yield from late
