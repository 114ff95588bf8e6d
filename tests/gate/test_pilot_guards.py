"""A guard: surely not worse than the control by its margin, or within its limit, against scipy."""

import math
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from msgspec import structs
from scipy import stats  # type: ignore[import-untyped]  # it has no types

from crispdm.gate.pilot.guards import Guard, Guarded, measure_guard
from crispdm.gate.pilot.interval import Estimate, difference_in_differences, jackknife
from crispdm.gate.pilot.plan import Plan
from crispdm.gate.pilot.rows import Row, select_rows
from tests.support.pilot_table import START

Pairs = Sequence[tuple[float | None, float | None]]
PLAN = Plan(share=0.5, days=7)
NOISE = (0.03, -0.02, 0.01, -0.04, 0.02, 0.01, -0.01)
DURING = [(0.104 * (1 + noise), 0.1 * (1 - noise / 3)) for noise in NOISE]
BEFORE = [(0.102 * (1 - noise), 0.1 * (1 + noise / 2)) for noise in NOISE]
OTHER = ((9.0, 1.0),)  # a guard beside it


def guard(**more: Any) -> Guard:
    return Guard(**{"measure": "errors", "is_lower_better": True, **more})


def rows_of(pairs: Pairs, first: int = 0) -> list[Row]:
    """Days of one guard, the second of two."""
    return [
        Row(
            day=START + timedelta(days=first + number),
            pilot=1,
            control=1,
            guards=(*OTHER, pair),
            line=20 + first + number,
        )
        for number, pair in enumerate(pairs)
    ]


def measured(one: Guard, pairs: Pairs, plan: Plan = PLAN, before: Pairs = (), first: int = 0) -> Guarded:
    rows = [*rows_of(before, -len(before)), *rows_of(pairs, first)]
    return measure_guard(one, 1, select_rows(rows, plan, START), plan)


def estimated(pairs: Pairs, *, is_relative: bool) -> Estimate:
    rows = [(own, other, 1.0) for own, other in pairs if own is not None and other is not None]
    found = jackknife(rows, is_relative=is_relative)
    assert found is not None
    return found


def harm_and_end(found: Estimate, sign: float) -> list[float]:
    """The harm, and its end that is surely not passed, one-sided at 95 %."""
    half = stats.t.isf(0.05, found.degrees) * math.sqrt(found.variance)
    return [-sign * found.value, -sign * found.value + half]


@pytest.mark.parametrize("is_relative", [True, False])
@pytest.mark.parametrize("is_lower_better", [True, False])
@pytest.mark.parametrize("before", [(), BEFORE])
def test_a_guard_is_held_where_its_worst_end_is_below_the_margin(
    before: Pairs, *, is_lower_better: bool, is_relative: bool
) -> None:
    found = estimated(DURING, is_relative=is_relative)
    if before:
        found = difference_in_differences(found, estimated(before, is_relative=is_relative), is_relative=is_relative)
    harm, worst = harm_and_end(found, -1 if is_lower_better else 1)
    plan = structs.replace(PLAN, pre_days=len(before))

    def at(margin: float) -> Guarded:
        one = guard(is_lower_better=is_lower_better, margin=margin, is_relative=is_relative)
        return measured(one, DURING, plan, before)

    assert [at(worst).harm, at(worst).worst] == pytest.approx([harm, worst])
    assert [at(worst + step).is_held for step in (1e-6, -1e-6)] == [True, False]
    assert [" may be worse by up to " in at(harm + step).because for step in (1e-6, -1e-6)] == [True, False]


@pytest.mark.parametrize(
    ("pair", "is_relative", "margin", "is_held", "says"),
    [
        ((1.0, 1.0), True, 0.0, True, "it is worse by 0 %, allowed 0 %"),
        ((0.0, 0.0), True, 0.05, True, "it may be worse by up to 0 %, allowed 5 %"),
        ((3.0, 2.0), False, 1.0, True, "it is worse by 1, allowed 1"),
        ((3.0, 2.0), False, 1.1, True, "it may be worse by up to 1, allowed 1.1"),
        ((1 + 1e-9, 0.0), False, 1.0, True, "it is worse by 1, allowed 1"),  # as much as binary fractions make of it
        ((1 + 2e-9, 0.0), False, 1.0, False, "it is worse by 1, allowed 1"),
        ((0.106, 0.1), True, 0.05, False, "it is worse by 6 %, allowed 5 %"),
    ],
)
def test_a_guard_that_never_moves_is_what_it_is(
    pair: tuple[float, float], margin: float, says: str, *, is_relative: bool, is_held: bool
) -> None:
    found = measured(guard(margin=margin, is_relative=is_relative), [pair] * 7)
    assert (found.is_held, found.because) == (is_held, f"errors: {says}")
    assert found.worst == found.harm


