"""Why the project is back in a phase."""

from collections.abc import Mapping
from typing import Any

from crispdm.eventlog.events import Advanced, WentBack
from crispdm.numbers import show, show_points
from crispdm.results.status import Back
from crispdm.words import count


def back_reason(back: Back, titles: Mapping[str, str]) -> str:
    """The reason that somebody gave, else what the pilot or the decision said: `the pilot fell 23 points short`."""
    event = back.event
    if isinstance(event, WentBack):
        return event.reason
    shortfall = _shortfall(back.pilot.pilot, back.pilot.objective or {}) if back.pilot else ""
    phase, outcome = (event.phase, event.outcome) if isinstance(event, Advanced) else ("", None)
    return shortfall or f"the decision in {titles.get(phase, phase)} was {outcome}"


def _shortfall(pilot: dict[str, Any], objective: dict[str, Any]) -> str:
    """How far a pilot missed its target; empty where nothing tells."""
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
    return f"the pilot fell {_how_much(gap, pilot, objective, is_relative=is_relative)} short"


def _how_much(gap: float, pilot: dict[str, Any], objective: dict[str, Any], *, is_relative: bool) -> str:
    if is_relative:
        return count(max(1, round(100 * gap)), "point")
    gap = float(f"{gap:.2g}")
    return show_points(gap) if pilot.get("points") else f"{show(gap)} {objective.get('unit') or ''}".strip()
