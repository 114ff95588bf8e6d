"""A plan in the calendar: which days its rows have, how many there are, and how they are called."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec import structs

from crispdm.gate.pilot.plan import FEWEST, Plan
from crispdm.gate.pilot.refusal import Refusal

MONDAY = date(2026, 11, 2)
WORKING = (0, 1, 2, 3, 4)


def plan_of(**more: Any) -> Plan:
    return Plan(**{"share": 0.5, "days": 14, **more})


def test_what_is_not_written_is_the_simplest_pilot() -> None:
    found = {name: value for name, value in structs.asdict(plan_of()).items() if value}
    assert found == {
        "share": 0.5,
        "days": 14,
        "has_control": True,
        "row": "day",
        "weekdays": (0, 1, 2, 3, 4, 5, 6),
        "spread": 0.3,
        "per": 1.0,
    }
    assert FEWEST == {"day": 5, "week": 3, "month": 3}


@pytest.mark.parametrize(
    ("plan", "first", "rows", "last"),
    [
        ({}, MONDAY, 14, (date(2026, 11, 15),)),
        ({"days": 6, "weekdays": WORKING}, MONDAY, 5, (date(2026, 11, 6),)),
        ({"days": 6, "weekdays": WORKING}, MONDAY + timedelta(days=5), 4, (date(2026, 11, 12),)),
        ({"days": 7, "is_switchback": True}, MONDAY, 3, (date(2026, 11, 6), date(2026, 11, 7))),
        ({"is_switchback": True, "weekdays": (0, 4)}, MONDAY, 2, (date(2026, 11, 9), date(2026, 11, 13))),
        ({"row": "week", "days": 84}, MONDAY, 12, (date(2027, 1, 18),)),
        ({"row": "week", "days": 3}, MONDAY, 1, (MONDAY,)),
        ({"row": "month", "days": 76}, date(2026, 11, 28), 3, (date(2027, 1, 28),)),
        ({"row": "month", "days": 360}, date(2026, 1, 1), 12, (date(2026, 12, 1),)),
        ({"row": "month", "days": 720}, date(2025, 12, 5), 24, (date(2027, 11, 5),)),
    ],
)
def test_the_rows_of_a_plan(plan: dict[str, Any], first: date, rows: int, last: tuple[date, ...]) -> None:
    planned = plan_of(**plan)
    grid = planned.grid(first)
    assert (len(grid), grid[-1]) == (rows, last)
    assert planned.rows(first) == rows
    assert [*map(list, grid)] == sorted(map(list, grid))


def test_how_many_rows_there_are_is_counted_from_a_monday_where_no_start_is_known() -> None:
    assert plan_of(days=6, weekdays=WORKING).rows() == 5
    assert plan_of(days=1, weekdays=(0,)).rows() == 1


@pytest.mark.parametrize(
    ("plan", "start", "have"),
    [
        ({"row": "month", "days": 90}, date(2026, 1, 31), "a row for each month from 2026-01-31 on"),
        ({"row": "week", "days": 90}, date(9999, 12, 1), "a row for each week from 9999-12-01 on"),
        ({}, date(9999, 12, 20), "14 days from 9999-12-20 on"),
        ({"is_switchback": True}, date(9999, 12, 20), "14 pairs of days from 9999-12-20 on"),
    ],
)
def test_a_plan_that_no_calendar_holds_is_refused(plan: dict[str, Any], start: date, have: str) -> None:
    with pytest.raises(Refusal) as refused:
        plan_of(**plan).grid(start)
    assert (refused.value.have, refused.value.key) == (have, "plan.start")


@pytest.mark.parametrize(
    ("row", "last"),
    [("day", date(2026, 12, 15)), ("week", date(2026, 12, 21)), ("month", date(2027, 1, 14))],
)
def test_a_row_ends_before_the_next_one(row: Any, last: date) -> None:
    assert plan_of(row=row).last_day(date(2026, 12, 15)) == last


@pytest.mark.parametrize(
    ("plan", "number", "end"),
    [
        ({}, 1, MONDAY),
        ({}, 30, MONDAY + timedelta(days=29)),
        ({"weekdays": WORKING}, 6, date(2026, 11, 9)),
        ({"weekdays": (2,)}, 365, date(2033, 10, 26)),
        ({"weekdays": (2,), "is_switchback": True}, 2, date(2026, 11, 25)),
        ({"is_switchback": True}, 14, MONDAY + timedelta(days=27)),
        ({"row": "week"}, 4, MONDAY + timedelta(days=27)),
        ({"row": "month"}, 2, date(2027, 1, 1)),
    ],
)
def test_the_end_of_a_row_is_known_also_after_the_plan(plan: dict[str, Any], number: int, end: date) -> None:
    assert plan_of(**plan).end_of_row(MONDAY, number) == end


def test_no_row_ends_after_the_last_calendar() -> None:
    assert plan_of(row="month").end_of_row(date(9989, 1, 1), 365) is None


def test_a_row_is_ripe_when_its_labels_had_their_time() -> None:
    waiting = plan_of(label_delay=3, read=MONDAY + timedelta(days=3))
    assert waiting.is_ripe(MONDAY)
    assert not waiting.is_ripe(MONDAY + timedelta(days=1))
    assert not plan_of(label_delay=3).is_ripe(MONDAY)
    assert plan_of().is_ripe(MONDAY)


@pytest.mark.parametrize(
    ("plan", "names"),
    [
        ({}, ["1 day", "14 days"]),
        ({"row": "month"}, ["1 month", "14 months"]),
        ({"is_switchback": True}, ["1 pair of days", "14 pairs of days"]),
    ],
)
def test_rows_are_called_by_their_length(plan: dict[str, Any], names: list[str]) -> None:
    assert [plan_of(**plan).name(rows) for rows in (1, 14)] == names