def test_a_guard_may_be_zero_on_some_days() -> None:
    pairs = [(0.0, 3.0), (2.0, 0.0), (1.0, 1.0), (0.0, 0.0), (2.0, 2.0), (3.0, 1.0), (1.0, 2.0)]
    found = measured(guard(margin=1.0), pairs)
    assert [found.harm, found.worst] == pytest.approx(harm_and_end(estimated(pairs, is_relative=False), -1))


def test_what_is_open_about_a_control_near_zero_is_said() -> None:
    pairs = [(0.1, 0.0), (0.2, 0.0), (0.1, 0.4), (0.1, 0.0), (0.2, 0.0), (0.1, 0.0), (0.1, 0.0)]
    found = measured(guard(margin=0.05, is_relative=True), pairs)
    assert (found.is_held, found.harm, found.worst) == (False, None, None)
    near = "errors: nothing is certain, the control is too near zero for a percentage: give the margin in its unit"
    assert found.because == near


def test_a_guard_is_compared_with_what_it_was_on_the_planned_days_alone() -> None:
    """Earlier rows do not count, a first day that is missing moves nothing; with gaps before the start none counts."""
    plan, one = structs.replace(PLAN, pre_days=7), guard(margin=0.05, is_relative=True)
    found = measured(one, DURING, plan, BEFORE)
    assert measured(one, DURING, plan, [(0.3, 0.1), *BEFORE]).harm == found.harm
    late = measured(one, DURING[1:], plan, BEFORE, first=1)
    before = estimated(BEFORE, is_relative=True)
    during = estimated([max(DURING[1:], key=lambda pair: pair[0] / pair[1]), *DURING[1:]], is_relative=True)
    assert late.harm == pytest.approx(-difference_in_differences(during, before, is_relative=True).value * -1)
    for gap in ((None, 0.1), (0.1, None)):
        alone = measured(one, DURING, plan, [*BEFORE[:-1], gap])
        assert alone.harm == measured(one, DURING).harm
    assert measured(one, DURING, plan).harm == measured(one, DURING).harm


def test_the_first_row_that_lacks_a_number_is_named() -> None:
    gaps: Pairs = [DURING[0], (0.1, None), (None, 0.1), *DURING[3:]]
    with_margin = measured(guard(margin=0.05, is_relative=True, column="errors"), gaps)
    assert with_margin.because == "errors: 2 rows without a number in the column errors or errors_control"
    assert (with_margin.line, with_margin.is_held) == (21, False)
    limit = measured(guard(limit=0.2, column="errors"), gaps)
    assert limit.because == "errors: 1 row without a number in the column errors"
    assert limit.line == 22


@pytest.mark.parametrize(("is_lower_better", "sign"), [(True, 1), (False, -1)])
def test_a_limit_holds_where_the_mean_is_surely_within_it(sign: int, *, is_lower_better: bool) -> None:
    values = np.array([5.0, 6.0, 5.5, 0.0, 6.2, 5.8, 5.1])
    half = stats.t.isf(0.05, 6) * stats.sem(values)
    worst = values.mean() + sign * half

    def at(limit: float) -> Guarded:
        return measured(guard(is_lower_better=is_lower_better, limit=limit), [(float(value), None) for value in values])

    assert [at(worst).harm, at(worst).worst] == pytest.approx([values.mean(), worst])
    assert [at(worst + sign * step).is_held for step in (1e-6, -1e-6)] == [True, False]
    mean = f"errors: {at(worst).guard.show(values.mean())} on average"
    assert at(worst).because == f"{mean}, but it may be {at(worst).guard.show(worst)}"
    assert at(values.mean() - sign * 0.001).because == mean


@pytest.mark.parametrize(
    ("limit", "value", "is_held"),
    [
        (0.1, 0.1, True),
        (0.0, 0.0, True),
        (0.1, 0.1 * (1 + 9e-10), True),
        (0.1, 0.1 * (1 + 2e-9), False),
        (0.0, 1e-12, False),
        (0.1, 0.05, True),
    ],
)
def test_a_limit_that_is_met_each_day_holds(limit: float, value: float, *, is_held: bool) -> None:
    found = measured(guard(limit=limit), [(value, None)] * 7)
    assert found.is_held is is_held
    assert ("but it may be" in found.because) is (found.harm is not None and found.harm <= limit)


def test_one_day_says_nothing_of_a_limit() -> None:
    found = measured(guard(limit=5.0), [(1.0, None)])
    assert (found.is_held, found.worst) == (False, math.inf)
    assert found.because == "errors: 1 on average, but one row cannot tell how sure that is"


def test_a_guard_in_percent_asks_for_a_control_that_is_surely_not_zero() -> None:
    pairs = [(0.1 + 2 * other, other) for other in (0.01, 0.5, 0.02, 0.6, 0.01, 0.02, 0.01)]
    assert estimated(pairs, is_relative=True).variance > 0, "an interval could be computed"
    found = measured(guard(margin=5.0, is_relative=True), pairs)
    assert (found.is_held, found.worst) == (False, None)
    assert found.because.endswith("the control is too near zero for a percentage: give the margin in its unit")
    assert measured(guard(margin=5.0, is_relative=False), pairs).is_held
