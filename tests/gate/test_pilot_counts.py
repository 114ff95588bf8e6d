"""The intervals of counted events against scipy, and where an arm has none."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from scipy import optimize, stats  # type: ignore[import-untyped]  # it has no types

from crispdm.gate.pilot.counts import Counts, difference_interval, ratio_interval

SHARES = [Counts(own, 40, other, 60) for own, other in ((4, 9), (6, 8), (2, 14), (9, 5), (3, 12))]
CERTAIN = [Counts(9, 10, 5, 10), Counts(10, 10, 6, 10), Counts(8, 10, 10, 10), Counts(9, 10, 7, 10)]
SMALL = [Counts(row.pilot - 1, 9, row.control - 1, 9) for row in CERTAIN]  # of so few cases nobody can tell
SMALL_PILOT = [Counts(row.pilot - 1, 9, row.control, 12) for row in CERTAIN]
RARE = [Counts(own, 1, other, 2) for own, other in ((0, 3), (1, 1), (0, 2), (2, 5), (0, 1), (1, 4))]
MIXED = [Counts(0, 40, 3, 40), Counts(41, 40, 3, 40), Counts(2, 40, 9, 40)]  # one has more events than cases
CALM = [Counts(50, 1000, 100, 1000)] * 7


def bound(hits: float, misses: float, level: float) -> float:
    def middle(share: float) -> float:
        return float(stats.beta.cdf(share, hits, misses + 1) + stats.beta.cdf(share, hits + 1, misses)) / 2 - level

    return float(optimize.brentq(middle, 1e-12, 1 - 1e-12, xtol=1e-13))


def events_bound(events: float, level: float) -> float:
    """Of Poisson's law."""

    def middle(mean: float) -> float:
        return float(stats.gamma.cdf(mean, events) + stats.gamma.cdf(mean, events + 1)) / 2 - level

    return float(optimize.brentq(middle, 1e-12, 10 * events + 50, xtol=1e-13))


def table(rows: Sequence[Counts]) -> np.ndarray:
    return np.array([[row.pilot, row.pilot_n, row.control, row.control_n] for row in rows], float)


@pytest.mark.parametrize(
    ("rows", "floor"),
    [
        pytest.param(SHARES, 1 - 72 / 500, id="shares"),
        pytest.param(CERTAIN, 1 - 64 / 80, id="events that nearly all cases have"),
        pytest.param(SMALL, 1, id="few cases a row"),
        pytest.param(SMALL_PILOT, 1, id="few cases a row in one arm"),
        pytest.param(RARE, 1, id="rare events"),
        pytest.param(MIXED, 1, id="more events than cases"),
        pytest.param(CALM, 0.925, id="rows without any spread"),
    ],
)
def test_a_ratio_of_counts_is_the_mid_p_interval_of_their_dispersion(rows: list[Counts], floor: float) -> None:
    own, cases, other, rest = table(rows).T
    pilot, control = own.sum(), other.sum()
    share = pilot / cases[0] / (pilot / cases[0] + control / rest[0]) * cases[0]
    share /= share + (1 - share / cases[0]) * rest[0]  # of the events that are the pilot's
    total = own + other
    chi_square = float(((own - total * share) ** 2 / (total * share * (1 - share)))[total > 0].sum())
    dispersion = max(floor, chi_square / (len(rows) - 1))
    ends = [bound(pilot / dispersion, control / dispersion, level) for level in (0.025, 0.975)]
    expected = [end / (1 - end) * rest[0] / cases[0] for end in ends]
    assert ratio_interval(rows, 0.05) == pytest.approx(expected, rel=1e-6)


def test_an_arm_without_events_leaves_one_end_open() -> None:
    none, some = [Counts(0, 20, 0, 20)] * 5, [Counts(0, 20, 3, 20)] * 5
    assert ratio_interval(none, 0.05) == (0, math.inf)
    low, high = ratio_interval(some, 0.05)
    assert low == 0
    assert high / (1 + high) == pytest.approx(1 - 0.05 ** (1 / 4))  # 15 events, of a dispersion of 15 / 4
    low, high = ratio_interval([Counts(3, 20, 0, 20)] * 5, 0.05)
    assert high == math.inf
    assert 1 / low == pytest.approx(ratio_interval(some, 0.05)[1])


