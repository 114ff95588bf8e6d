"""What a plan can settle, before anybody is exposed. Pure."""

import math
from bisect import bisect_left

from msgspec import Struct, structs

from crispdm.gate.pilot.distributions import LEVEL, normal_cdf, solve, student

CHANCE = 0.8  # with which a plan should settle its question
MOST_ROWS = 365  # no longer pilot is suggested
_FEWEST = 5
_INDEPENDENT = 7  # rows up to which nothing is corrected for serial correlation


def settled_beyond(distance: float, t: float, degrees: float) -> float:
    """The probability that a noncentral t exceeds a quantile (Johnson and Welch 1940)."""
    if math.isinf(t):
        return 0.0
    return normal_cdf((distance - t * (1 - 1 / (4 * degrees))) / math.sqrt(1 + t * t / (2 * degrees)))


class Precision(Struct, frozen=True):
    """How precise a plan is: the spread of a row, the rows during and before, and what people differ by.

    `ratio` is what the wanted change makes of the control, 0.9 for -10 %, where the change is in percent; else 1.
    """

    spread: float
    rows: int
    before: int = 0
    lasting: float = 0.0
    ratio: float = 1.0

    @property
    def error(self) -> float:
        """`sqrt(s^2 (1 / n + 1 / pre) + tau^2)`."""
        by_rows = self.spread**2 * (1 / self.rows + (1 / self.before if self.before else 0))
        return math.sqrt(by_rows + self.lasting**2)

    @property
    def degrees(self) -> float:
        """Welch's for rows before and during, more where people add what is known."""
        found = float(self.rows - 1)
        if self.before:
            parts = 1 / self.rows, 1 / self.before
            found = sum(parts) ** 2 / (parts[0] ** 2 / (self.rows - 1) + parts[1] ** 2 / max(self.before - 1, 1))
        own = self.error**2 - self.lasting**2
        return found * (self.error**2 / own) ** 2 if self.lasting and own > 0 else found

    @property
    def quantile(self) -> float:
        """Student's t, and what the correction for serial dependence costs where there is none."""
        correction = 1.2 * max(0, self.rows - _INDEPENDENT) / (self.rows + 3) / math.sqrt(self.rows)
        return student(LEVEL, self.degrees) * math.sqrt(1 + correction)

    @property
    def threshold(self) -> float:
        """How many standard errors the true change must be away, so that a pilot on it shows something.

        The error of a ratio grows with the ratio: `1 + e` is surely below 1 where it is below `1 / (1 + t s)`, with s
        the error of a ratio of one. So from the true ratio R on it takes `t / ((1 + t s) R)` errors, not t, and for
        more instead of less `t / ((1 - t s) R)`.
        """
        if self.ratio == 1:
            return self.quantile
        error = math.copysign(self.quantile * self.error / self.ratio, 1 - self.ratio)
        return self.quantile / ((1 + error) * self.ratio) if error > -1 else math.inf


def chance(effect: float, worthwhile: float, plan: Precision) -> float:
    """The probability that the plan says deploy, improve or stop where this is the true effect."""
    if not plan.error:
        return 1.0
    above = settled_beyond(effect / plan.error, plan.threshold, plan.degrees)
    return min(1.0, above + settled_beyond((worthwhile - effect) / plan.error, plan.quantile, plan.degrees))


def rows_needed(wanted: float, worthwhile: float, plan: Precision, most: int = MOST_ROWS) -> int | None:
    """The fewest rows that settle it with a chance of 80 %; None where the most do not."""

    def settles(rows: int) -> bool:
        return chance(wanted, worthwhile, structs.replace(plan, rows=rows)) >= CHANCE

    plans = range(_FEWEST, most + 1)
    fewest = bisect_left(plans, True, key=settles)
    return plans[fewest] if fewest < len(plans) else None


def smallest_settled(plan: Precision) -> float:
    """The smallest effect that the plan tells from nothing with a chance of 80 %."""
    if not plan.error:
        return 0.0
    t, degrees, most = plan.threshold, plan.degrees, 50 * plan.quantile * plan.error
    return solve(lambda effect: settled_beyond(effect / plan.error, t, degrees), CHANCE, 0.0, most)


def bearable_spread(wanted: float, worthwhile: float, rows: int, before: int = 0) -> float:
    """The largest spread of a row with which the plan settles it with a chance of 80 %."""

    def settled(negative: float) -> float:
        return chance(wanted, worthwhile, Precision(-negative, rows, before))

    return -solve(settled, CHANCE, -20 * wanted, -1e-6 * wanted, 50)
