"""Moving: pass the gate, go back, sign."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from crispdm.actions.project import Act, Project, assess_phase, open_project, write
from crispdm.dates import FUTURE_DAY_FORMS, parse_future_day, weekday_and_day
from crispdm.errors import CrispdmError, Refused
from crispdm.eventlog.events import Advanced, Event
from crispdm.gate.evidence import Evidence, Watch
from crispdm.gate.finding import Unmet
from crispdm.lifecycle import blockers, endings, moves, waivers
from crispdm.lifecycle.gate import Gate, evaluate_gate
from crispdm.lifecycle.state import State
from crispdm.process import FILE, Phase

_TRIES = 5  # how often others may move the project between our look and our turn


class Attempt(Struct, frozen=True):
    """What came of a move: the project and the gate as they were, and the events; none if the gate was closed."""

    project: Project
    gate: Gate
    events: tuple[Event, ...]

    @property
    def move(self) -> Advanced | None:
        """The move itself, where there was one."""
        return next((event for event in self.events if isinstance(event, Advanced)), None)


def guide(attempt: Attempt) -> str | None:
    """The README of the phase that a move leads to; None where there is none: a phase that the team added, an end."""
    project, move = attempt.project, attempt.move
    folder = next((each.folder for each in project.process.phases if move and each.id == move.to), None)
    file = f"{folder.strip('/')}/README.md" if folder else ""
    return file if file and (project.root / file).is_file() else None


class _Seen(NamedTuple):
    """What was looked at before the lock was taken."""

    project: Project
    gate: Gate
    evidence: Evidence


class _Overtaken(Exception):
    """Somebody moved the project since we looked."""


def look(start: Path, phase: str | None, today: date, *, watch: Watch | None = None) -> tuple[Project, Gate]:
    """The gate of a phase, the current one by default; `watch` sees what takes long.

    Raises:
        Refused: the project has ended and no phase is named.
        CrispdmError: there is no such phase.
    """
    project = open_project(start)
    chosen = project.process.phase(phase) if phase else current(project.state)
    assessment, _ = assess_phase(project, chosen, watch=watch)
    return project, evaluate_gate(project.process, project.state, assessment, today)


def current(state: State) -> Phase:
    """The phase that is being worked on.

    Raises:
        Refused: there is none, as the project is finished.
    """
    if state.current is None or state.outcome == "finished":
        hint = '`crispdm resume --reason "…"` starts a new iteration'
        raise Refused("the project is finished: no phase is open", hint=hint)
    return state.current


Decide = Callable[[Project, State, Gate], tuple[Event, ...]]
Recorded = tuple[Project, tuple[Event, ...]]


def advance(start: Path, act: Act, *, dry_run: bool = False) -> Attempt:
    """Pass the gate of the current phase, and sign for the roles that name the person.

    Raises:
        Refused: the project has ended, or evidence changed while it was being looked at.
    """
    return _settle(start, act, lambda at, state, gate: moves.advance(at.process, state, gate, act.who), dry_run=dry_run)


def sign(start: Path, act: Act, role: str | None, on_behalf: str | None) -> Attempt:
    """Sign off the current phase, in one role or in all that name the person.

    Raises:
        Refused: a required criterion fails, the role is somebody else's, or the project has ended.
    """
    return _settle(
        start,
        act,
        lambda at, state, gate: moves.sign(at.process, state, gate, act.who, role=role, on_behalf=on_behalf),
    )


def back(start: Path, act: Act, phase: str, reason: str) -> Recorded:
    """Open an earlier phase again, and all after it.

    Raises:
        CrispdmError: there is no such phase, it is open, or it was not reached.
    """
    return _record(start, act, lambda at, state: moves.back(at.process, state, at.process.phase(phase), reason))


def stop(start: Path, act: Act, reason: str) -> Recorded:
    """End the project here.

    Raises:
        Refused: it has ended already.
    """
    return _record(start, act, lambda _, state: endings.stop(state, reason))


def resume(start: Path, act: Act, reason: str) -> Recorded:
    """Open a stopped or finished project again.

    Raises:
        Refused: it is running.
    """
    return _record(start, act, lambda project, state: endings.resume(project.process, state, reason))


def waive(start: Path, act: Act, criterion: str, reason: str, until: str | None) -> Attempt:
    """Make an exception to one criterion, until a day as people write it; runs no command and hashes no data.

    Raises:
        CrispdmError: there is no such criterion, or the day is none.
        Refused: its phase is passed, or it is met.
    """
    today = act.now.date()
    end = None if until is None else _last_day(until, today)
    project = open_project(start, writes=True)
    phase = project.process.phase_of(criterion)
    assessment, _ = assess_phase(project, phase, light=True)

    def gate(state: State) -> Gate:
        return evaluate_gate(project.process, state, assessment, today)

    def decide(state: State) -> tuple[Event, ...]:
        finding = gate(state).criterion(criterion).finding
        return waivers.waive(state, phase, criterion, finding, reason, until=end)

    return Attempt(project, gate(project.state), write(project, act, decide))


def _last_day(until: str, today: date) -> date:
    day = parse_future_day(until, today)
    if day is None:
        raise CrispdmError(f"--until {until}: that is no day", hint=f"as one may say it: {FUTURE_DAY_FORMS}")
    if day < today:
        said = "" if day.isoformat() == until else f": {weekday_and_day(day)}"
        raise CrispdmError(f"--until {until} is past{said}", hint="a day from today on; it is included")
    return day


def unwaive(start: Path, act: Act, criterion: str) -> Recorded:
    """Withdraw the exception to a criterion.

    Raises:
        Refused: there is none.
    """
    today = act.now.date()
    return _record(start, act, lambda _, state: waivers.unwaive(state, criterion, today))


def block(start: Path, act: Act, text: str, owner: str | None) -> Recorded:
    """Name an obstacle, and whose it is.

    Raises:
        CrispdmError: it says nothing, or is nearly somebody of the team.
    """
    return _record(start, act, lambda project, _: blockers.block(project.process, text, owner))


def unblock(start: Path, act: Act, name: str) -> Recorded:
    """Remove an obstacle, by its id or the beginning of it.

    Raises:
        CrispdmError: no obstacle, or more than one, is called so.
    """
    return _record(start, act, lambda _, state: blockers.unblock(state, name))


def note(start: Path, act: Act, text: str) -> Recorded:
    """Say something in the next standup.

    Raises:
        CrispdmError: it says nothing.
    """
    return _record(start, act, lambda _project, _state: blockers.note(text))


def _record(start: Path, act: Act, decide: Callable[[Project, State], tuple[Event, ...]]) -> Recorded:
    """Record what follows from the state alone."""
    project = open_project(start, writes=True)
    return project, write(project, act, lambda state: decide(project, state))


def _settle(start: Path, act: Act, decide: Decide, *, dry_run: bool = False) -> Attempt:
    """Look, decide, and record what was decided if it still follows under the lock; else look again.

    The checks run once, without the lock; only the pure decision is made again under it.
    """
    for _ in range(_TRIES):
        project = open_project(start, writes=not dry_run)
        assessment, evidence = assess_phase(project, current(project.state), watch=act.watch)
        with suppress(Unmet):
            evidence.read(f"/{FILE}")  # the gate itself may change while its checks run
        gate = evaluate_gate(project.process, project.state, assessment, act.now.date())
        events = decide(project, project.state, gate)
        if dry_run or not events:
            return Attempt(project, gate, events)
        under_lock = partial(_decide_again, _Seen(project, gate, evidence), act, decide)
        with suppress(_Overtaken):
            return Attempt(project, gate, write(project, act, under_lock))
    raise Refused("others moved the project while its gate was being looked at", hint="run it again")


def _decide_again(seen: _Seen, act: Act, decide: Decide, state: State) -> tuple[Event, ...]:
    if current(state).id != seen.gate.phase.id or state.iteration != seen.project.state.iteration:
        raise _Overtaken
    changed = seen.evidence.changed_files()
    if changed:
        what = "evidence changed while it was being looked at; nothing was recorded"
        raise Refused(what, details=tuple(changed), hint="run it again")
    gate = evaluate_gate(seen.project.process, state, seen.gate.assessment, act.now.date())
    events = decide(seen.project, state, gate)
    if not events:
        raise _Overtaken  # what was open is closed now: look again, and say why
    return events