def test_one_row_has_no_dispersion() -> None:
    low, high = ratio_interval([Counts(10, 1, 20, 1)], 0.05)
    assert [low / (1 + low), high / (1 + high)] == pytest.approx([bound(10, 20, 0.025), bound(10, 20, 0.975)])


@pytest.mark.parametrize("rows", [SHARES, CERTAIN, CALM])
def test_a_difference_of_shares_squares_and_adds_two_arms(rows: list[Counts]) -> None:
    own, cases, other, rest = table(rows).T
    expected = [(own, cases * own.sum() / cases.sum()), (other, rest * other.sum() / rest.sum())]
    chi_square = sum(float(((seen - mean) ** 2 / mean).sum()) for seen, mean in expected)
    dispersion = max(1.0, chi_square / (2 * len(rows) - 2))
    arms = []
    for events, number in ((own.sum(), cases.sum()), (other.sum(), rest.sum())):
        hits, misses = events / dispersion, (number - events) / dispersion
        arms.append((events / number, bound(hits, misses, 0.025), bound(hits, misses, 0.975)))
    assert difference_interval(rows, 0.05) == pytest.approx(_added(*arms), rel=1e-6)


@pytest.mark.parametrize("rows", [RARE, MIXED])
def test_a_difference_of_rare_events_is_that_of_poissons_law(rows: list[Counts]) -> None:
    own, cases, other, rest = table(rows).T
    expected = [(own, cases * own.sum() / cases.sum()), (other, rest * other.sum() / rest.sum())]
    chi_square = sum(float(((seen - mean) ** 2 / mean).sum()) for seen, mean in expected)
    dispersion = max(1.0, chi_square / (2 * len(rows) - 2))
    arms = []
    for events, number in ((own.sum(), cases.sum()), (other.sum(), rest.sum())):
        ends = [events_bound(events / dispersion, level) * dispersion / number for level in (0.025, 0.975)]
        arms.append((events / number, ends[0], ends[1]))
    assert difference_interval(rows, 0.05) == pytest.approx(_added(*arms), rel=1e-4)


def test_a_difference_where_one_arm_has_no_event_starts_at_nothing() -> None:
    rows = [Counts(0, 1, number % 3, 1) for number in range(9)]
    low, high = difference_interval(rows, 0.05)
    none = events_bound_of_none(0.025)
    assert high == pytest.approx(-1 + math.hypot(none / 9, 1 - events_bound(9 / 1, 0.025) / 9), rel=1e-3)
    assert low == pytest.approx(-1 - (events_bound(9, 0.975) / 9 - 1), rel=1e-4)


def test_a_difference_where_all_cases_of_an_arm_have_the_event_ends_there() -> None:
    """Of 40 cases all: the lower end is the 40th root of twice the level, the upper one is 1."""
    low, high = difference_interval([Counts(10, 10, 5, 10)] * 4, 0.05)
    control = [bound(20, 20, level) for level in (0.025, 0.975)]
    assert low == pytest.approx(0.5 - math.hypot(1 - 0.05 ** (1 / 40), control[1] - 0.5), rel=1e-6)
    assert high == pytest.approx(0.5 + (0.5 - control[0]), rel=1e-6)


def events_bound_of_none(level: float) -> float:
    """Half of the probability of no event is the rest: exp(-mean) / 2."""
    return -math.log(2 * level)


def _added(pilot: tuple[float, float, float], control: tuple[float, float, float]) -> list[float]:
    change = pilot[0] - control[0]
    low = change - math.hypot(pilot[0] - pilot[1], control[2] - control[0])
    return [low, change + math.hypot(pilot[2] - pilot[0], control[0] - control[1])]
