"""Dates as a team says them: working days, `Friday`, `20 November`."""

import re
from contextlib import suppress
from datetime import date, datetime, timedelta, tzinfo

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WEEK = 7
_LEAP = 9  # years in which each day of a calendar comes once at least
_BY_NAME = re.compile(
    r"(?:(?P<day>[0-9]{1,2})(?:st|nd|rd|th|\.)? (?P<month>[a-z]{3,})"
    r"|(?P<m>[a-z]{3,}) (?P<d>[0-9]{1,2})(?:st|nd|rd|th)?)"
    r"(?:,? (?P<year>[0-9]{4}))?"
)
FUTURE_DAY_FORMS = (
    "2026-12-01, 1 December, friday, tomorrow, next week (its Friday), 3d, in 2 weeks"  # as one may write it
)
_SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Monday to Friday."""
    return day.weekday() < _SATURDAY


def working_days(first: date, last: date) -> int:
    """How many working days there are from one day to another, both included; none where that is an earlier one."""
    if last < first:
        return 0
    weeks, rest = divmod((last - first).days + 1, _WEEK)
    return weeks * _SATURDAY + sum(is_working_day(first + timedelta(days=on)) for on in range(rest))


def last_working_day(today: date) -> date:
    """The one before today: on a Monday it is Friday."""
    day = today - timedelta(days=1)
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def weekday_and_day(day: date) -> str:
    """`Monday 18 January`."""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"


def past_day(day: date, today: date) -> str:
    """`today`, `yesterday`, `Friday` within a week, else `20 November`, with the year where it is another one."""
    days = (today - day).days
    if days in (0, 1):
        return ("today", "yesterday")[days]
    return _named(day, today, days)


def on_past_day(day: date, today: date) -> str:
    """When something was: `yesterday`, `on Friday`, `on 20 November`."""
    when = past_day(day, today)
    return when if day in (today, today - timedelta(days=1)) else f"on {when}"


def future_day(day: date, today: date) -> str:
    """A day to come: `today`, `tomorrow`, `Sunday` within a week, else `25 January`, with the year of another one."""
    days = (day - today).days
    if days in (0, 1):
        return ("today", "tomorrow")[days]
    return _named(day, today, days)


def _named(day: date, today: date, days: int) -> str:
    if 1 < days < _WEEK:
        return _DAYS[day.weekday()]
    text = f"{day.day} {_MONTHS[day.month - 1]}"
    return text if day.year == today.year else f"{text} {day.year}"


def spell_out_days(text: str, today: date | None = None) -> str:
    """A text with the days in it as a person says them: `25 November`, with the year where it is not today's."""

    def say(found: re.Match[str]) -> str:
        try:
            day = date.fromisoformat(found[0])
        except ValueError:
            return found[0]
        year = f" {day.year}" if today and day.year != today.year else ""
        return f"{day.day} {_MONTHS[day.month - 1]}{year}"

    return re.sub(r"(?<![\w'-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w'-])", say, text)


def parse_future_day(text: str, today: date) -> date | None:
    """A day to come as people write it; one that is past is told too, so that it can be said to be.

    `2026-12-01`, `1 December` or `December 1` (the next one, unless a year stands there), `today`, `tomorrow`,
    `friday` (the next one, today included), `next week` (its Friday), `3d`, `in 2 weeks`; `until` may stand before it.
    """
    word = re.sub(r"\s+", " ", text.strip().casefold()).removeprefix("until ").removeprefix("in ")
    weekday = _weekday(word)
    if weekday is not None:
        return today + timedelta(days=(weekday - today.weekday()) % _WEEK)
    if word == "yesterday":
        return today - timedelta(days=1)
    if word == "next week":
        return today + timedelta(days=_WEEK + _SATURDAY - 1 - today.weekday())
    return _of_calendar(word, today) or _day(word, today, ("today", "tomorrow"), 1)


def _of_calendar(word: str, today: date) -> date | None:
    """`1 December`, `1. dec 2027`, `december 1st`; without a year the next one, today included."""
    found = _BY_NAME.fullmatch(word)
    if found is None:
        return None
    month = next(
        (n for n, name in enumerate(_MONTHS, 1) if name.casefold().startswith(found["m"] or found["month"])), 0
    )
    day, year = int(found["d"] or found["day"]), int(found["year"] or 0)
    for each in (year,) if year else range(today.year, today.year + _LEAP):
        with suppress(ValueError):
            if (there := date(each, month, day)) >= today or year:
                return there
    return None


def parse_past_day(text: str, today: date) -> date | None:
    """A day that is past as people write it.

    `2026-11-20`, `today`, `yesterday`, `friday` (the last one, today not), `3d` (so many days ago); `since` may stand
    before it. None for anything else, and for a day to come.
    """
    word = text.strip().casefold().removeprefix("since ").strip()
    weekday = _weekday(word)
    if weekday is not None:
        return today - timedelta(days=(today.weekday() - weekday - 1) % _WEEK + 1)
    day = _day(word, today, ("today", "yesterday"), -1)
    return day if day is not None and day <= today else None


def _weekday(word: str) -> int | None:
    names = [name.casefold() for name in _DAYS]
    return names.index(word) if word in names else None


def _day(word: str, today: date, near: tuple[str, str], step: int) -> date | None:
    """A word for today or the day beside it, a number of days, or a date."""
    if word in near:
        return today + timedelta(days=step * near.index(word))
    try:
        if days := re.fullmatch(r"([0-9]{1,4}|an?) ?(d(?:ays?)?|w(?:eeks?)?)", word):
            number = int(days[1]) if days[1].isdigit() else 1
            return today + timedelta(days=step * number * (_WEEK if days[2].startswith("w") else 1))
        return date.fromisoformat(word)
    except (ValueError, OverflowError):
        return None


def parse_date(value: object) -> date | None:
    """A date as ISO 8601 writes it, such as `2026-12-07`; None for anything else."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def day_of(at: str, zone: tzinfo | None = None) -> date:
    """The day of a recorded time, where the reader is; the first day of all for one that cannot be read."""
    try:
        return datetime.fromisoformat(at).astimezone(zone).date()
    except (ValueError, OverflowError):
        return date.min
