"""A change of the measure in words, as the objective is written: in percent, in percentage points, or in its unit."""

from collections.abc import Mapping
from typing import Any

from crispdm.numbers import parse_number, percent, show_points


def change_words(value: float, recorded: Mapping[str, Any], *, has_unit: bool = True) -> str:
    """`-22 %`, `-2.1 percentage points`, or `-0.4` in the unit; without the unit of points in an interval of them.

    Args:
        value: rounded already.
        recorded: a pilot, which says whether its change is relative, and if not whether it is one of shares.
        has_unit: whether percentage points are named.
    """
    if recorded.get("relative", True):
        return percent(value, signed=True)
    if recorded.get("points"):
        return show_points(value, signed=True, has_unit=has_unit)
    return f"{value:+,.4g}"


def wanted_words(objective: Mapping[str, Any], value: Any) -> str:
    """` (-50 %)` or ` (-2 percentage points)` from now to a value; empty where it says no more than the numbers."""
    now, then = parse_number(objective.get("now")), parse_number(value)
    if now is None or then is None:
        return ""
    if objective.get("points"):
        return f" ({show_points(then - now, signed=True)})"
    is_relative = now > 0 and then >= 0 and objective.get("scale") != "absolute"
    return f" ({percent(then / now - 1, signed=True)})" if is_relative else ""
