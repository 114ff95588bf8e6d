"""Why the project is back in a phase, as it is read out."""

from collections.abc import Iterable
from typing import Any

from crispdm.eventlog.events import Event, WentBack
from crispdm.lifecycle.pilot_history import recorded_pilots
from crispdm.lifecycle.reopening import Reopening
from crispdm.numbers import show
from crispdm.process import Process
from crispdm.views.log import title
from crispdm.words import count


def why(process: Process, events: Iterable[Event], back: Reopening) -> str:
    """The reason that somebody gave, else what the pilot or the decision said: `the pilot fell 23 points short`."""
    event = back.event
    if isinstance(event, WentBack):
        return event.reason
    trial = next((each for each in recorded_pilots(events) if each.event == event.id), None)
    said = _of_pilot(trial.pilot, trial.objective or {}) if trial else ""
    return said or f"the decision in {title(process, event.phase)} was {event.outcome}"


def _of_pilot(pilot: dict[str, Any], objective: dict[str, Any]) -> str:
    if pilot.get("reason"):
        return str(pilot["reason"])
    if pilot.get("verdict") == "unclear":
        return "the pilot did not settle it"
    now, target, estimate = objective.get("now"), objective.get("target"), pilot.get("estimate")
    if not (isinstance(now, int | float) and isinstance(target, int | float) and isinstance(estimate, int | float)):
        return ""
    is_relative = pilot.get("relative", True) and now > 0
    want = target / now - 1 if is_relative else target - now
    gap = want - estimate if target > now else estimate - want
    if gap <= 0:
        return ""
    points = count(max(1, round(100 * gap)), "point")
    how_much = points if is_relative else f"{show(float(f'{gap:.2g}'))} {objective.get('unit') or ''}".strip()
    return f"the pilot fell {how_much} short"
