"""Which rows of a pilot count, which are missing, late or not ripe, and which cannot be."""

from contextlib import AbstractContextManager, nullcontext
from datetime import date, timedelta
from typing import Any

import pytest
from msgspec import structs

from crispdm.gate.pilot.counts import Counts
from crispdm.gate.pilot.plan import Plan
from crispdm.gate.pilot.refusal import Refusal, Unsettled
from crispdm.gate.pilot.rows import Row, Selection, before_start, require_enough, require_most, select_rows
from tests.support.pilot_table import START


def day(number: int) -> date:
    return START + timedelta(days=number)


def row(number: int, pilot: float | None = 1.0, control: float | None = 2.0, **more: Any) -> Row:
    return Row(day=day(number), pilot=pilot, control=control, line=100 + number, **more)


def turn(number: int, value: float, *, of_pilot: bool) -> Row:
    """A day of a switchback, with counts and a guard."""
    counts = Counts(value, 50, 0, 0) if of_pilot else Counts(0, 0, value, 70)
    own, other = (value, None) if of_pilot else (None, value)
    guards = ((own, other),)
    return row(number, own, other, counts=counts, pilot_n=50 * of_pilot, control_n=70 * (not of_pilot), guards=guards)


def plan_of(**more: Any) -> Plan:
    return Plan(**{"share": 0.5, "days": 14, **more})


def selected(numbers: Any, plan: Plan, today: int | None = None) -> Selection:
    return select_rows([row(number) for number in numbers], plan, START, None if today is None else day(today))


def test_exactly_the_planned_rows_count_and_the_others_are_told_apart() -> None:
    plan = plan_of(missing=(day(3),))
    found = selected([-2, 0, 1, 4, 6, 14, 15], plan)
    assert [each.day for each in found.rows] == [day(0), day(1), day(4), day(6)]
    assert (found.start, found.planned, found.reached, found.part) == (START, 14, 7, 0.5)
    assert (found.missing, found.excused, found.late, found.unripe) == ((day(2), day(5)), 1, 2, 0)
    assert [each.day for each in found.before] == [day(-2)]


def test_rows_that_were_drawn_too_early_do_not_count_and_are_not_missing() -> None:
    """On day 10 the rows up to day 7 are three days old; the one before the start is not one of the pilot."""
    plan = plan_of(label_delay=3, read=day(10))
    found = selected([-1, *range(12)], plan)
    assert (found.reached, found.unripe, found.missing) == (8, 4, ())
    early = plan_of(label_delay=20, read=day(19))
    with pytest.raises(Refusal, match=rf"2 rows drawn on {day(19)}, before plan.label_delay was over") as refused:
        selected([-30, 0, 1], early)
    assert refused.value.fix == f"draw the numbers again on {day(21)} or later, and write plan.read"
    assert (refused.value.line, refused.value.want) == (100, "rows whose labels are 20 days old")
    at_once = plan_of(label_delay=1, read=day(0))
    with pytest.raises(Refusal, match="1 row drawn"):
        selected([0], at_once)


@pytest.mark.parametrize("numbers", [(), (-3, -1), (14, 20)])
def test_without_a_planned_row_nothing_is_computed(numbers: tuple[int, ...]) -> None:
    with pytest.raises(Refusal, match=rf"no complete row from {START} on"):
        selected(numbers, plan_of())


