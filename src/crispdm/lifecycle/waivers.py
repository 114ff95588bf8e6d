"""Exceptions to one criterion: loud, with a reason, and if wanted with an end. Pure."""

from datetime import date

from crispdm.errors import CrispdmError, Refused
from crispdm.eventlog.events import Event, Unwaived, Waived
from crispdm.lifecycle.gate import Gate, Row, exceptions
from crispdm.lifecycle.moves import refuse_empty
from crispdm.lifecycle.state import State
from crispdm.process import Phase, Process
from crispdm.words import nearest


def waive(state: State, gate: Gate, criterion: str, reason: str, *, until: date | None) -> tuple[Event, ...]:
    """Make an exception to one criterion in this iteration: of the current phase, or in advance of a later one.

    Args:
        state: what happened.
        gate: of the criterion's phase.
        criterion: its id.
        reason: why.
        until: the last day.

    Raises:
        CrispdmError: the reason says nothing.
        Refused: there is nothing to except: its phase is passed, or it is met.
    """
    phase = gate.phase
    refuse_empty(reason, "--reason")
    if phase.id in state.accepted:
        hint = f'`crispdm back {phase.id} --reason "…"` opens it again'
        raise Refused(f"{phase.title} is passed, and so {criterion} keeps no gate closed", hint=hint)
    _refuse_met(gate.row(criterion))
    end = until.isoformat() if until else None
    event = Waived(iteration=state.iteration, phase=phase.id, criterion=criterion, reason=reason.strip(), until=end)
    return (event,)


def unwaive(state: State, criterion: str, today: date) -> tuple[Event, ...]:
    """Withdraw the exceptions to one criterion; it may be in the process no longer.

    Raises:
        Refused: there is none to it.
    """
    standing = exceptions(state, today)
    if criterion not in standing:
        what = f"there is no exception to {criterion!r}{nearest(criterion, standing)}"
        hint = f"those that there are: {', '.join(standing)}" if standing else "there is none to any criterion"
        raise Refused(what, hint=hint)
    return (Unwaived(iteration=state.iteration, phase=standing[criterion].phase, criterion=criterion),)


def _refuse_met(row: Row) -> None:
    """What only a command or a large file tells is not known here, and so is not met."""
    if row.finding.status in ("pass", "warn"):
        warning = ", with a warning, which keeps no gate closed" if row.finding.status == "warn" else ""
        details = (f"{row.finding.place}  {row.finding.have}",)
        hint = "`crispdm check` says what is not met"
        raise Refused(f"{row.criterion.id} is met{warning}: it needs no exception", details=details, hint=hint)


def phase_of(process: Process, criterion: str) -> Phase:
    """The phase that has a criterion.

    Raises:
        CrispdmError: there is no such criterion.
    """
    by_criterion = {each.id: phase for phase in process.phases for each in phase.criteria}
    if criterion not in by_criterion:
        meant = nearest(criterion, by_criterion)
        hint = "" if meant else "`crispdm check` shows those of the current phase, `crispdm explain PHASE` those of any"
        raise CrispdmError(f"there is no criterion {criterion!r}{meant}", hint=hint)
    return by_criterion[criterion]
