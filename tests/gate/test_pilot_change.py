"""What a plan adds to the change between two arms, composed from the parts that have oracles of their own."""

import math
import random
from contextlib import nullcontext

import pytest
from scipy import stats  # type: ignore[import-untyped]  # it has no types

from crispdm.gate.pilot.change import Change, Series, fading, filled, measure_change
from crispdm.gate.pilot.counts import Counts, difference_interval, ratio_interval
from crispdm.gate.pilot.interval import (
    Estimate,
    Weighted,
    difference_in_differences,
    jackknife,
    pseudo_values,
    serial_inflation,
)
from crispdm.gate.pilot.plan import Plan
from crispdm.gate.pilot.refusal import Unsettled
from crispdm.gate.pilot.units import add_lasting_spread


def drawn(count: int, change: float = 0.8, seed: int = 1, spread: float = 0.1) -> tuple[Weighted, ...]:
    chance = random.Random(seed)
    return tuple((40 * change * math.exp(chance.gauss(0, spread)), 40.0, 1.0) for _ in range(count))


def series(rows: tuple[Weighted, ...] = (), **more: object) -> Series:
    return Series(during=rows or drawn(14), is_relative=True, sign=-1.0, **more)  # type: ignore[arg-type]  # keys of any type


def estimated(rows: tuple[Weighted, ...] | list[Weighted], inflation: float) -> Estimate:
    found = jackknife(rows, is_relative=True, inflation=inflation)
    assert found is not None
    return found


def as_expected(found: Change, wanted: Estimate) -> None:
    half = wanted.half_width()
    assert (found.value, found.error) == pytest.approx((wanted.value, math.sqrt(wanted.variance)))
    assert (found.low, found.high) == pytest.approx((wanted.value - half, wanted.value + half))


def inflation_of(*spans: tuple[Weighted, ...]) -> float:
    return serial_inflation(*(pseudo_values(span, is_relative=True) or [] for span in spans))


@pytest.mark.parametrize(
    ("sign", "worst"), [(-1.0, (6.0, 4.0, 1.0)), (1.0, (0.0, 3.0, 1.0))], ids=["less is better", "more is better"]
)
def test_a_missing_row_is_the_worst_one_again(sign: float, worst: Weighted) -> None:
    rows = [(4.0, 8.0, 1.0), (6.0, 4.0, 1.0), (5.0, 5.0, 1.0), (0.0, 3.0, 1.0), (30.0, 28.0, 1.0)]
    assert filled(rows, 2, sign) == [*rows, worst, worst]
    assert filled(rows, 0, sign) == rows


def test_the_worst_row_of_shares_is_that_of_the_worst_ratio() -> None:
    rows = [(0.1, 0.4, 1.0), (0.5, 1.0, 1.0)]
    assert filled(rows, 1, -1.0)[-1] == (0.5, 1.0, 1.0)
    assert filled(rows, 1, 1.0)[-1] == (0.1, 0.4, 1.0)


@pytest.mark.parametrize("missing", [0, 2])
@pytest.mark.parametrize("before", [0, 10])
def test_rows_before_tell_the_dependence_whether_they_are_compared_or_not(missing: int, before: int) -> None:
    trend = tuple((p * (1 + 0.03 * day), c, w) for day, (p, c, w) in enumerate(drawn(14)))
    earlier = drawn(before, 1.0, seed=2) if before else ()
    inflation = inflation_of(trend, earlier)
    assert inflation > 1
    found = measure_change(series(trend, missing=missing, earlier=earlier), Plan(share=0.5, days=14))
    as_expected(found, estimated(filled(trend, missing, -1.0), inflation))


@pytest.mark.parametrize(
    ("plan", "rows", "gone"),
    [
        ({}, 8, 2),
        ({}, 10, 0),
        ({}, 12, 0),
        ({"weekdays": (0, 1, 2, 3, 4)}, 8, 0),
        ({"row": "week"}, 8, 0),
    ],
)
def test_a_row_that_is_missing_before_the_start_is_the_best_one_again(
    plan: dict[str, object], rows: int, gone: int
) -> None:
    during, before = drawn(14), drawn(rows, 1.1, seed=3)
    found = measure_change(series(during, before=before), Plan(share=0.5, days=14, pre_days=10, **plan))  # type: ignore[arg-type]  # keys of any type
    inflation = inflation_of(during)
    wanted = difference_in_differences(
        estimated(during, inflation), estimated(filled(before, gone, 1.0), inflation), is_relative=True
    )
    as_expected(found, wanted)


