"""Which phase the project was in, and when, from the events. Pure."""

from msgspec import Struct, structs

from crispdm.eventlog.events import Advanced, Created, Event, Resumed, Stopped, WentBack
from crispdm.lifecycle.state import State
from crispdm.process import Process


class PhaseVisit(Struct, frozen=True, kw_only=True):
    """The time in one phase, from the event that entered it to the event that left it."""

    iteration: int
    phase: str  # today's id
    entered: str
    left: str | None = None
    ended: Event | None = None


def phase_visits(process: Process, state: State) -> list[PhaseVisit]:
    """The visits to phases in the order of their times; work on branches side by side reads as one sequence."""
    found: list[PhaseVisit] = []
    for event in state.events:
        last = found[-1] if found else None
        entered = _entered_phase(process, event, last)
        if entered is None and not _ends(event):
            continue
        if last and last.ended is None:
            found[-1] = structs.replace(last, left=event.at, ended=event)
        if entered is not None:
            found.append(PhaseVisit(iteration=entered[0], phase=entered[1], entered=event.at))
    return _with_current_phase(found, state)


def _entered_phase(process: Process, event: Event, last: PhaseVisit | None) -> tuple[int, str] | None:
    """The iteration and the phase that an event entered."""
    first = process.phases[0].id
    match event:
        case Created():
            return (1, first) if last is None else None
        case Advanced(starts=int(starts)) | Resumed(starts=int(starts)):
            return starts, first
        case Resumed(opens=(phase, *_)):
            return event.iteration, process.phase_id(phase)
        case Resumed():
            return event.iteration, last.phase if last else first
        case Advanced() | WentBack() if not _ends(event):
            return event.iteration, process.phase_id(event.to)
    return None


def _ends(event: Event) -> bool:
    return isinstance(event, Stopped) or getattr(event, "to", "") in ("finish", "stop")


def _with_current_phase(found: list[PhaseVisit], state: State) -> list[PhaseVisit]:
    """Make the last visit one to today's current phase, which an edited process or a merge may have changed."""
    if state.outcome != "running" or state.current is None or not found:
        return found
    last, current = found[-1], state.current.id
    if last.ended is None:
        return [*found[:-1], structs.replace(last, phase=current)]
    return [*found, PhaseVisit(iteration=state.iteration, phase=current, entered=last.left or last.entered)]
