"""Places on a chart in percent of its width, and the ticks of its axis."""

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

Scale = Callable[[float], float]  # from a value to a percentage of the width

_STEPS = (1, 2, 2.5, 5, 10)  # what people count in
_DAYS = (1, 2, 7, 14)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 1200)
_WEEK, _YEAR = 7, 12


def scale(low: float, high: float) -> Scale:
    """Return a straight line from values to percentages."""
    return lambda value: (value - low) / (high - low) * 100


def padded_range(values: Iterable[float]) -> tuple[float, float]:
    """Return the range of some values with a margin; never empty."""
    low, high = min(values := [*values]), max(values)
    margin = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
    return low - margin, high + margin


def ticks(low: float, high: float, most: int) -> list[float]:
    """Return round values between two ends, at most so many."""
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(each * power for each in _STEPS if each * power >= rough * (1 - 1e-9))
    first, last = math.ceil(low / step), math.floor(high / step)
    return [float(f"{number * step:.12g}") for number in range(first, last + 1)]


def day_ticks(first: date, last: date, most: int) -> Sequence[tuple[date, str]]:
    """Return days between two days, at most so many, with their labels: Mondays, or the first of a month."""
    for step in _DAYS:
        if (last - first).days / step <= most:
            start = first + timedelta(days=-first.weekday() % _WEEK if step >= _WEEK else 0)
            days = [start + timedelta(days=step * number) for number in range((last - start).days // step + 1)]
            return [(day, f"{day.day} {day:%b}") for day in days]
    return _month_ticks(first, last, most)


def _month_ticks(first: date, last: date, most: int) -> list[tuple[date, str]]:
    begin, end = first.year * _YEAR + first.month, last.year * _YEAR + last.month - 1  # the whole months, from year 0
    step = next((each for each in _MONTHS if (end - begin) / each <= most), _MONTHS[-1])
    months = [divmod(month, _YEAR) for month in range(-(-begin // step) * step, end + 1, step)]
    return [(date(year, month + 1, 1), _month_label(date(year, month + 1, 1), step)) for year, month in months]


def _month_label(day: date, step: int) -> str:
    if step >= _YEAR:
        return str(day.year)
    return f"{day:%b} {day.year}" if day.month == 1 else f"{day:%b}"
