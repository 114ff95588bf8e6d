"""Days as a team names them, and working days; today is always a parameter. Pure."""

import re
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WEEK = 7
_SATURDAY = 5
_NEAR = {"yesterday": -1, "today": 0, "tomorrow": 1}
FUTURE_DAY_FORMS = "2026-12-01, friday, tomorrow, 3d"
PAST_DAY_FORMS = "2026-11-20, friday, yesterday, 3d"


def is_working_day(day: date) -> bool:
    """Whether a day is one of Monday to Friday."""
    return day.weekday() < _SATURDAY


@lru_cache(maxsize=256)  # many blockers are of few days
def working_days(first: date, last: date) -> int:
    """Count the working days from one day to another, both included; 0 where the last is before the first."""
    if last < first:
        return 0
    weeks, rest = divmod((last - first).days + 1, _WEEK)
    return weeks * _SATURDAY + sum(is_working_day(first + timedelta(days=number)) for number in range(rest))


def add_working_days(day: date, days: int) -> date:
    """The working day that is so many of them later; the day itself for none."""
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day


def last_working_day(today: date) -> date:
    """The last working day before today: on a Monday it is Friday."""
    day = today - timedelta(days=1)
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def weekday_and_day(day: date) -> str:
    """`Monday 18 January`."""
    return f"{_WEEKDAYS[day.weekday()]} {_day_and_month(day)}"


def past_day(day: date, today: date) -> str:
    """`today`, `yesterday`, `Friday` within a week, else `20 November`; with the year where it is not this year's."""
    days = (today - day).days
    return ("today", "yesterday")[days] if days in (0, 1) else _weekday_or_date(day, today, days)


def on_past_day(day: date, today: date) -> str:
    """The same with its preposition: `yesterday`, `on Friday`, `on 20 November`."""
    text = past_day(day, today)
    return text if day in (today, today - timedelta(days=1)) else f"on {text}"


def future_day(day: date, today: date) -> str:
    """`today`, `tomorrow`, `Sunday` within a week, else `25 January`; with the year where it is not this year's."""
    days = (day - today).days
    return ("today", "tomorrow")[days] if days in (0, 1) else _weekday_or_date(day, today, days)


def _weekday_or_date(day: date, today: date, days: int) -> str:
    if 1 < days < _WEEK:
        return _WEEKDAYS[day.weekday()]
    return _day_and_month(day) if day.year == today.year else f"{_day_and_month(day)} {day.year}"


def _day_and_month(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]}"


def spell_out_days(text: str, today: date | None = None) -> str:
    """Replace each ISO date in a text by `25 November`, with the year where it is not today's.

    An example of what to type stays: `such as 2026-12-24`.
    """

    def spell_out(found: re.Match[str]) -> str:
        day = parse_date(found[0])
        if day is None:
            return found[0]
        return f"{_day_and_month(day)} {day.year}" if today and day.year != today.year else _day_and_month(day)

    return re.sub(r"(?<![\w'{-])(?<!such as )[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w'-])", spell_out, text)


def parse_future_day(text: str, today: date) -> date | None:
    """Read a day to come in one of the forms of `FUTURE_DAY_FORMS`; None for anything else.

    A weekday is the next one, today included. A day that is over is returned too, so that the caller can say so.
    """
    word = text.strip().casefold()
    weekday = _weekday(word)
    if weekday is not None:
        return today + timedelta(days=(weekday - today.weekday()) % _WEEK)
    return _parse_day(word, today, 1)


def parse_past_day(text: str, today: date) -> date | None:
    """Read today or a day before it in one of the forms of `PAST_DAY_FORMS`; None for anything else.

    A weekday is the last one before today.
    """
    word = text.strip().casefold()
    weekday = _weekday(word)
    if weekday is not None:
        return today - timedelta(days=(today.weekday() - weekday - 1) % _WEEK + 1)
    day = _parse_day(word, today, -1)
    return day if day is not None and day <= today else None


def _weekday(word: str) -> int | None:
    names = [name.casefold() for name in _WEEKDAYS]
    return names.index(word) if word in names else None


def _parse_day(word: str, today: date, direction: int) -> date | None:
    """Read a word for today or the day beside it, a number of days counted from today, or an ISO date."""
    if word in _NEAR:
        return today + timedelta(days=_NEAR[word])
    number = re.fullmatch(r"([0-9]{1,4})d", word)
    try:
        return today + timedelta(days=direction * int(number[1])) if number else parse_date(word)
    except OverflowError:
        return None


def parse_date(value: object) -> date | None:
    """Read a date as ISO 8601 writes it, such as `2026-12-07`; None for anything else."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def day_of(at: str, zone: tzinfo | None = None) -> date:
    """The day of a recorded time in a time zone; `date.min` for a time that cannot be read."""
    try:
        return datetime.fromisoformat(at).astimezone(zone).date()
    except (ValueError, OverflowError):
        return date.min
