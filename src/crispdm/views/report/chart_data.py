"""What is plotted: the value at the start of each objective, what each pilot would make of it, what it became."""

import math
from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from crispdm.lifecycle.pilot_history import ObjectivePeriod, RecordedPilot
from crispdm.numbers import percent, show

NOT_ACCEPTED = "not accepted"
_LARGEST = 1e30  # of a recorded number; more than that is nonsense, and no chart can show it


class Reading(Struct, frozen=True, kw_only=True):
    """One row: where an objective began, a pilot, or all of the traffic."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    target: float | None = None
    is_start: bool = False
    trial: RecordedPilot | None = None
    full: dict[str, Any] | None = None  # from which day to which it was measured, with all of the traffic
    note: str = ""  # what is not accepted


class Panel(Struct, frozen=True, kw_only=True):
    """The readings of one measure, in one unit."""

    measure: str
    unit: str
    legs: tuple[tuple[Reading, ...], ...]

    @property
    def readings(self) -> list[Reading]:
        """All of them, in their order."""
        return [reading for leg in self.legs for reading in leg]

    def show(self, value: float | None) -> str:
        """A value without its unit, in three digits: a pilot is not surer than that."""
        if value is None:
            return "?"
        return show(float(f"{value:.3g}")) if self.measure else percent(value, signed=True)


def panels(legs: Iterable[ObjectivePeriod]) -> list[Panel]:
    """Readings that can stand on one axis together: of the same measure in the same unit."""
    found: dict[tuple[str, str], list[tuple[Reading, ...]]] = {}
    count = 0
    for leg in legs:
        objective, now = _stated(leg.objective)
        key = str(objective.get("measure", "")), str(objective.get("unit", ""))
        found.setdefault(key, []).append((*_start(leg, now, objective), *_pilots(leg, now, count), *_full(leg, now)))
        count += len(leg.pilots)
    return [Panel(measure=measure, unit=unit, legs=tuple(each)) for (measure, unit), each in found.items()]


def real(value: Any) -> float | None:
    """A recorded number, or None for anything else: a record can be written by others."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _LARGEST
    return float(value) if is_number and math.isfinite(value) else None


def _stated(objective: dict[str, Any] | None) -> tuple[dict[str, Any], float | None]:
    """The objective with its value now; without that, nothing can be said in its unit."""
    now = real((objective or {}).get("now"))
    return ({}, None) if objective is None or now is None else (objective, now)


def _start(leg: ObjectivePeriod, now: float | None, objective: dict[str, Any]) -> list[Reading]:
    if now is None:
        return []
    name, note = f"Start of iteration {leg.iteration}", "" if leg.accepted else NOT_ACCEPTED
    return [Reading(name=name, value=now, target=real(objective.get("target")), is_start=True, note=note)]


def _pilots(leg: ObjectivePeriod, now: float | None, before: int) -> list[Reading]:
    found = []
    for number, trial in enumerate(leg.pilots, before + 1):
        value, low, high = (_in_unit(trial, trial.pilot.get(name), now) for name in ("estimate", "low", "high"))
        if low is not None and high is not None:
            low, high = min(low, high), max(low, high)
        found.append(Reading(name=f"Pilot {number}", value=value, low=low, high=high, trial=trial))
    return found


def _full(leg: ObjectivePeriod, now: float | None) -> list[Reading]:
    """What was measured again when all of the traffic had it: a value in the unit, and no more than that."""
    value = real((leg.full_traffic or {}).get("value"))
    if leg.full_traffic is None or value is None or now is None:
        return []
    trial = leg.pilots[-1] if leg.pilots else None
    note = "" if leg.full_traffic_accepted else NOT_ACCEPTED
    return [Reading(name="Full traffic", value=value, trial=trial, full=leg.full_traffic, note=note)]


def _in_unit(trial: RecordedPilot, recorded: Any, now: float | None) -> float | None:
    """What a change against the control would make of the value now."""
    change = real(recorded)
    if change is None or now is None:
        return change
    return now * (1 + change) if trial.pilot.get("relative", True) else now + change
