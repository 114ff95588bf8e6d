"""The numbers of the charts and tables: the start of each objective, its pilots, all traffic."""

from collections.abc import Iterable, Iterator
from typing import Any, Literal

from msgspec import Struct

from crispdm.lifecycle.pilot_history import ObjectivePeriod, RecordedPilot
from crispdm.numbers import parse_number, percent, show

_PENDING = "not accepted yet"


class Reading(Struct, frozen=True, kw_only=True):
    """One row: the start of an objective, a pilot, or all traffic."""

    kind: Literal["start", "pilot", "all-traffic"]
    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    start: float | None  # of the objective that it is measured against
    target: float | None
    pilot: RecordedPilot | None = None  # of all traffic the last one before
    days: tuple[Any, ...] = ()  # of all traffic the first and the last
    note: str = ""  # what was decided, or what is not accepted yet

    def numbers(self) -> Iterator[float]:
        """The numbers that the axis must cover."""
        return (each for each in (self.value, self.low, self.high, self.target) if each is not None)


class Panel(Struct, frozen=True):
    """The readings of one measure in one unit: they share an axis."""

    measure: str
    unit: str
    readings: list[Reading]

    def show(self, value: float | None) -> str:
        """A value without its unit, in three digits, as a pilot is not more precise; a change without a measure."""
        if value is None:
            return "?"
        return self.show_rate(value) if self.measure else percent(value, signed=True)

    def show_rate(self, value: float | None) -> str:
        """What a row of a pilot measured, which is no change, whatever is known of its measure."""
        return "?" if value is None else show(float(f"{value:.3g}"))

    def values(self, reading: Reading) -> str:
        """`10, target 5` of a start, `7.5 (6.9 to 8.1)` of a pilot, `3.6` of all traffic."""
        has_target = reading.kind == "start" and reading.target is not None
        target = f", target {self.show(reading.target)}" if has_target else ""
        interval = f" ({self.show(reading.low)} to {self.show(reading.high)})" if reading.low is not None else ""
        return f"{self.show(reading.value)}{target}{interval}"

    def description(self) -> str:
        """What a chart of it shows, for those who do not see it."""
        return " ".join(f"{each.name}: {self.values(each)}." for each in self.readings)


def panels(objectives: Iterable[ObjectivePeriod]) -> list[Panel]:
    """Return the readings by measure and unit."""
    found: dict[tuple[str, str], Panel] = {}
    pilots = 0
    for period in objectives:
        objective = period.objective or {}
        if parse_number(objective.get("now")) is None:  # nothing can be said in its unit
            objective = {}
        key = str(objective.get("measure", "")), str(objective.get("unit", ""))
        panel = found.setdefault(key, Panel(*key, []))
        panel.readings.extend(_readings(period, objective, pilots))
        pilots += len(period.pilots)
    return [panel for panel in found.values() if panel.readings]


def _readings(period: ObjectivePeriod, objective: dict[str, Any], pilots_before: int) -> Iterator[Reading]:
    start, target = parse_number(objective.get("now")), parse_number(objective.get("target"))
    if start is not None:
        name, note = f"Start of iteration {period.iteration}", "" if period.accepted else _PENDING
        yield Reading(kind="start", name=name, value=start, start=start, target=target, note=note)
    for position, pilot in enumerate(period.pilots, pilots_before + 1):
        yield _pilot(f"Pilot {position}", pilot, start, target)
    full = period.full_traffic or {}
    if start is not None and (value := parse_number(full.get("value"))) is not None:
        yield Reading(
            kind="all-traffic",
            name="All traffic",
            value=value,
            start=start,
            target=target,
            pilot=period.pilots[-1] if period.pilots else None,
            days=(full.get("from"), full.get("to")),
            note="" if period.full_traffic_accepted else _PENDING,
        )


def _pilot(name: str, pilot: RecordedPilot, start: float | None, target: float | None) -> Reading:
    value, low, high = (_in_unit(pilot, key, start) for key in ("estimate", "low", "high"))
    if low is not None and high is not None:
        low, high = min(low, high), max(low, high)
    decision, verdict = str(pilot.pilot.get("decision", "")), pilot.pilot.get("verdict")
    note = decision if verdict in (None, decision) else f"{decision} (the numbers say {verdict})"
    return Reading(
        kind="pilot", name=name, value=value, low=low, high=high, start=start, target=target, pilot=pilot, note=note
    )


def _in_unit(pilot: RecordedPilot, key: str, start: float | None) -> float | None:
    """What a change against the control group would make of the value at the start."""
    change = parse_number(pilot.pilot.get(key))
    if change is None or start is None:
        return change
    return start * (1 + change) if pilot.pilot.get("relative", True) else start + change
