"""The change between two arms with its variance: a jackknife over rows that have weights. Pure."""

import math
from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct, structs

from crispdm.gate.pilot.distributions import LEVEL, student

_CERTAIN_ROWS = 7  # up to so many rows tell nothing about their serial correlation
_MOST_CORRELATION = 0.9
_FEWEST_DEGREES = 1.2  # of Kish's effective rows; 2.5 where rows are correlated
_FEWEST_CORRELATED = 2.5
_LEAST_CORRECTION = 0.2

Weighted = tuple[float, float, float]  # a row: the pilot, the control, the weight


class Estimate(Struct, frozen=True, kw_only=True):
    """A change against the control with its variance, and the degrees of freedom that the variance has."""

    value: float
    variance: float
    degrees: float
    inflation: float = 1.0  # of the variance, by serial correlation
    lasting: float = 0.0  # the part of the variance that no further row takes off

    def half_width(self, level: float = LEVEL) -> float:
        """Half the width of the two-sided interval of a level."""
        return student(level, self.degrees) * math.sqrt(self.variance)


def jackknife(rows: Sequence[Weighted], *, is_relative: bool, inflation: float | None = None) -> Estimate | None:
    """Estimate the change, and its variance by leaving out each row once.

    `e = sum(w p) / sum(w c) - 1`, or `sum(w (p - c)) / sum(w)`. Of the pseudo-values `z = n e - (n - 1) e_without` the
    variance is `var(z) / n` (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 11). The degrees of
    freedom are those of Kish's effective number of rows, `sum(w)^2 / sum(w^2) - 1`.

    Args:
        rows: pilot, control and weight.
        is_relative: in percent of the control, else in the unit.
        inflation: of the variance by serial dependence; computed from the rows, in their order, if left out.

    Returns:
        None for fewer than two rows, or where leaving one out leaves nothing to divide by.
    """
    pseudo = pseudo_values(rows, is_relative=is_relative)
    if pseudo is None:
        return None
    inflation = inflation or serial_inflation(pseudo)
    corrected = inflation / max(1 - (inflation - 1) / (len(rows) - 1), _LEAST_CORRECTION)
    return Estimate(
        value=_change(*_totals(rows), is_relative=is_relative),
        variance=variance_of_mean(pseudo) * corrected,
        degrees=_degrees([w for *_, w in rows], inflation),
        inflation=inflation,
    )


def pseudo_values(rows: Sequence[Weighted], *, is_relative: bool) -> list[float] | None:
    """What each row says of the change, `z = n e - (n - 1) e_without`; None where that cannot be computed."""
    count, (pilot, control, weight) = len(rows), _totals(rows)
    if count < 2 or (is_relative and any(control - w * c <= 0 for _, c, w in rows)):  # noqa: PLR2004 - one has no spread
        return None
    value = _change(pilot, control, weight, is_relative=is_relative)
    without = [_change(pilot - w * p, control - w * c, weight - w, is_relative=is_relative) for p, c, w in rows]
    return [count * value - (count - 1) * each for each in without]


def _totals(rows: Sequence[Weighted]) -> Weighted:
    pilot, control = (math.fsum(row[2] * row[arm] for row in rows) for arm in (0, 1))
    return pilot, control, math.fsum(weight for *_, weight in rows)


def _change(pilot: float, control: float, weight: float, *, is_relative: bool) -> float:
    return pilot / control - 1 if is_relative else (pilot - control) / weight


def variance_of_mean(values: Sequence[float]) -> float:
    """The variance of the mean of independent values."""
    mean = math.fsum(values) / len(values)
    return math.fsum((each - mean) ** 2 for each in values) / (len(values) * (len(values) - 1))


def _degrees(weights: Sequence[float], inflation: float) -> float:
    effective = math.fsum(weights) ** 2 / math.fsum(each * each for each in weights)
    return max(effective / inflation, _FEWEST_CORRELATED if inflation > 1 else _FEWEST_DEGREES) - 1


def serial_inflation(values: Sequence[float], earlier: Sequence[float] = ()) -> float:
    """How many times larger the variance of a mean is, as neighbours in time resemble one another.

    `(1 + r) / (1 - r)` of an autoregression, with `r` the lag-1 correlation, its bias taken off by Kendall (1954),
    `r + (1 + 3 r) / n`, and shrunk by `(n - 7) / (n + 3)` to what n rows can tell; negative correlation counts as none.

    Args:
        values: of rows in their order.
        earlier: of the rows before the start. What they tell is averaged with what the others tell, by rows.
    """
    spans = [(len(span), found) for span in (values, earlier) if (found := _correlation(span)) is not None]
    count = sum(rows for rows, _ in spans)
    if len(values) <= _CERTAIN_ROWS or not spans:
        return 1.0
    mean = math.fsum(rows * found for rows, found in spans) / count
    correlation = min(_MOST_CORRELATION, max(0.0, mean * (count - _CERTAIN_ROWS) / (count + 3)))
    return (1 + correlation) / (1 - correlation)


def _correlation(values: Sequence[float]) -> float | None:
    """The lag-1 correlation without its bias; None where the values do not differ."""
    mean = math.fsum(values) / max(len(values), 1)
    apart = [each - mean for each in values]
    squares = math.fsum(each * each for each in apart)
    found = math.fsum(a * b for a, b in pairwise(apart)) / squares if squares > 0 else None
    return None if found is None else found + (1 + 3 * found) / len(values)


def difference_in_differences(after: Estimate, before: Estimate, *, is_relative: bool) -> Estimate:
    """The difference in differences: the change after the start beyond the one that was there before.

    `R / Q - 1` with `R = 1 + e` after and `Q = 1 + e` before, `v = v1 / Q^2 + R^2 v0 / Q^4` by the delta method;
    absolute: differences. The degrees of freedom are Welch's (1947).
    """
    if not is_relative:
        found = welch(after.value - before.value, (after.variance, after.degrees), (before.variance, before.degrees))
        return structs.replace(found, inflation=after.inflation, lasting=before.variance)
    ratio, was = 1 + after.value, 1 + before.value
    parts = after.variance / was**2, ratio**2 * before.variance / was**4
    found = welch(ratio / was - 1, (parts[0], after.degrees), (parts[1], before.degrees))
    return structs.replace(found, inflation=after.inflation, lasting=parts[1])


def welch(value: float, one: tuple[float, float], other: tuple[float, float]) -> Estimate:
    """An estimate whose variance is the sum of two, each with its degrees of freedom (Welch 1947)."""
    (first, first_degrees), (second, second_degrees) = one, other
    variance = first + second
    degrees = variance**2 / (first**2 / first_degrees + second**2 / second_degrees) if variance else first_degrees
    return Estimate(value=value, variance=variance, degrees=degrees)
