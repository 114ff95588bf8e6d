"""How people are told from one another, and how dates, names and values are put into words."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crispdm.dates import is_working_day, last_working_day, past_day, weekday_and_day, working_days
from crispdm.people import Person, person
from crispdm.words import count, describe_value, did_you_mean, listing

CALM = settings(deadline=None, max_examples=200)
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
NAMES = st.text(st.characters(categories=["L"]), min_size=1, max_size=6)
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
    ("text", "name", "mail"),
    [
        ("Ana Roy <ana@example.com>", "Ana Roy", "ana@example.com"),
        ("  Ana Roy   < ana@example.com > ", "Ana Roy", "ana@example.com"),
        ("Ana Roy", "Ana Roy", ""),
        ("ana@example.com", "", "ana@example.com"),
        ("<ana@example.com>", "", "ana@example.com"),
        ("Ana <>", "Ana", ""),
        ("ana @ home", "ana @ home", ""),
        ("Ana <ana@example.com> (boss)", "Ana <ana@example.com> (boss)", ""),
        ("", "", ""),
    ],
)
def test_a_person_is_read_as_git_writes_one(text: str, name: str, mail: str) -> None:
    assert person(text) == Person(name, mail)


@CALM
@given(name=NAMES, mail=NAMES)
def test_a_person_is_written_as_one_is_read(name: str, mail: str) -> None:
    for each in (Person(name), Person(name, f"{mail}@example.com"), Person("", f"{mail}@example.com")):
        assert person(str(each)) == each


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ana <ana@example.com>", "Ana Roy <ANA@Example.com>", True),
        ("Ana <ana@example.com>", "ana@example.com", True),
        ("Ana <ana@example.com>", "Ana <roy@example.com>", False),
        ("Ana <ana@example.com>", "ANA", True),
        ("Ana <ana@example.com>", "Bo", False),
        ("Ana", "ana", True),
        ("Ana", "Ana Roy", False),
        ("ana@example.com", "Ana", False),
        ("", "", False),
        ("", "ana@example.com", False),
    ],
)
def test_the_same_person_has_the_same_mail_address_or_else_the_same_name(one: str, other: str, same: bool) -> None:  # noqa: FBT001 - a table
    assert person(one).is_same(person(other)) is same
    assert person(other).is_same(person(one)) is same


@pytest.mark.parametrize(
    ("text", "first"),
    [("Ana Roy <ana@example.com>", "Ana"), ("ana@example.com", "ana@example.com"), ("Bo", "Bo"), ("", "")],
)
def test_a_colleague_is_called_by_the_first_name(text: str, first: str) -> None:
    assert person(text).first_name == first


@pytest.mark.parametrize(
    ("items", "last", "text"),
    [
        ([], "and", ""),
        (["a"], "and", "a"),
        (["a", "b"], "and", "a and b"),
        (("a", "b", "c"), "and", "a, b and c"),
        (["a", "b", "c"], "or", "a, b or c"),
    ],
)
def test_a_listing_reads_as_a_sentence_does(items: list[str], last: str, text: str) -> None:
    assert listing(items, last) == text


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        *(
            ("data_scientst", "data_scientist"),
            ("Data Scientist", "data_scientist"),
            ("product_manger", "product_manager"),
        ),
        *(("scientist", "data_scientist"), ("Product", "product_manager"), ("data sci", "data_scientist")),
        *(("cook", None), ("", None), ("x" * 100_000, None), ("da", None), ("__", None)),
    ],
)
def test_the_nearest_name_is_asked_for_only_where_one_is_near(name: str, meant: str | None) -> None:
    known = ["product_manager", "data_scientist", "data_analyst"]
    assert did_you_mean(name, iter(known)) == (f"; did you mean {meant!r}?" if meant else "")
    assert did_you_mean(name, []) == ""


def test_between_a_few_names_one_can_choose() -> None:
    assert (
        did_you_mean("data", ["data_first", "data-second", "three"]) == "; did you mean 'data_first' or 'data-second'?"
    )
    assert did_you_mean("data", [f"data_part_{number}" for number in range(4)]) == ""


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (12000, "12,000 rows"), (-1, "-1 rows")]
)
def test_a_count_has_its_plural(number: int, text: str) -> None:
    assert count(number, "row") == text
    assert count(number, "criterion", "criteria") == text.replace("rows", "criteria").replace("row", "criterion")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *((None, "nothing"), (True, "true"), (False, "false"), (5, "5"), (0.5, "0.5"), ("soon", "'soon'"), ("", "''")),
        *(([], "nothing"), ({}, "nothing"), ([1], "a list"), ({"a": 1}, "keys with values")),
        *(("x" * 60, f"'{'x' * 60}'"), ("x" * 61, f"'{'x' * 60}…'")),
    ],
)
def test_a_value_is_shown_as_it_stands_in_the_file(value: object, text: str) -> None:
    assert describe_value(value) == text
