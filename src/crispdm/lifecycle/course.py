"""The course of the measure: for every pilot the objective, the run that was chosen, and what it changed. Pure."""

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from crispdm.lifecycle.events import Advanced, Event


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
