"""The course of a project: pilots with their objectives and runs, and the way through the phases. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from msgspec import Struct, structs

from crispdm.dates import day_of
from crispdm.eventlog.events import Advanced, Created, Event, Resumed, Stopped, WentBack
from crispdm.lifecycle.state import State
from crispdm.process import Process


class Trial(Struct, frozen=True, kw_only=True):
    """One pilot, as it was recorded when its phase was passed."""

    event: str  # the id of the event that recorded it
    iteration: int
    at: str
    by: str
    objective: dict[str, Any] | None
    run: dict[str, Any] | None  # the run, its kind, score and metric
    pilot: dict[str, Any]  # estimate, low and high of the change, verdict, decision


def trials(events: Iterable[Event]) -> list[Trial]:
    """All pilots of all iterations, in the order of the events."""
    found: list[Trial] = []
    known: dict[str, dict[str, Any]] = {}
    for event in events:
        if isinstance(event, Advanced):
            known = {**known, **event.facts}
            if "pilot" in event.facts:
                found.append(_trial(event, known))
    return found


def live_since(events: Iterable[Event]) -> date | None:
    """The day since which all of the traffic is served by what came last to its end; None where nothing did.

    Args:
        events: in the order of their times.

    Returns:
        The day of the last step of the roll-out; where none was recorded, the day on which the phase was passed.
    """
    live, step = None, None
    for event in events:
        if isinstance(event, Advanced):
            step = _read_day(event.facts.get("service", {}).get("since")) or step
            if event.to in ("finish", "new_iteration"):
                live, step = step or day_of(event.at), None
    return live


def completed(events: Iterable[Event]) -> int | None:
    """The iteration that came last to its end; None where none did."""
    ends = [each for each in events if isinstance(each, Advanced) and each.to in ("finish", "new_iteration")]
    return ends[-1].iteration if ends else None


def _read_day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def _trial(event: Advanced, known: dict[str, dict[str, Any]]) -> Trial:
    return Trial(
        event=event.id,
        iteration=event.iteration,
        at=event.at,
        by=event.by,
        objective=known.get("objective"),
        run=known.get("run"),
        pilot=event.facts["pilot"],
    )


class Leg(Struct, frozen=True, kw_only=True):
    """A stretch of an iteration with one objective, and what was held against it: pilots, then all of the traffic."""

    iteration: int
    objective: dict[str, Any] | None
    trials: tuple[Trial, ...] = ()
    full: dict[str, Any] | None = None  # the value with all of the traffic, from which day to which
    is_accepted: bool = True  # the objective
    is_full_accepted: bool = True


def legs(events: Iterable[Event]) -> list[Leg]:
    """The objectives as they were accepted, one after the other, each with its pilots."""
    events = [*events]
    known = {trial.event: trial for trial in trials(events)}
    found: list[Leg] = []
    for event in events:
        if isinstance(event, Advanced) and "objective" in event.facts:
            found = _aim(found, event.iteration, event.facts["objective"])
        if event.id in known:
            trial = known[event.id]
            before = found or [Leg(iteration=trial.iteration, objective=None)]
            found = [*before[:-1], structs.replace(before[-1], trials=(*before[-1].trials, trial))]
        if found and isinstance(event, Advanced) and "full_traffic" in event.facts:
            found = [*found[:-1], structs.replace(found[-1], full=event.facts["full_traffic"])]
    return found


def _aim(found: list[Leg], iteration: int, objective: dict[str, Any]) -> list[Leg]:
    """A new leg; one that was aimed at anew before any pilot is forgotten."""
    if found and (found[-1].iteration, found[-1].objective) == (iteration, objective):
        return found
    if found and found[-1].iteration == iteration and not found[-1].trials:
        found = found[:-1]
    return [*found, Leg(iteration=iteration, objective=objective)]


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
