"""The pilots of a project with their objectives and runs, from the events. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from msgspec import Struct, structs

from crispdm.dates import day_of
from crispdm.eventlog.events import Advanced, Event


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