@pytest.mark.parametrize(("pre_days", "rows", "enough"), [(28, 7, True), (28, 6, False), (5, 5, True), (5, 4, False)])
def test_seven_rows_before_are_enough_or_as_many_as_are_planned(pre_days: int, rows: int, enough: bool) -> None:
    plan = Plan(share=0.5, days=14, pre_days=pre_days)
    compared = series(before=drawn(rows, 1.0, seed=4))
    if enough:
        assert measure_change(compared, plan).value < 0
    else:
        with pytest.raises(Unsettled, match=f"at least {min(7, pre_days)} are needed"):
            measure_change(compared, plan)


@pytest.mark.parametrize(("control", "others"), [(0, 5 * 0.8 / 0.2), (12, 12)])
def test_people_who_stay_add_what_they_differ_by(control: int, others: float) -> None:
    rows = drawn(14)
    plan = Plan(share=0.2, days=14, units=5, control_units=control, spread=0.25)
    own = estimated(rows, inflation_of(rows))
    as_expected(measure_change(series(rows), plan), add_lasting_spread(own, 1 + own.value, 0.25, 5, others))


@pytest.mark.parametrize("spread", [0.01, 0.6], ids=["calm rows", "wild rows"])
def test_counts_have_the_wider_of_two_intervals_at_each_end(spread: float) -> None:
    rows = drawn(14, spread=spread)
    counts = tuple(Counts(round(p), 1000, round(c), 1000) for p, c, _ in rows)
    exact = tuple((row.pilot / 1000, row.control / 1000, 1.0) for row in counts)
    own = estimated(exact, inflation_of(exact))
    low, high = (end - 1 for end in ratio_interval(counts, 0.05))
    half = own.half_width()
    found = measure_change(series(exact, counts=counts), Plan(share=0.5, days=14))
    assert (found.low, found.high) == pytest.approx((min(own.value - half, low), max(own.value + half, high)))


@pytest.mark.parametrize("spread", [0.01, 0.6], ids=["calm rows", "wild rows"])
def test_a_difference_of_counts_has_the_wider_of_two_intervals_too(spread: float) -> None:
    counts = tuple(Counts(round(p), 1000, round(c), 1000) for p, c, _ in drawn(14, spread=spread))
    rates = tuple((row.pilot / 10, row.control / 10, 1.0) for row in counts)
    found = measure_change(
        Series(during=rates, counts=counts, is_relative=False, sign=-1.0), Plan(share=0.5, days=14, per=100.0)
    )
    own = jackknife(rates, is_relative=False)
    assert own is not None
    half, (low, high) = own.half_width(), (100 * end for end in difference_interval(counts, 0.05))
    assert (found.low, found.high) == pytest.approx((min(own.value - half, low), max(own.value + half, high)))


def test_nothing_is_less_than_all_gone_however_wild_the_rows() -> None:
    counts = tuple(Counts(own, 100, 20, 100) for own in (60, 0, 0, 0, 0, 0, 0))
    found = measure_change(
        series(tuple((row.pilot, row.control, 1.0) for row in counts), counts=counts), Plan(share=0.5, days=7)
    )
    assert found.value - 2 * found.error < -1 == found.low


@pytest.mark.parametrize(("events", "value"), [((0, 3, 0, 0, 0), math.inf), ((0,) * 5, 0.0), ((2,) * 5, math.inf)])
def test_beside_a_control_without_events_a_change_is_none_or_infinite(events: tuple[int, ...], value: float) -> None:
    counts = tuple(Counts(own, 100, 0, 100) for own in events)
    found = measure_change(
        series(tuple((row.pilot, 0.0, 1.0) for row in counts), counts=counts), Plan(share=0.5, days=5)
    )
    assert (found.value, found.high, found.inflation) == (value, math.inf, 1.0)


