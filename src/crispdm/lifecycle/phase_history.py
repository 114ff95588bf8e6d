"""The way through the phases, from the events. Pure."""

from msgspec import Struct, structs

from crispdm.eventlog.events import Advanced, Created, Event, Resumed, Stopped, WentBack
from crispdm.lifecycle.state import State
from crispdm.process import Process


class Stay(Struct, frozen=True, kw_only=True):
    """The time in one phase, from the event that led into it to the event that ended it."""

    iteration: int
    phase: str  # today's id
    entered: str
    left: str | None = None
    ended: Event | None = None


def stays(process: Process, state: State) -> list[Stay]:
    """The way through the phases, read by the clock; work on two branches side by side is told as one way."""
    found: list[Stay] = []
    for event in state.events:
        here = found[-1] if found else None
        led = _led(process, event, here)
        if led is None and not _ends(event):
            continue
        if here and here.ended is None:
            found[-1] = structs.replace(here, left=event.at, ended=event)
        if led is not None:
            found.append(Stay(iteration=led[0], phase=led[1], entered=event.at))
    return _as_it_is(found, state)


def _led(process: Process, event: Event, here: Stay | None) -> tuple[int, str] | None:
    """The iteration and the phase that an event led into."""
    first = process.phases[0].id
    match event:
        case Created():
            return (1, first) if here is None else None
        case Advanced(starts=int(starts)) | Resumed(starts=int(starts)):
            return starts, first
        case Resumed(opens=(phase, *_)):
            return event.iteration, process.phase_id(phase)
        case Resumed():
            return event.iteration, here.phase if here else first
        case Advanced() | WentBack() if not _ends(event):
            return event.iteration, process.phase_id(event.to)
    return None


def _ends(event: Event) -> bool:
    return isinstance(event, Stopped) or getattr(event, "to", "") in ("finish", "stop")


def _as_it_is(found: list[Stay], state: State) -> list[Stay]:
    """The last stay is in the phase that is current today, which an edited process or a merge may have changed."""
    if state.outcome != "running" or state.current is None or not found:
        return found
    last, current = found[-1], state.current.id
    if last.ended is None:
        return [*found[:-1], structs.replace(last, phase=current)]
    return [*found, Stay(iteration=state.iteration, phase=current, entered=last.left or last.entered)]
