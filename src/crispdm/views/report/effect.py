"""What a pilot measured, in words."""

from typing import Any

from crispdm.lifecycle.pilot_history import RecordedPilot
from crispdm.numbers import parse_number
from crispdm.views.changes_of_measure import change_words


def effect(pilot: RecordedPilot) -> str:
    """`-63 % (between -68 % and -57 %)`; of an interval that is open at an end, the other end."""
    low, high = (_change(pilot, end, has_unit=False) for end in ("low", "high"))
    if low and high:
        interval = f" (between {low} and {high})"
    else:
        interval = f" (at least {low})" if low else f" (at most {high})" if high else ""
    return f"{_change(pilot, 'estimate') or 'an unknown amount'}{interval}"


def _change(pilot: RecordedPilot, key: str, *, has_unit: bool = True) -> str:
    """In two digits, as a pilot is not more precise."""
    value: Any = parse_number(pilot.pilot.get(key))
    if value is None:
        return ""
    return change_words(float(f"{value:.2g}"), pilot.pilot, has_unit=has_unit)