@pytest.mark.parametrize(
    ("value", "width", "has_spread"),
    [(0.5, 1.9e-9, False), (0.5, 2.1e-9, True), (1000.0, 1.9e-6, False), (1000.0, 2.1e-6, True), (-0.5, 0.0, False)],
)
def test_rows_that_all_say_the_same_have_no_interval(value: float, width: float, *, has_spread: bool) -> None:
    turns = [1.0 if number % 2 else -1.0 for number in range(14)]
    unit = jackknife([(turn, 0.0, 1.0) for turn in turns], is_relative=False)
    assert unit is not None
    step = width / 2 / unit.half_width()
    rows = tuple((value + turn * step, 0.0, 1.0) for turn in turns)
    with nullcontext() if has_spread else pytest.raises(Unsettled, match="every row shows the same change"):
        measure_change(Series(during=rows, is_relative=False, sign=-1.0), Plan(share=0.5, days=14))


@pytest.mark.parametrize("rows", [drawn(1), ((1.0, 0.0, 1.0),) * 3])
def test_rows_without_an_interval_say_why(rows: tuple[Weighted, ...]) -> None:
    with pytest.raises(Unsettled, match="the control is too near zero for a percentage"):
        measure_change(series(rows), Plan(share=0.5, days=14))
    one = Series(during=rows[:1], is_relative=False, sign=-1.0)
    with pytest.raises(Unsettled, match="no interval can be computed from these rows"):
        measure_change(one, Plan(share=0.5, days=14))


def test_people_add_what_they_differ_by_in_the_unit_too() -> None:
    rows = drawn(14)
    plan = Plan(share=0.2, days=14, units=5, spread=0.25)
    own = jackknife(rows, is_relative=False)
    assert own is not None
    found = measure_change(Series(during=rows, is_relative=False, sign=-1.0), plan)
    as_expected(found, add_lasting_spread(own, 40, 0.25, 5, 20))


def test_no_rows_before_the_start_say_nothing_of_it() -> None:
    plan = Plan(share=0.5, days=14, pre_days=7, row="week")
    with pytest.raises(Unsettled, match="0 rows before the start; at least 7 are needed"):
        measure_change(series(before=()), plan)
    with pytest.raises(Unsettled, match="no interval can be computed from the rows before the start"):
        measure_change(series(before=((1.0, 0.0, 1.0),) * 7), plan)


@pytest.mark.parametrize("spreads", [(0.05, 0.2), (0.2, 0.05)])
@pytest.mark.parametrize("rows", [3, 7])
def test_an_effect_fades_from_where_welchs_t_is_sure(spreads: tuple[float, float], rows: int) -> None:
    """Halves of another spread each; the second is moved to either side of the edge."""
    first = drawn(rows, 0.5, spread=spreads[0])
    second = drawn(rows, 0.5, seed=2, spread=spreads[1])
    parts = [
        jackknife([(p, 0.0, 1.0) for p, _, _ in half], is_relative=False, inflation=1.0) for half in (first, second)
    ]
    assert all(parts)
    one, two = (part for part in parts if part)
    variance = one.variance + two.variance
    degrees = variance**2 / (one.variance**2 / (rows - 1) + two.variance**2 / (rows - 1))
    edge = float(stats.t.isf(0.025, degrees)) * math.sqrt(variance)
    for part, fades in ((0.999, False), (1.001, True)):
        shift = one.value + part * edge - two.value
        moved = tuple((p + shift, 0.0, w) for p, _, w in second)
        plain = tuple((p, 0.0, w) for p, _, w in first)
        found = fading(Series(during=plain + moved, is_relative=False, sign=-1.0), 100.0)
        assert bool(found) is fades


def test_an_effect_fades_where_its_halves_surely_differ() -> None:
    first, second = drawn(3, 0.5, spread=0.02), drawn(3, 0.9, seed=2, spread=0.02)
    assert fading(series(first + second), 0.2) == pytest.approx(
        (estimated(first, 1.0).value, estimated(second, 1.0).value)
    )
    assert fading(series(second + first), 0.2) is None, "it grows"
    assert fading(series(first + second), 0.02) is None, "the second half is as wanted even so"
    assert fading(series(first[:2] + second[:2]), 0.2) is None, "two rows tell nothing"
    assert fading(series(drawn(3, 0.8, spread=0.3) + drawn(3, 0.85, seed=2, spread=0.3)), 0.2) is None, "not surely"
