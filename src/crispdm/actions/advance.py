"""Pass and sign the gate of the current phase."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from crispdm.actions.accepted_changes import changed_for_advance
from crispdm.actions.gate import current_phase, gate_result
from crispdm.actions.project import Act, Project, assess_phase, known, open_project, write
from crispdm.errors import Refused
from crispdm.eventlog.events import Advanced, Event
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Unmet
from crispdm.lifecycle import moves
from crispdm.lifecycle.accepted import Changed
from crispdm.lifecycle.gate import Gate, evaluate_gate
from crispdm.lifecycle.renewal import Renewal
from crispdm.lifecycle.state import State
from crispdm.process import FILE
from crispdm.results.moves import Advance, NextPhase, Sign

_TRIES = 5  # how often others may move the project between our look and our turn

Events = tuple[Event, ...]


class _Look(NamedTuple):
    """What was read before the lock was taken: the gate, and what is no longer as it was accepted."""

    project: Project
    gate: Gate
    changed: tuple[Changed, ...]
    evidence: tuple[Evidence, ...]


Decide = Callable[[_Look, State, Gate], Events]


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
    look, events = _decide_on_gate(
        start,
        act,
        lambda look, state, gate: moves.advance(
            look.project.process, state, gate, act.who, again=again, renewals=_renewals(look.changed)
        ),
        dry_run=dry_run,
    )
    project, gate = look.project, look.gate
    move = next((event for event in events if isinstance(event, Advanced)), None)
    return Advance(
        **project.result_fields,
        gate=gate_result(gate),
        events=known(events),
        dry_run=dry_run,
        moved=bool(events) and not dry_run,
        changed=look.changed,
        same_as=_same_evidence_at(project, move) if move else None,
        next_phase=_next_phase(project, move) if move else None,
    )


def sign(start: Path, act: Act, role: str | None, on_behalf: str | None) -> Sign:
    """Sign off the current phase, in one role or in all that name the person.

    Raises:
        Refused: a required criterion fails, the role is somebody else's, or the project has ended.
    """
    look, events = _decide_on_gate(
        start,
        act,
        lambda look, state, gate: moves.sign(
            look.project.process, state, gate, act.who, role=role, on_behalf=on_behalf
        ),
    )
    return Sign(**look.project.result_fields, gate=gate_result(look.gate), events=known(events))


def _renewals(changed: tuple[Changed, ...]) -> dict[str, Renewal]:
    return {each.criterion: each.renewal for each in changed if each.criterion and each.renewal}


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


def _decide_on_gate(start: Path, act: Act, decide: Decide, *, dry_run: bool = False) -> tuple[_Look, Events]:
    """Check the gate, decide, and record what was decided if it still follows under the lock; else check again.

    The checks run once, without the lock; only the pure decision is made again under it. No events follow from a gate
    that is closed.
    """
    today = act.now.date()
    for _ in range(_TRIES):
        project = open_project(start, writes=not dry_run)
        assessment, evidence = assess_phase(project, current_phase(project.state), watch=act.watch, today=today)
        with suppress(Unmet):
            evidence.read(f"/{FILE}")  # the gate itself may change while its checks run
        gate = evaluate_gate(project.process, project.state, assessment, today)
        changed, read = changed_for_advance(project, watch=act.watch)
        look = _Look(project, gate, changed, (evidence, *read))
        events = decide(look, project.state, gate)
        if dry_run or not events:
            return look, events
        with suppress(_Overtaken):
            return look, write(project, act, partial(_decide_again, look, act, decide))
    raise Refused("others moved the project while its gate was checked", hint="run it again")


def _decide_again(look: _Look, act: Act, decide: Decide, state: State) -> Events:
    if current_phase(state).id != look.gate.phase.id or state.iteration != look.project.state.iteration:
        raise _Overtaken
    changed = [path for evidence in look.evidence for path in evidence.changed_files()]
    if changed:
        what = "evidence changed while the gate was checked; nothing was recorded"
        raise Refused(what, details=tuple(changed), hint="run it again")
    gate = evaluate_gate(look.project.process, state, look.gate.assessment, act.now.date())
    events = decide(look, state, gate)
    if not events:
        raise _Overtaken  # what was open is closed now: look again, and say why
    return events
