"""Exceptions to one criterion: loud, with a reason, and if wanted with an end. Pure."""

from datetime import date

from crispdm.errors import CrispdmError, Refused
from crispdm.lifecycle.events import Event, Unwaived, Waived
from crispdm.lifecycle.gate import exceptions
from crispdm.lifecycle.moves import refuse_empty
from crispdm.lifecycle.state import State
from crispdm.process import Phase, Process
from crispdm.words import nearest


def waive(  # noqa: PLR0913 - what an exception is made of
    process: Process, state: State, criterion: str, reason: str, *, until: date | None, today: date
) -> tuple[Event, ...]:
    """Make an exception to one criterion in this iteration.

    Raises:
        CrispdmError: there is no such criterion, the reason says nothing, or the end is past.
    """
    phase = _phase_of(process, criterion)
    refuse_empty(reason, "--reason")
    if until is not None and until < today:
        raise CrispdmError(f"--until {until} is past", hint="a day from today on; it is included")
    end = until.isoformat() if until else None
    event = Waived(iteration=state.iteration, phase=phase.id, criterion=criterion, reason=reason.strip(), until=end)
    return (event,)


def unwaive(process: Process, state: State, criterion: str, today: date) -> tuple[Event, ...]:
    """Withdraw the exceptions to one criterion.

    Raises:
        CrispdmError: there is no such criterion.
        Refused: there is no exception to it.
    """
    phase = _phase_of(process, criterion)
    if criterion not in exceptions(state, today):
        raise Refused(f"there is no exception to {criterion}", hint="`crispdm status` reads out those that there are")
    return (Unwaived(iteration=state.iteration, phase=phase.id, criterion=criterion),)


def _phase_of(process: Process, criterion: str) -> Phase:
    by_criterion = {each.id: phase for phase in process.phases for each in phase.criteria}
    if criterion not in by_criterion:
        hint = f"of this process: {', '.join(by_criterion)}"
        raise CrispdmError(f"there is no criterion {criterion!r}{nearest(criterion, by_criterion)}", hint=hint)
    return by_criterion[criterion]
