"""Quantiles of Student's t, of the beta and of the normal distribution, without scipy. Pure."""

import math
from collections.abc import Callable
from functools import lru_cache

LEVEL = 0.05  # of a two-sided 95 % interval
_EARLY_Z = 2.5758293035489  # of the normal distribution, two-sided 99 %: what all early readings may spend together
_TINY = 1e-300
_PRECISION = 1e-13
_MOST_TERMS = 400
_MOST_STEPS, _LONGEST_STEP, _STEP_PRECISION = 60, 20.0, 1e-10
_MOST_T = 1e4  # a larger quantile says that nothing is known
_MOST_DEGREES = 1e7  # more move no quantile by a millionth, and the gamma function would lose its digits


def incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function, `I_x(a, b)`.

    A continued fraction by Lentz's method (Numerical Recipes, 6.4), on the side where it converges fast.
    """
    if not 0 < x < 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(front) * _beta_fraction(a, b, x) / a


def _beta_fraction(a: float, b: float, x: float) -> float:
    numerator, denominator = 1.0, 1 / _away_from_zero(1 - (a + b) * x / (a + 1))
    found = denominator
    for term in range(1, _MOST_TERMS):
        even = term * (b - term) * x / ((a + 2 * term - 1) * (a + 2 * term))
        odd = -(a + term) * (a + b + term) * x / ((a + 2 * term) * (a + 2 * term + 1))
        for factor in (even, odd):
            denominator = 1 / _away_from_zero(1 + factor * denominator)
            numerator = _away_from_zero(1 + factor / numerator)
            found *= denominator * numerator
        if abs(denominator * numerator - 1) < _PRECISION:
            break
    return found


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def solve(rising: Callable[[float], float], value: float, low: float, high: float, steps: int = 60) -> float:
    """Where a rising function takes a value, by bisection; an end of the range where it does not."""
    for _ in range(steps):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < value else (low, middle)
    return (low + high) / 2


@lru_cache(maxsize=256)
def student(level: float, degrees: float) -> float:
    """Student's t of a two-sided interval: `student(0.05, 13)` is 2.16; the degrees of freedom need not be whole.

    By Newton's method on the logarithms of t and of the probability beyond it, which is concave: it always converges.
    """
    t, degrees = -normal_quantile(level / 2), min(degrees, _MOST_DEGREES)
    for _ in range(_MOST_STEPS):
        beyond = incomplete_beta(degrees / 2, 0.5, degrees / (degrees + t * t))
        slope = 2 * t * _student_density(t, degrees) / beyond
        step = math.log(beyond / level) / slope
        before, t = t, min(t * math.exp(min(step, _LONGEST_STEP)), _MOST_T)
        if abs(step) < _STEP_PRECISION or before == t:  # twice at the end of what matters
            break
    return t


def _student_density(t: float, degrees: float) -> float:
    scale = math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2) - 0.5 * math.log(degrees * math.pi)
    return math.exp(scale - (degrees + 1) / 2 * math.log1p(t * t / degrees))


def normal_cdf(z: float) -> float:
    """The standard normal distribution function."""
    return 0.5 * math.erfc(-z / math.sqrt(2))


@lru_cache(maxsize=64)
def normal_quantile(probability: float) -> float:
    """The inverse of the standard normal distribution function."""
    return solve(normal_cdf, probability, -20.0, 20.0)


def early_level(part: float) -> float:
    """The level of a reading after a part of the planned rows; 0.05 at their end.

    `2 - 2 Phi(2.58 / sqrt(part))`: the boundary of O'Brien and Fleming (1979), set so that all readings before the end
    together, however many, find something where nothing is in at most 1 of 100 (by the reflection principle a
    Brownian motion passes a height on its way twice as often as at its end). The last reading stays what it was.
    """
    return LEVEL if part >= 1 else 2 * normal_cdf(-_EARLY_Z / math.sqrt(part))


def share_bound(probability: float, hits: float, misses: float) -> float:
    """The share at which so many hits or more, of hits and misses, have a mid-P probability (Lancaster 1961).

    Hits and misses may be fractions, as overdispersed counts are divided by their dispersion.
    """

    def seen(share: float) -> float:
        at_least = incomplete_beta(hits, misses + 1, share) if hits > 0 else 1.0
        more = incomplete_beta(hits + 1, misses, share) if misses > 0 else 0.0
        return (at_least + more) / 2

    return solve(seen, probability, 0.0, 1.0, 50)
