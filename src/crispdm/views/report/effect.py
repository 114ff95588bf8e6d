"""What a pilot measured, in words."""

from typing import Any

from crispdm.lifecycle.pilot_history import RecordedPilot
from crispdm.numbers import parse_number, percent


def effect(pilot: RecordedPilot) -> str:
    """`-63 % (between -68 % and -57 %)`; of an interval that is open at an end, the other end."""
    low, high = (_change(pilot, end) for end in ("low", "high"))
    if low and high:
        interval = f" (between {low} and {high})"
    else:
        interval = f" (at least {low})" if low else f" (at most {high})" if high else ""
    return f"{_change(pilot, 'estimate') or 'an unknown amount'}{interval}"


def _change(pilot: RecordedPilot, key: str) -> str:
    """In two digits, as a pilot is not more precise."""
    value: Any = parse_number(pilot.pilot.get(key))
    if value is None:
        return ""
    value = float(f"{value:.2g}")
    return percent(value, signed=True) if pilot.pilot.get("relative", True) else f"{value:+,.4g}"
