"""The two intervals against scipy and numpy."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats  # type: ignore[import-untyped]  # it has no types

from crispdm.gate.checks.audit import wilson
from crispdm.gate.pilot.interval import Pairs, jackknife, student

NUMBERS = st.floats(1, 1000)
PAIRS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=2, max_size=40)


def _ratio(pairs: Pairs) -> float:
    return sum(pilot for pilot, _ in pairs) / sum(control for _, control in pairs)


def _mean(pairs: Pairs) -> float:
    return sum(pilot for pilot, _ in pairs) / len(pairs)


def test_students_quantile_is_scipys() -> None:
    degrees = range(1, 2001)
    ours = [student(each) for each in degrees]
    assert np.max(np.abs(np.array(ours) - stats.t.ppf(0.975, degrees))) < 2e-4
    assert ours == sorted(ours, reverse=True), "more days never make an interval wider"


@pytest.mark.parametrize("rows", [1, 2, 7, 50, 51, 1000, 100_000])
@pytest.mark.parametrize("share", [0, 0.01, 0.1, 0.5, 0.99, 1])
def test_wilsons_interval_is_scipys(rows: int, share: float) -> None:
    hits = round(rows * share)
    interval = stats.binomtest(hits, rows).proportion_ci(0.95, method="wilson")
    assert wilson(hits, rows) == pytest.approx((interval.low, interval.high), abs=1e-12)


def test_no_row_says_nothing_about_a_share() -> None:
    assert wilson(0, 0) == (0, 1)


@given(PAIRS)
@settings(max_examples=200, deadline=None)
def test_the_jackknife_of_a_mean_is_the_classical_interval(pairs: list[tuple[float, float]]) -> None:
    values = np.array([pilot for pilot, _ in pairs])
    classical = stats.t.ppf(0.975, len(pairs) - 1) * stats.sem(values)
    assert jackknife(pairs, _mean) == pytest.approx(classical, rel=1e-4, abs=1e-9)


@given(PAIRS)
@settings(max_examples=200, deadline=None)
def test_the_jackknife_of_a_ratio_is_that_of_numpy(pairs: list[tuple[float, float]]) -> None:
    pilot, control = np.array(pairs).T
    days = len(pairs)
    without = (pilot.sum() - pilot) / (control.sum() - control)
    error = math.sqrt((days - 1) / days * ((without - without.mean()) ** 2).sum())
    expected = stats.t.ppf(0.975, days - 1) * error
    assert jackknife(pairs, _ratio) == pytest.approx(expected, rel=1e-4, abs=1e-9)


def test_an_interval_worked_out_by_hand() -> None:
    """Without one day the ratio is 5, 4 or 3: the variance is 2/3 of 1 + 0 + 1."""
    assert jackknife([(2, 1), (4, 1), (6, 1)], _ratio) == pytest.approx(4.302653 * math.sqrt(4 / 3))


@pytest.mark.parametrize(
    "pairs",
    [
        pytest.param([(4.0, 8.0)], id="one day has no spread"),
        pytest.param([(4.0, 0.0), (5.0, 0.0), (6.0, 0.0)], id="the control sums to zero"),
        pytest.param([(4.0, 8.0), (5.0, 0.0), (6.0, 0.0)], id="the control sums to zero without the first day"),
        pytest.param([(4.0, 8.0), (5.0, 1.0), (6.0, -1.0)], id="the control cancels without the first day"),
    ],
)
def test_where_there_is_no_interval_to_be_had(pairs: list[tuple[float, float]]) -> None:
    assert jackknife(pairs, _ratio) is None
