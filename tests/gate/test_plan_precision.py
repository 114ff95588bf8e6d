"""How precise a plan is, against numpy and scipy, and what follows from it."""

import math

import numpy as np
import pytest
from scipy import stats  # type: ignore[import-untyped]  # it has no types

from crispdm.gate.pilot.planning import (
    CHANCE,
    MOST_ROWS,
    Precision,
    bearable_spread,
    chance,
    rows_needed,
    settled_beyond,
    smallest_settled,
)


def tail(distance: float, t: float, degrees: float) -> float:
    """Johnson and Welch 1940."""
    return float(stats.norm.cdf((distance - t * (1 - 1 / (4 * degrees))) / np.sqrt(1 + t**2 / (2 * degrees))))


@pytest.mark.parametrize("degrees", [3.0, 13.0])
def test_the_probability_beyond_a_quantile_is_that_of_the_noncentral_t(degrees: float) -> None:
    """The approximation is within two points of scipy's."""
    t = float(stats.t.isf(0.025, degrees))
    for distance in (0.0, 1.0, 3.0, 5.0):
        found = settled_beyond(distance, t, degrees)
        assert found == pytest.approx(tail(distance, t, degrees))
        assert found == pytest.approx(float(stats.nct.sf(t, degrees, distance)), abs=0.02)
    assert settled_beyond(9.0, math.inf, degrees) == 0


PLANS = [
    Precision(0.2, 14),
    Precision(0.2, 7),
    Precision(0.2, 8),
    Precision(0.2, 28, 10),
    Precision(0.2, 14, 1),
    Precision(0.2, 14, 28, 0.05),
    Precision(0.2, 14, 0, 0.1),
    Precision(0.2, 14, 0, 0.1, 0.75),
    Precision(0.1, 14, 14, 0.0, 1.3),
]


@pytest.mark.parametrize("plan", PLANS)
def test_the_error_the_degrees_and_the_quantile_are_those_of_the_formula(plan: Precision) -> None:
    parts = np.array([1 / plan.rows, *([1 / plan.before] if plan.before else [])])
    degrees = np.array([plan.rows - 1, *([max(plan.before - 1, 1)] if plan.before else [])])
    own = plan.spread**2 * parts.sum()
    whole = own + plan.lasting**2
    assert plan.error == pytest.approx(np.sqrt(whole))
    welch = parts.sum() ** 2 / (parts**2 / degrees).sum()
    assert plan.degrees == pytest.approx(welch * (whole / own) ** 2)
    correction = 1.2 * max(0, plan.rows - 7) / (plan.rows + 3) / np.sqrt(plan.rows)
    quantile = stats.t.isf(0.025, plan.degrees) * np.sqrt(1 + correction)
    assert plan.quantile == pytest.approx(quantile)
    way = np.sign(1 - plan.ratio)
    assert plan.threshold == pytest.approx(quantile / ((1 + way * quantile * plan.error / plan.ratio) * plan.ratio))
    expected = tail(0.3 / plan.error, plan.threshold, plan.degrees)
    expected += tail((0.1 - 0.3) / plan.error, plan.quantile, plan.degrees)
    assert chance(0.3, 0.1, plan) == pytest.approx(min(expected, 1))


def test_an_increase_that_a_plan_cannot_tell_from_nothing_is_never_settled() -> None:
    """At 1 of t s a ratio above one has no lower end that is above one."""
    plan = Precision(3.0, 7, ratio=1.5)
    assert plan.quantile * plan.error / plan.ratio > 1
    assert plan.threshold == math.inf
    assert Precision(0.2, 7, ratio=1.5).threshold < math.inf


def test_people_alone_may_be_what_is_uncertain() -> None:
    """Without a spread from row to row the degrees stay those of the rows."""
    assert Precision(0.0, 14, 0, 0.1).degrees == 13
    assert Precision(0.0, 14, 0, 0.1).error == pytest.approx(0.1)


def test_a_plan_without_any_uncertainty_settles_everything() -> None:
    certain = Precision(0.0, 14)
    assert chance(0.1, 0.025, certain) == 1
    assert smallest_settled(certain) == 0
    assert chance(0.1, 0.1, Precision(1e-3, 14)) == 1, "to be either is no more than certain"


@pytest.mark.parametrize("plan", [Precision(0.1, 14), Precision(3.0, 14), Precision(0.1, 28, 14, 0.05, 0.8)])
def test_the_smallest_effect_is_settled_with_a_chance_of_80_percent(plan: Precision) -> None:
    effect = smallest_settled(plan)
    assert tail(effect / plan.error, plan.threshold, plan.degrees) == pytest.approx(CHANCE, abs=1e-6)


@pytest.mark.parametrize(("wanted", "before"), [(0.1, 0), (0.1, 28), (3.0, 0), (0.001, 0), (50.0, 14)])
def test_the_spread_that_a_plan_bears_settles_it_with_a_chance_of_80_percent(wanted: float, before: int) -> None:
    spread = bearable_spread(wanted, wanted / 4, 14, before)
    assert chance(wanted, wanted / 4, Precision(spread, 14, before)) == pytest.approx(CHANCE, abs=1e-6)


def test_no_pilot_of_more_than_a_year_is_suggested() -> None:
    """And none of fewer than five rows, however calm."""
    assert MOST_ROWS == 365
    assert rows_needed(0.1, 0.025, Precision(1e-6, 14)) == 5
    low, high = 0.3, 0.9
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if rows_needed(0.1, 0.025, Precision(middle, 14)) else (low, middle)
    needed = rows_needed(0.1, 0.025, Precision(low, 14))
    assert needed == 365
