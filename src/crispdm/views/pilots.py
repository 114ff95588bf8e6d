"""A pilot in words: the model's metric beside the business measure."""

from typing import Any

from crispdm.lifecycle.pilot_history import RecordedPilot
from crispdm.numbers import percent, show


def pilot_summary(trial: RecordedPilot) -> str:
    """`rule-1, accuracy 0.71: the measure changed by -22 % [-31, -12], verdict improve`."""
    run = trial.run
    model = f"{run.get('run')}, {run.get('metric')} {_number(run.get('score'))}" if run else "no run recorded"
    return f"{model}: the measure changed by {change(trial)}, verdict {trial.pilot.get('verdict')}"


def change(trial: RecordedPilot, digits: int = 3, *, is_short: bool = False) -> str:
    """`-22 % [-31, -12]`, or in the unit, in so many digits; the short form is without the interval."""
    pilot = trial.pilot
    low, high = (_value(pilot.get(end), pilot, digits) for end in ("low", "high"))
    interval = f" [{low}, {high}]" if pilot.get("low") is not None and not is_short else ""
    return f"{_value(pilot.get('estimate'), pilot, digits)}{interval.replace(' %', '')}"


def _value(value: Any, pilot: dict[str, Any], digits: int) -> str:
    if not isinstance(value, int | float):
        return "?"
    value = float(f"{value:.{digits}g}")
    return percent(value, signed=True) if pilot.get("relative", True) else f"{value:+,.4g}"


def _number(value: Any) -> str:
    return show(value) if isinstance(value, int | float) else "?"
