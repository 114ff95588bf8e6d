"""Working days, how days are named, and the forms in which people may write one."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crispdm.dates import (
    is_working_day,
    last_working_day,
    parse_future_day,
    parse_past_day,
    past_day,
    spell_out_days,
    weekday_and_day,
    working_days,
)
from tests.support.effort import examples

CALM = settings(deadline=None, max_examples=examples(200))
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
MONDAY = date(2027, 1, 18)


@CALM
@given(first=DAYS, days=st.integers(0, 400))
def test_working_days_are_counted_as_one_counts_them_on_a_calendar(first: date, days: int) -> None:
    naive = sum((first + timedelta(days=each)).weekday() < 5 for each in range(days + 1))
    assert working_days(first, first + timedelta(days=days)) == naive


@CALM
@given(first=DAYS, middle=st.integers(0, 60), last=st.integers(1, 60))
def test_two_stretches_of_working_days_add_up(first: date, middle: int, last: int) -> None:
    break_day = first + timedelta(days=middle)
    end = break_day + timedelta(days=last)
    parts = working_days(first, break_day) + working_days(break_day + timedelta(days=1), end)
    assert working_days(first, end) == parts


def test_no_day_is_worked_before_the_first_one() -> None:
    assert working_days(MONDAY, MONDAY - timedelta(days=1)) == 0
    assert working_days(MONDAY, MONDAY) == 1
    assert working_days(MONDAY - timedelta(days=2), MONDAY - timedelta(days=1)) == 0


@CALM
@given(today=DAYS)
def test_the_last_working_day_is_the_nearest_one_before_today(today: date) -> None:
    day = last_working_day(today)
    assert is_working_day(day)
    assert 1 <= (today - day).days <= 3
    assert working_days(day, today - timedelta(days=1)) == 1


def test_on_a_monday_the_last_working_day_is_friday() -> None:
    assert last_working_day(MONDAY) == MONDAY - timedelta(days=3)
    assert last_working_day(MONDAY - timedelta(days=1)) == MONDAY - timedelta(days=3)
    assert last_working_day(MONDAY + timedelta(days=1)) == MONDAY


@pytest.mark.parametrize(
    ("day", "text"),
    [
        *((date(2027, 1, 18), "today"), (date(2027, 1, 17), "yesterday"), (date(2027, 1, 16), "Saturday")),
        *((date(2027, 1, 12), "Tuesday"), (date(2027, 1, 11), "11 January"), (date(2027, 1, 1), "1 January")),
        *(
            (date(2026, 12, 31), "31 December 2026"),
            (date(2027, 1, 19), "19 January"),
            (date(2028, 1, 3), "3 January 2028"),
        ),
    ],
)
def test_a_day_is_spoken_as_a_team_says_it(day: date, text: str) -> None:
    assert past_day(day, MONDAY) == text


@CALM
@given(day=DAYS, days=st.integers(-400, 400))
def test_what_is_spoken_means_one_day(day: date, days: int) -> None:
    text = past_day(day, day + timedelta(days=days))
    assert (text in ("today", "yesterday")) == (days in (0, 1))
    assert text.endswith("day") == (0 <= days < 7)
    assert days < 7 or f"{day.day} " in text


def test_a_long_date_names_the_weekday() -> None:
    assert weekday_and_day(MONDAY) == "Monday 18 January"
    assert weekday_and_day(date(2026, 11, 1)) == "Sunday 1 November"


@pytest.mark.parametrize(
    ("text", "future", "past"),
    [
        ("2027-01-20", 2, None),
        ("2027-01-11", -7, -7),
        (" Today ", 0, 0),
        ("tomorrow", 1, None),
        ("yesterday", -1, -1),
        ("monday", 0, -7),
        ("Friday", 4, -3),
        ("sunday", 6, -1),
        ("0d", 0, 0),
        ("3d", 3, -3),
        ("10D", 10, -10),
    ],
)
def test_a_day_is_read_in_its_few_forms(text: str, future: int, past: int | None) -> None:
    assert parse_future_day(text, MONDAY) == MONDAY + timedelta(days=future)
    assert parse_past_day(text, MONDAY) == (None if past is None else MONDAY + timedelta(days=past))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "soon",
            "1 December",
            "December 1",
            "next week",
            "in 2 weeks",
            "2w",
            "until friday",
            "since friday",
            "fri",
        ),
        *("3 d", "-3d", "99999d", "2027-02-30", "2027-1-2", "٣d"),
    ],
)
def test_anything_else_is_no_day(text: str) -> None:
    assert parse_future_day(text, MONDAY) is None
    assert parse_past_day(text, MONDAY) is None


def test_days_beyond_the_calendar_are_no_days() -> None:
    assert parse_future_day("9999d", date(9999, 1, 1)) is None
    assert parse_past_day("9999d", date(2, 1, 1)) is None


def test_iso_dates_in_a_text_are_spelt_out() -> None:
    text = "from 2026-12-24 to 2027-01-02, run-2027-01-02, 2027-13-01"
    assert spell_out_days(text) == "from 24 December to 2 January, run-2027-01-02, 2027-13-01"
    assert spell_out_days(text, MONDAY) == "from 24 December 2026 to 2 January, run-2027-01-02, 2027-13-01"
