"""Numbers, as people write them into evidence files; numbers as text. Pure."""

import math
import re

_NUMBER = r"(?P<sign>[-+−]?)\s*(?P<number>[0-9]+(\.[0-9]+)?)\s*(?P<percent>%?)"  # noqa: RUF001 - people paste it
_LARGEST = 1e30
_SMALLEST_SHOWN = 1e-6  # a smaller one is shown with an exponent


def parse_number(value: object) -> float | None:
    """Read a number of a size that can be measured; None for anything else. `5 %` is 0.05."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _within_limits(value)
    found = re.fullmatch(_NUMBER, value.strip()) if isinstance(value, str) else None
    if not found:
        return None
    magnitude = float(found["number"]) / (100 if found["percent"] else 1)
    return _within_limits(-magnitude if found["sign"] in ("-", "−") else magnitude)  # noqa: RUF001


def _within_limits(value: float) -> float | None:
    """The value where a ratio or a square of such values is finite too; else None."""
    return float(value) if value == 0 or 1 / _LARGEST <= abs(value) <= _LARGEST else None


def parse_change(value: object) -> tuple[float, bool] | None:
    """Read a target: a number, or a signed percentage.

    Returns:
        The number, and whether it is a change relative to the value now (`-50%` is -0.5); None for anything else,
        such as a percentage without a sign.
    """
    magnitude = parse_number(value)
    is_percentage = "%" in str(value)
    if magnitude is None or (is_percentage and str(value).strip()[0] not in "+-−"):  # noqa: RUF001
        return None
    return magnitude, is_percentage


def show(value: float) -> str:
    """A number as text: `5`, `0.25`, `12,000`, `12,345.6`; four digits, and at least one behind the point."""
    if not math.isfinite(value):  # too large, such as 1e308 in percent
        return f"{value}"
    if value == round(value) or abs(value) < _SMALLEST_SHOWN:
        return f"{value:,.0f}" if value == round(value) else f"{value:.3g}"
    decimals = max(1, 3 - math.floor(math.log10(abs(value))))
    return f"{value:,.{decimals}f}".rstrip("0").rstrip(".")


def show_points(difference: float, *, signed: bool = False, has_unit: bool = True) -> str:
    """A difference of shares with three digits: `2.12 percentage points`; signed: `-1 percentage point`."""
    number = percent(difference, signed=signed).removesuffix(" %")
    unit = "percentage point" if number.lstrip("+-") == "1" else "percentage points"
    return f"{number} {unit}" if has_unit else number


def percent(share: float, *, signed: bool = False) -> str:
    """A share in percent with three digits: `5 %`, `1,190 %`; signed: `-50 %`, `+3 %`."""
    value = float(f"{round(share * 100, 6):.3g}") + 0.0  # adding 0.0 turns -0.0 into 0
    return f"{'+' if signed and value >= 0 else ''}{show(value)} %"
