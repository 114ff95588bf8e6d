"""What a whole pilot says beside its verdict: remarks, warnings, signs; and what is refused before it."""

import math
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs

from crispdm.gate.pilot.counts import Counts
from crispdm.gate.pilot.judgement import Judged, judge_pilot
from crispdm.gate.pilot.planning import Precision, rows_needed
from crispdm.gate.pilot.refusal import Refusal
from crispdm.gate.pilot.rows import Row
from crispdm.gate.pilot.units import Unit
from tests.support.pilot_table import (
    GOOD,
    GUARD,
    MINUTES,
    ORDERS,
    START,
    counted,
    goal,
    guarded,
    pilot_of,
    rates,
    row_of,
)

ABSOLUTE = goal(40, 30, scale="absolute")


def judged(rows: Sequence[Row], objective: Any = MINUTES, **more: Any) -> Judged:
    return judge_pilot(pilot_of(rows, objective, more.pop("plan", {}), **more))


def waves(size: float, number: int = 14, *, first: int = 0, pilot: float = 30.0) -> list[Row]:
    """Days that resemble the one before: a week up, a week down."""
    rows = rates(number, 41, pilot, 0.02, first=first)
    factors = (1 + size * math.sin(2 * math.pi * (first + n) / 14) for n in range(number))
    return [structs.replace(row, pilot=(row.pilot or 0) * each) for row, each in zip(rows, factors, strict=True)]


def test_serial_dependence_is_said_from_a_fifth_on() -> None:
    factors = []
    for size in (0.0, 0.06, 0.07, 0.08, 0.09, 0.1, 0.12, 0.2):
        found = judged(waves(size))
        factor = math.sqrt(float(found.signs["serial"]))  # type: ignore[arg-type]  # a number
        factors.append(factor)
        said = f"{factor:.1f} times as wide, as each day resembles the one before"
        assert found.remark == (said if factor >= 1.2 else "")
    assert any(1 < factor < 1.2 for factor in factors)
    assert any(1.2 < factor < 1.7 for factor in factors)


def test_rows_before_the_start_tell_the_dependence_only_beside_a_control() -> None:
    earlier = waves(0.3, first=-14)
    assert judged([*earlier, *GOOD]).signs["serial"] != judged(GOOD).signs["serial"]
    alone = {"has_control": False}
    assert judged([*earlier, *GOOD], plan=alone).signs["serial"] == judged(GOOD, plan=alone).signs["serial"]


def test_while_it_runs_the_rows_that_settle_it_are_foretold() -> None:
    found = judged(rates(9, 41, 33, 0.1))
    effect = found.effect
    assert effect is not None
    spread = Precision(effect.error * math.sqrt(9), 9)
    assert found.signs["settled_after"] == rows_needed(MINUTES.wanted, MINUTES.worthwhile, spread) is not None
    assert "settled_after" not in judged(rates(14, 41, 33, 0.1)).signs
    none = judged(counted(9, [0], [1], [0], [1]), goal(0.5, 0.1), plan={"share": 0.5})
    assert none.effect is not None, "nothing happened yet"
    assert "settled_after" not in none.signs


def test_a_guard_is_measured_where_something_is_gained() -> None:
    guard = {"guards": (GUARD,)}
    rows = guarded(GOOD, 0.2, 0.01, 0.1)
    assert len(judged(rows, **guard).guards) == 1
    assert judged([structs.replace(row, pilot=row.control) for row in rows], **guard).guards == ()


@pytest.mark.parametrize("number", [6, 7])
@pytest.mark.parametrize("level", [36.0, 41.0])
def test_arms_that_differed_before_the_start_are_said(number: int, level: float) -> None:
    earlier = rates(number, 41, level, 0.01, first=-number)
    said = judged([*earlier, *GOOD]).warnings
    assert bool(said) is (number == 7 and level == 36)
    if said:
        assert said[0].startswith("the arms differed by -12")
    assert judged([*earlier, *GOOD], plan={"pre_days": number}).warnings == ()
    assert judged([*earlier, *GOOD], plan={"has_control": False}).warnings == ()


def test_arms_that_never_differ_from_day_to_day_are_no_evidence() -> None:
    """Without a spread, or a control above 0, nothing tells whether a difference is one of chance."""
    assert judged([*rates(9, 41, 36, 0.0, first=-9), *GOOD]).warnings == ()
    assert judged([*rates(9, 0, 36, 0.01, first=-9), *GOOD]).warnings == ()
    of_control = [structs.replace(row, pilot=None) for row in rates(9, 41, 36, 0.01, first=-9)]
    assert judged([*of_control, *GOOD]).warnings == ()


def test_people_who_do_exactly_what_was_foretold_tell_nothing_of_chance() -> None:
    """An interval without a width would be sure of anything."""
    pilot = [Unit(True, 0.7 * before, before) for before in (38.0, 40.0, 43.0)]
    control = [Unit(False, 0.7 * before + 12, before) for before in (39.0, 40.0, 44.0)]
    found = judged(GOOD, units=(*pilot, *control), plan={"units": 3})
    assert (found.verdict.says, found.effect) == ("unclear", None)
    assert found.verdict.because == "every unit shows the same change, so its uncertainty cannot be estimated"
    noisy = (*pilot, *control[1:], Unit(False, 41.0, 39.0))
    assert judged(GOOD, units=noisy, plan={"units": 3}).effect is not None


