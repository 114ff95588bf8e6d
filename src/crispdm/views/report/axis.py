"""From values and days to places on a chart, and where the marks of an axis stand."""

import math
from collections.abc import Sequence
from datetime import date, timedelta

from msgspec import Struct

from crispdm.views.report.calendar import MONTHS

_STEPS = (1, 2, 2.5, 5, 10)  # what people count in
_DAYS = (1, 2, 7, 14)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 1200)


class Scale(Struct, frozen=True):
    """A straight line from values to pixels."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The place of a value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def around(values: Sequence[float]) -> tuple[float, float]:
    """The range of some values with a margin; never empty."""
    low, high = min(values), max(values)
    margin = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
    return low - margin, high + margin


def ticks(low: float, high: float, most: int) -> list[float]:
    """Round values between two ends, at most so many."""
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(each * power for each in _STEPS if each * power >= rough * (1 - 1e-9))
    first, last = math.ceil(low / step), math.floor(high / step)
    return [float(f"{number * step:.12g}") for number in range(first, last + 1)]


def day_ticks(first: date, last: date, most: int) -> list[tuple[date, str]]:
    """Days between two days, at most so many, with what is written there: Mondays, or the first of a month."""
    for step in _DAYS:
        if (last - first).days / step <= most:
            start = first + timedelta(days=-first.weekday() % 7 if step >= _DAYS[2] else 0)
            days = [start + timedelta(days=step * number) for number in range((last - start).days // step + 1)]
            return [(day, f"{day.day} {MONTHS[day.month - 1]}") for day in days]
    return _month_ticks(first, last, most)


def _month_ticks(first: date, last: date, most: int) -> list[tuple[date, str]]:
    begin, end = first.year * 12 + first.month, last.year * 12 + last.month - 1  # of the first whole month, the last
    step = next((each for each in _MONTHS if (end - begin) / each <= most), _MONTHS[-1])
    months = range(-(-begin // step) * step, end + 1, step)
    return [(date(month // 12, month % 12 + 1, 1), _month(month, step)) for month in months]


def _month(month: int, step: int) -> str:
    year, number = divmod(month, 12)
    if step >= _MONTHS[4]:
        return str(year)
    return f"{MONTHS[number]} {year}" if number == 0 else MONTHS[number]
