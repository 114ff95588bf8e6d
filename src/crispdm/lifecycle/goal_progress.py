"""What a project set out to reach, and how far it came, by its history. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from crispdm.eventlog.events import Advanced, Event
from crispdm.lifecycle.pilot_history import ObjectivePeriod
from crispdm.numbers import parse_number


def reported_objective(
    objectives: Iterable[ObjectivePeriod], outcome: str, completed: int | None
) -> ObjectivePeriod | None:
    """The objective that figures are about: the newest, but of what is live where a later iteration ended.

    Args:
        objectives: one after the other.
        outcome: whether the project is running, finished or stopped.
        completed: the iteration that was completed last.
    """
    known = [each for each in objectives if each.objective]
    if outcome != "running":
        known = [each for each in known if each.iteration == completed] or known
    return known[-1] if known else None


def share_of_goal(period: ObjectivePeriod | None) -> float | None:
    """How much of the wanted change the measure at full traffic shows; None where that is not known."""
    objective = (period.objective if period else None) or {}
    full = (period.full_traffic if period else None) or {}
    now, target, value = map(parse_number, (objective.get("now"), objective.get("target"), full.get("value")))
    if now is None or target is None or value is None or now == target:
        return None
    return (now - value) / (now - target)


def measured_gain(worth: Mapping[str, Any], share: float | None) -> float | None:
    """The gain of a year if it grows with the measure, in two digits; None where either is not known."""
    gain = parse_number(worth.get("gain_per_year"))
    return None if gain is None or share is None else float(f"{gain * share:.2g}")


def stop_reason(event: Event) -> str:
    """Why a project was stopped: as somebody said, else as its last pilot says."""
    pilot: dict[str, Any] = event.facts.get("pilot", {}) if isinstance(event, Advanced) else {}
    given = getattr(event, "reason", "") or pilot.get("reason") or pilot.get("because")
    return str(given or f"the decision in {getattr(event, 'phase', 'a phase')}")
