"""The two intervals against scipy and numpy."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats  # type: ignore[import-untyped]  # it has no types

from crispdm.gate.checks.audit import wilson
from crispdm.gate.pilot.distributions import early_level, incomplete_beta, normal_quantile, share_bound, student
from crispdm.gate.pilot.interval import Estimate, Weighted, difference_in_differences, jackknife, serial_inflation
from tests.support.effort import examples

NUMBERS = st.floats(1, 1000)
ROWS = st.lists(st.tuples(NUMBERS, NUMBERS, st.floats(0.1, 10)), min_size=2, max_size=40)


@given(st.floats(0.001, 0.5), st.floats(0.5, 2000) | st.floats(2000, 1e30))
@settings(max_examples=examples(200), deadline=None)
def test_students_quantile_is_scipys(level: float, degrees: float) -> None:
    exact = float(stats.t.ppf(1 - level / 2, degrees))
    assert student(level, degrees) == pytest.approx(min(exact, 1e4), rel=1e-6)


@given(st.floats(0.1, 500), st.floats(0.1, 500), st.floats(0, 1))
@settings(max_examples=examples(200), deadline=None)
def test_the_incomplete_beta_function_is_scipys(a: float, b: float, x: float) -> None:
    assert incomplete_beta(a, b, x) == pytest.approx(float(stats.beta.cdf(x, a, b)), abs=1e-9)


@pytest.mark.parametrize(("x", "found"), [(-0.5, 0), (0, 0), (1, 1), (1.5, 1)])
def test_at_its_ends_the_incomplete_beta_function_is_none_or_all(x: float, found: int) -> None:
    assert incomplete_beta(2, 3, x) == found


@given(st.integers(0, 200), st.integers(0, 200), st.sampled_from([0.005, 0.025, 0.975]))
@settings(max_examples=examples(100), deadline=None)
def test_a_bound_of_a_share_has_the_mid_probability_that_it_says(hits: int, misses: int, level: float) -> None:
    share, total = share_bound(level, hits, misses), hits + misses
    at_least, more = stats.binom.sf(hits - 1, total, share), stats.binom.sf(hits, total, share)
    if 0 < hits < total:
        assert (at_least + more) / 2 == pytest.approx(level, abs=1e-6)


@pytest.mark.parametrize(
    ("part", "level"), [(0.25, 2.6e-7), (0.5, 2.7e-4), (0.75, 0.00294), (0.999, 0.01), (1, 0.05), (1.2, 0.05)]
)
def test_early_readings_together_spend_one_of_a_hundred(part: float, level: float) -> None:
    assert early_level(part) == pytest.approx(level, rel=0.02)
    assert normal_quantile(0.975) == pytest.approx(1.959964, abs=1e-6)


@pytest.mark.parametrize("rows", [1, 2, 7, 50, 51, 1000, 100_000])
@pytest.mark.parametrize("share", [0, 0.01, 0.1, 0.5, 0.99, 1])
def test_wilsons_interval_is_scipys(rows: int, share: float) -> None:
    hits = round(rows * share)
    interval = stats.binomtest(hits, rows).proportion_ci(0.95, method="wilson")
    assert wilson(hits, rows) == pytest.approx((interval.low, interval.high), abs=1e-12)


def test_no_row_says_nothing_about_a_share() -> None:
    assert wilson(0, 0) == (0, 1)


@given(st.lists(NUMBERS, min_size=3, max_size=40))
@settings(max_examples=examples(200), deadline=None)
def test_the_jackknife_of_a_mean_is_the_classical_interval(values: list[float]) -> None:
    found = jackknife([(value, 0.0, 1.0) for value in values], is_relative=False, inflation=1.0)
    assert found is not None
    classical = stats.t.ppf(0.975, len(values) - 1) * stats.sem(values)
    assert found.half_width() == pytest.approx(classical, rel=1e-4, abs=1e-9)


@given(ROWS)
@settings(max_examples=examples(200), deadline=None)
def test_the_jackknife_of_a_ratio_is_that_of_numpy(rows: list[Weighted]) -> None:
    pilot, control, weight = np.array(rows).T
    own, other, days = pilot * weight, control * weight, len(rows)
    without = (own.sum() - own) / (other.sum() - other)
    whole = own.sum() / other.sum()
    pseudo = days * whole - (days - 1) * without
    found = jackknife(rows, is_relative=True, inflation=1.0)
    assert found is not None
    assert found.variance == pytest.approx(pseudo.var(ddof=1) / days, rel=1e-6, abs=1e-12)
    assert found.degrees == pytest.approx(max(weight.sum() ** 2 / (weight**2).sum(), 1.2) - 1)


def test_an_interval_worked_out_by_hand() -> None:
    """Without one day the ratio is 5, 4 or 3: the variance is 2/3 of 1 + 0 + 1."""
    found = jackknife([(2, 1, 1), (4, 1, 1), (6, 1, 1)], is_relative=True)
    assert found is not None
    assert found.half_width() == pytest.approx(4.302653 * math.sqrt(4 / 3), rel=1e-5)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([(4.0, 8.0, 1.0)], id="one day has no spread"),
        pytest.param([(4.0, 0.0, 1.0), (5.0, 0.0, 1.0), (6.0, 0.0, 1.0)], id="the control sums to zero"),
        pytest.param([(4.0, 8.0, 1.0), (5.0, 0.0, 1.0), (6.0, 0.0, 1.0)], id="zero without the first day"),
    ],
)
def test_where_there_is_no_interval_to_be_had(rows: list[Weighted]) -> None:
    assert jackknife(rows, is_relative=True) is None


def test_rows_that_resemble_their_neighbours_tell_less() -> None:
    """Two halves of a level each: neighbours are alike. The same values in turns are not."""
    halves, turns = [1.0] * 14 + [2.0] * 14, [1.0, 2.0] * 14
    assert serial_inflation(halves) > 3
    assert serial_inflation(turns) == 1
    assert serial_inflation([1.0] * 3 + [2.0] * 4) == 1, "of seven rows nobody can tell"


def test_a_change_since_before_is_a_ratio_of_ratios_or_a_difference() -> None:
    after, before = (Estimate(value=value, variance=0.01, degrees=13) for value in (-0.28, -0.1))
    ratio, difference = (difference_in_differences(after, before, is_relative=each) for each in (True, False))
    assert ratio.value == pytest.approx(0.72 / 0.9 - 1)
    assert ratio.variance == pytest.approx(0.01 / 0.81 + 0.72**2 * 0.01 / 0.9**4)
    assert [difference.value, difference.variance] == pytest.approx([-0.18, 0.02])
    assert difference.degrees == pytest.approx(26)
