"""Pass and sign the gate of the current phase."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from crispdm.actions.gate import current_phase, gate_result
from crispdm.actions.project import Act, Project, assess_phase, known, open_project, write
from crispdm.errors import Refused
from crispdm.eventlog.events import Advanced, Event
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Unmet
from crispdm.lifecycle import moves
from crispdm.lifecycle.gate import Gate, evaluate_gate
from crispdm.lifecycle.state import State
from crispdm.process import FILE
from crispdm.results.moves import Advance, NextPhase, Sign

_TRIES = 5  # how often others may move the project between our look and our turn

Events = tuple[Event, ...]
Decide = Callable[[Project, State, Gate], Events]


class _Attempt(NamedTuple):
    """The project and the gate as they were, and the events; none where the gate was closed."""

    project: Project
    gate: Gate
    events: Events


class _Look(NamedTuple):
    """What was read before the lock was taken."""

    project: Project
    gate: Gate
    evidence: Evidence


class _Overtaken(Exception):
    """Somebody moved the project since we looked."""


def advance(start: Path, act: Act, *, again: str | None = None, dry_run: bool = False) -> Advance:
    """Pass the gate of the current phase, and sign for the roles that name the person.

    Args:
        start: where to look for the project.
        act: who and when.
        again: why evidence that led back from a later phase may pass unchanged.
        dry_run: record nothing.

    Raises:
        Refused: the project has ended, or evidence changed while its gate was checked.
    """
    project, gate, events = _decide_on_gate(
        start,
        act,
        lambda at, state, gate: moves.advance(at.process, state, gate, act.who, again=again),
        dry_run=dry_run,
    )
    move = next((event for event in events if isinstance(event, Advanced)), None)
    return Advance(
        **project.result_fields,
        gate=gate_result(gate),
        events=known(events),
        dry_run=dry_run,
        moved=bool(events) and not dry_run,
        same_as=_same_evidence_at(project, move) if move else None,
        next_phase=_next_phase(project, move) if move else None,
    )


def sign(start: Path, act: Act, role: str | None, on_behalf: str | None) -> Sign:
    """Sign off the current phase, in one role or in all that name the person.

    Raises:
        Refused: a required criterion fails, the role is somebody else's, or the project has ended.
    """
    project, gate, events = _decide_on_gate(
        start,
        act,
        lambda at, state, gate: moves.sign(at.process, state, gate, act.who, role=role, on_behalf=on_behalf),
    )
    return Sign(**project.result_fields, gate=gate_result(gate), events=known(events))


def _same_evidence_at(project: Project, move: Advanced) -> str | None:
    """When the very same evidence was accepted before: whoever went back and changed nothing should know it."""
    passed = [each for each in project.state.moves if isinstance(each, Advanced)]
    earlier = [each for each in passed if project.process.phase_id(each.phase) == move.phase]
    is_same = bool(earlier and move.evidence) and dict(earlier[-1].evidence) == dict(move.evidence)
    return earlier[-1].at if is_same else None


def _next_phase(project: Project, move: Advanced) -> NextPhase | None:
    """The phase that a move leads to; None where the project ends or an iteration starts."""
    phase = next((each for each in project.process.phases if each.id == move.to), None)
    if phase is None:
        return None
    guide = f"{phase.folder.strip('/')}/README.md"
    has_guide = (project.root / guide).is_file()
    return NextPhase(id=phase.id, owner=phase.owner, timebox=phase.timebox, guide=guide if has_guide else None)


def _decide_on_gate(start: Path, act: Act, decide: Decide, *, dry_run: bool = False) -> _Attempt:
    """Check the gate, decide, and record what was decided if it still follows under the lock; else check again.

    The checks run once, without the lock; only the pure decision is made again under it.
    """
    today = act.now.date()
    for _ in range(_TRIES):
        project = open_project(start, writes=not dry_run)
        assessment, evidence = assess_phase(project, current_phase(project.state), watch=act.watch, today=today)
        with suppress(Unmet):
            evidence.read(f"/{FILE}")  # the gate itself may change while its checks run
        gate = evaluate_gate(project.process, project.state, assessment, today)
        events = decide(project, project.state, gate)
        if dry_run or not events:
            return _Attempt(project, gate, events)
        under_lock = partial(_decide_again, _Look(project, gate, evidence), act, decide)
        with suppress(_Overtaken):
            return _Attempt(project, gate, write(project, act, under_lock))
    raise Refused("others moved the project while its gate was checked", hint="run it again")


def _decide_again(look: _Look, act: Act, decide: Decide, state: State) -> Events:
    if current_phase(state).id != look.gate.phase.id or state.iteration != look.project.state.iteration:
        raise _Overtaken
    changed = look.evidence.changed_files()
    if changed:
        what = "evidence changed while the gate was checked; nothing was recorded"
        raise Refused(what, details=tuple(changed), hint="run it again")
    gate = evaluate_gate(look.project.process, state, look.gate.assessment, act.now.date())
    events = decide(look.project, state, gate)
    if not events:
        raise _Overtaken  # what was open is closed now: look again, and say why
    return events