def test_the_days_of_a_switchback_are_paired_whichever_comes_first() -> None:
    plan = plan_of(days=6, is_switchback=True, missing=(day(3),))
    turns = [
        turn(0, 5, of_pilot=True),
        turn(1, 7, of_pilot=False),
        turn(4, 8, of_pilot=False),
        turn(5, 6, of_pilot=True),
    ]
    found = select_rows(turns, plan, START)
    first, second = found.rows
    assert (first.day, first.pilot, first.control) == (day(0), 5, 7)
    assert (second.day, second.pilot, second.control) == (day(4), 6, 8)
    assert (first.counts, first.pilot_n, first.control_n) == (Counts(5, 50, 7, 70), 50, 70)
    assert (first.guards, second.guards) == (((5, 7),), ((6, 8),))
    assert (found.planned, found.reached, found.excused, found.missing) == (3, 3, 1, ())
    half = select_rows([*turns[:3], structs.replace(turns[3], counts=None)], plan, START)
    assert half.rows[1].counts is None
    odd = select_rows([*turns[:2], turns[3]], structs.replace(plan, missing=()), START)
    assert (odd.reached, odd.missing, odd.unripe) == (1, (), 0)
    gap = select_rows([turns[0], *turns[2:]], structs.replace(plan, missing=()), START)
    assert (gap.reached, gap.missing, gap.unripe) == (3, (day(0), day(2)), 0)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((5.0, None), (6.0, None)),
        ((None, 5.0), (None, 6.0)),
        ((5.0, 6.0), (None, 6.0)),
        ((None, 5.0), (6.0, 6.0)),
        ((None, None), (None, 6.0)),
        ((None, 5.0), (None, None)),
        ((None, None), (None, None)),
    ],
)
def test_a_switchback_has_one_arm_a_day_in_turns(first: tuple[Any, Any], second: tuple[Any, Any]) -> None:
    with pytest.raises(Refusal, match=rf"{day(0)} and {day(1)} in the same arm") as refused:
        select_rows([row(0, *first), row(1, *second)], plan_of(is_switchback=True), START)
    assert refused.value.line == 101


def test_a_day_that_is_there_twice_or_not_over_is_refused() -> None:
    with pytest.raises(Refusal, match=rf"duplicate date {day(1)}, first on line 7") as refused:
        select_rows([row(0), structs.replace(row(1), line=7), row(1)], plan_of(), START)
    assert refused.value.line == 101
    assert selected([0, 1], plan_of(), today=1).reached == 2
    with pytest.raises(Refusal, match=rf"a row of {day(2)}") as refused:
        selected([0, 1, 2], plan_of(), today=1)
    assert refused.value.line == 102


@pytest.mark.parametrize(
    ("plan", "numbers", "words"),
    [
        ({"weekdays": (0, 1, 2, 3, 4)}, [0, 5], "a Saturday: only the weekdays of plan.weekdays"),
        ({"weekdays": (1, 2, 3, 4)}, [0, 1], "a Monday: only the weekdays of plan.weekdays"),
        ({"weekdays": (0, 1)}, [0, 1, 9], ""),  # after the last planned row
        ({"weekdays": (0, 1)}, [-1, 0, 1], ""),
        ({"row": "week"}, [0, 3], "a Thursday: one row per week from plan.start"),
        ({"row": "week"}, [0, 7, 8, 14], ""),
        ({"row": "month", "days": 90}, [0, 29], "a Tuesday: one row per month from plan.start"),
        ({}, [0, 5, 6], ""),
        ({"weekdays": ()}, [], "no complete row"),
    ],
)
def test_a_row_between_those_of_the_plan_contradicts_it(plan: dict[str, Any], numbers: list[int], words: str) -> None:
    with pytest.raises(Refusal, match=words) if words else nullcontext() as refused:
        selected(numbers, plan_of(**plan))
    if refused and "plan" in words:
        expected = "plan.weekdays" if "weekdays" in words else "plan.start or plan.row"
        assert refused.value.fix == f"correct {expected}, or remove the row"
        assert refused.value.line == 100 + (numbers[0] if "Monday" in words else numbers[1])