def test_rows_that_do_not_count_are_said_one_by_one() -> None:
    assert judged([*GOOD, *rates(1, 41, 20, 0, first=14)]).warnings == ("1 row after the planned end does not count",)
    rows = [row for number, row in enumerate(rates(14, 41, 29, 0.02)) if number not in (3, 5)]
    assert judged(rows).warnings == ("2 missing rows count as the worst row seen",)
    late = judged(GOOD, plan={"label_delay": 3, "read": START + timedelta(days=13)})
    assert late.warnings == (
        "read after 11 of 14 days: the interval is that of an early reading",
        "3 rows drawn before plan.label_delay was over, not counted",
    )
    assert late.signs["unripe"] == 3


@pytest.mark.parametrize(("own", "other"), [(-1.0, 41.0), (28.0, -1.0), (-1.0, None), (None, -1.0), (0.0, 0.5)])
def test_a_negative_rate_has_no_percentage(own: float | None, other: float | None) -> None:
    is_switchback = own is None or other is None
    rows = [structs.replace(GOOD[0], pilot=own, control=other, line=7)]
    rows += [Row(day=rows[0].day + timedelta(days=1), pilot=28 if own is None else None, control=41 if own else None)]
    plan = {"is_switchback": is_switchback, "same_scale": True}
    rows = rows if is_switchback else [*rows[:1], *GOOD[1:]]
    if (own, other) == (0.0, 0.5):
        assert judged(rows, plan=plan).verdict.says
        return
    with pytest.raises(Refusal, match="2026-11-02: a negative rate, and a change in percent") as refused:
        judged(rows, plan=plan)
    assert refused.value.fix == "fix the row, or write objective.scale: absolute"
    if not is_switchback:
        assert judged(rows, ABSOLUTE, plan=plan).verdict.says


def test_more_events_than_cases_are_refused() -> None:
    rows = counted(14, [10, 12], [100], [11, 9], [100])
    broken = [row_of(rows[0].day, Counts(101, 100, 11, 100)), *rows[1:]]
    with pytest.raises(Refusal, match="101 pilot_events of 100 cases"):
        judged(broken, ORDERS, plan={"share": 0.5})


def test_a_unit_is_not_refused_where_chance_explains_the_counts() -> None:
    """Nothing happened beside a rate of 0.5: of seven cases that may be; without their counts it may not."""
    quiet = [Counts(0, 1, 0, 1)] * 7
    rows = [row_of(START + timedelta(days=number), each) for number, each in enumerate(quiet)]
    assert judged(rows, goal(0.5, 0.25), plan={"share": 0.5, "days": 7}).verdict.says == "unclear"
    for without in (rows[:1], rows):
        mixed = [structs.replace(row, counts=None) if row in without else row for row in rows]
        with pytest.raises(Refusal, match="the control is 0 on average"):
            judged(mixed, goal(0.5, 0.25), plan={"share": 0.5, "days": 7})


@pytest.mark.parametrize("counted_days", [0, 7, 14])
def test_an_arm_that_is_always_zero_says_something_only_of_counts(counted_days: int) -> None:
    rows = counted(14, [0], [40], [20, 22, 19], [40])
    mixed = [row if number < counted_days else structs.replace(row, counts=None) for number, row in enumerate(rows)]
    because = judged(mixed, goal(0.5, 0.1), plan={"share": 0.5}).verdict.because
    columns = "write pilot_events, pilot_n, control_events and control_n instead, or correct the log"
    assert (f"the pilot is 0 in every row: {columns}" == because) is (counted_days < 14)


def test_a_sheet_of_people_near_zero_asks_for_another_scale() -> None:
    units = tuple(Unit(n % 2 == 0, float(n % 2 == 0)) for n in range(20))
    found = judged(GOOD, plan={"units": 10}, units=units)
    assert found.verdict.because == "the control is too near zero for a percentage: write objective.scale: absolute"


def test_what_has_a_name_among_the_signs_is_no_warning_among_them_too() -> None:
    """A report that has both would say it twice."""
    rows = [row for number, row in enumerate(rates(12, 40, 28, 0.02)) if number != 4]
    found = judged([*rows, *rates(2, 40, 28, 0.02, first=20)])
    assert (found.signs["missing"], found.signs["read"], found.signs["late"]) == (1, 12, 2)
    assert len(found.warnings) == 3
    assert "warnings" not in found.signs
    people = judged(rows, plan={"units": 5, "share": 0.5})
    assert people.signs["warnings"] == [people.warnings[-1]]
    assert people.warnings[-1].startswith("5 units may differ permanently")


def test_nothing_falls_by_more_than_all_of_it() -> None:
    wide = [10.0, 90.0, 5.0, 80.0, 8.0, 95.0, 4.0]
    rows = [structs.replace(row, pilot=each) for row, each in zip(rates(7, 41, 33, 0.1), wide, strict=True)]
    relative, absolute = judged(rows).effect, judged(rows, ABSOLUTE).effect
    assert relative is not None
    assert absolute is not None
    assert relative.low == -1
    assert absolute.low < -41
    assert relative.high > 1


def test_what_people_differ_by_and_the_days_before_leave_open_is_no_matter_of_more_days() -> None:
    alone, people = (judged(rates(9, 41, 36, 0.1), plan=plan).effect for plan in ({}, {"units": 5, "share": 0.5}))
    before = judged([*rates(14, 41, 41, 0.1, first=-14), *rates(9, 41, 36, 0.1)], plan={"pre_days": 14}).effect
    assert alone is not None
    assert people is not None
    assert before is not None
    assert alone.lasting == 0
    assert people.error**2 - people.lasting**2 == pytest.approx(alone.error**2)
    assert 0 < before.lasting < before.error
