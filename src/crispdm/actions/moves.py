"""Record what needs no gate: go back, stop, resume, waive criteria, report blockers, leave notes."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from crispdm.actions.gate import criterion_result
from crispdm.actions.project import Act, Project, assess_phase, open_project, write
from crispdm.dates import FUTURE_DAY_FORMS, day_of, parse_future_day, weekday_and_day
from crispdm.errors import CrispdmError
from crispdm.eventlog.events import Blocked, Event, Unblocked
from crispdm.lifecycle import blockers, endings, moves, waivers
from crispdm.lifecycle.blockers import SHORTEST_ID
from crispdm.lifecycle.gate import GateCriterion, evaluate_gate
from crispdm.lifecycle.state import State
from crispdm.lifecycle.timebox import days_blocked, waits_for_others
from crispdm.results.moves import Block, Recorded, Unblock, Waive


def back(start: Path, act: Act, phase: str, reason: str) -> Recorded:
    """Reopen an earlier phase, and all after it.

    Raises:
        CrispdmError: there is no such phase, it is open, or it was not reached.
    """
    return _record(start, act, lambda at, state: moves.back(at.process, state, at.process.phase(phase), reason))


def stop(start: Path, act: Act, reason: str) -> Recorded:
    """Stop the project.

    Raises:
        Refused: it has ended already.
    """
    return _record(start, act, lambda _, state: endings.stop(state, reason))


def resume(start: Path, act: Act, reason: str) -> Recorded:
    """Resume a stopped or finished project.

    Raises:
        Refused: it is running.
    """
    return _record(start, act, lambda project, state: endings.resume(project.process, state, reason))


def waive(start: Path, act: Act, criterion: str, reason: str, until: str | None) -> Waive:
    """Waive one criterion, until a day as people write it; runs no command and hashes no data.

    Raises:
        CrispdmError: there is no such criterion, or the day is none.
        Refused: its phase is passed, or it is met.
    """
    today = act.now.date()
    end = None if until is None else _last_day(until, today)
    project = open_project(start, writes=True)
    phase, current = project.process.phase_of(criterion), project.state.current
    assessment, _ = assess_phase(project, phase, light=True, today=today)

    def found(state: State) -> GateCriterion:
        return evaluate_gate(project.process, state, assessment, today).criterion(criterion)

    events = write(
        project, act, lambda state: waivers.waive(state, phase, criterion, found(state).finding, reason, until=end)
    )
    return Waive(
        **project.result_fields,
        events=events,
        criterion=criterion_result(found(project.state), phase),
        phase=phase.id,
        in_advance=current is not None and current is not phase,
        replaced=tuple(each for each in project.state.waivers if each.criterion == criterion),
    )


def _last_day(until: str, today: date) -> date:
    day = parse_future_day(until, today)
    if day is None:
        raise CrispdmError(f"--until {until}: not a date", hint=f"use {FUTURE_DAY_FORMS}")
    if day < today:
        read_as = "" if day.isoformat() == until else f": {weekday_and_day(day)}"
        raise CrispdmError(f"--until {until} is past{read_as}", hint="use today or a later day; it is included")
    return day


def unwaive(start: Path, act: Act, criterion: str) -> Recorded:
    """Withdraw the waiver of a criterion.

    Raises:
        Refused: there is none.
    """
    today = act.now.date()
    return _record(start, act, lambda _, state: waivers.unwaive(state, criterion, today))


def block(start: Path, act: Act, text: str, owner: str | None) -> Block:
    """Report a blocker and its owner.

    Raises:
        CrispdmError: the text is empty, or the owner is nearly somebody of the team.
    """
    project = open_project(start, writes=True)
    events = write(project, act, lambda _: blockers.block(project.process, text, owner))
    pauses = any(isinstance(each, Blocked) and waits_for_others(project.process, each.owner) for each in events)
    return Block(**project.result_fields, events=events, pauses=pauses)


def unblock(start: Path, act: Act, name: str) -> Unblock:
    """Remove a blocker, by its id or the beginning of it.

    Raises:
        CrispdmError: no blocker, or more than one, has such an id.
    """
    project = open_project(start, writes=True)
    events = write(project, act, lambda state: blockers.unblock(state, name))
    removed = next(event for event in events if isinstance(event, Unblocked))
    found = next((each for each in project.state.blockers if each.id == removed.blocker), None)
    text = found.text if found else removed.blocker[:SHORTEST_ID]  # somebody else reported it just now
    days = days_blocked(day_of(found.at), day_of(removed.at) - timedelta(days=1)) if found else 0
    return Unblock(**project.result_fields, events=events, text=text, days=days)


def note(start: Path, act: Act, text: str) -> Recorded:
    """Leave a note for the next standup.

    Raises:
        CrispdmError: the text is empty.
    """
    return _record(start, act, lambda _project, _state: blockers.note(text))


def _record(start: Path, act: Act, decide: Callable[[Project, State], tuple[Event, ...]]) -> Recorded:
    """Record what follows from the state alone."""
    project = open_project(start, writes=True)
    return Recorded(**project.result_fields, events=write(project, act, lambda state: decide(project, state)))