@pytest.mark.parametrize(
    ("read", "today", "is_right"), [(None, None, False), (13, 12, False), (13, 13, True), (13, None, True)]
)
def test_labels_that_take_time_ask_when_they_were_read(read: int | None, today: int | None, *, is_right: bool) -> None:
    plan = plan_of(label_delay=3, read=None if read is None else day(read))
    expected: AbstractContextManager[Any] = nullcontext() if is_right else pytest.raises(Refusal, match=r"plan\.read: ")
    with expected as refused:
        selected(range(3), plan, today)
    if refused:
        assert refused.value.key == "plan.read"
    assert selected(range(3), plan_of(), today).reached == 3, "nothing is asked where labels take no time"


def _require(selection: Selection, plan: Plan) -> None:
    require_enough(selection, plan)
    require_most(selection, plan)


@pytest.mark.parametrize(
    ("plan", "numbers", "words"),
    [
        ({}, range(4), "4 days are too few; at least 5 are needed"),
        ({}, range(1), "1 day is too few"),
        ({}, range(6), "not run for a whole week"),
        ({}, range(7), ""),
        ({"days": 6}, range(6), ""),
        ({"weekdays": (0, 1, 2, 3, 4)}, range(5), ""),
        ({"row": "week", "days": 70}, range(0, 14, 7), "2 weeks are too few; at least 3"),
        ({"row": "week", "days": 70}, range(0, 21, 7), ""),
        ({"row": "month", "days": 90}, (0, 30), "2 months are too few"),
        ({"row": "month", "days": 90}, (0, 30, 61), ""),
        ({}, (0, 1, 2, 3, 4, 5, 6, 9), ""),  # two of ten
        ({}, (0, 1, 2, 3, 4, 5, 8), ""),  # two of nine are more than a fifth: see below
    ],
)
def test_rows_enough_are_five_days_and_a_whole_week(plan: dict[str, Any], numbers: Any, words: str) -> None:
    numbers = [*numbers]
    if numbers == [0, 1, 2, 3, 4, 5, 8]:
        words = "2 rows of 9 are missing, more than a fifth; add them"
    planned = plan_of(**plan)
    with pytest.raises(Unsettled, match=words) if words else nullcontext():
        _require(selected(numbers, planned), planned)


def test_a_switchback_needs_five_pairs_and_no_whole_week() -> None:
    turns = [turn(number, 5, of_pilot=number % 2 == 0) for number in range(10)]
    plan = plan_of(days=28, is_switchback=True)
    _require(select_rows(turns, plan, START), plan)
    with pytest.raises(Unsettled, match="4 pairs of days are too few"):
        _require(select_rows(turns[:8], plan, START), plan)


def test_excused_rows_and_rows_that_are_not_ripe_are_gone_too() -> None:
    """Of nine rows one may be gone: no number of reasons replaces the days."""
    excused = plan_of(missing=(day(2), day(4)))
    with pytest.raises(Unsettled, match="2 rows of 9 are missing"):
        _require(selected((0, 1, 3, 5, 6, 7, 8), excused), excused)
    with pytest.raises(Unsettled, match="2 rows of 9 are missing"):
        _require(selected((0, 1, 3, 5, 6, 7, 8), structs.replace(excused, missing=(day(2),))), excused)
    one = selected((0, 1, 3, 5, 6), plan_of(days=7, missing=(day(2), day(4))))
    with pytest.raises(Unsettled, match="2 rows of 7 are missing"):
        _require(one, plan_of(days=7))


def test_the_planned_days_before_the_start_are_those_right_before_it() -> None:
    found = selected([-4, -3, -1, 0], plan_of())
    assert [each.day for each in before_start(found, plan_of(pre_days=3))] == [day(-3), day(-1)]


def test_a_row_weighs_what_its_cases_tell() -> None:
    """Without the cases of one arm it weighs as much as one that is not counted."""
    cases = [(20.0, 30.0, 12.0), (0.0, 30.0, 1.0), (20.0, 0.0, 1.0), (0.0, 0.0, 1.0)]
    assert [row(0, pilot_n=own, control_n=other).weight for own, other, _ in cases] == [each[2] for each in cases]
