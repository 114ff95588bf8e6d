"""Dates as a team says them: working days, `Friday`, `20 November`."""

from datetime import date, datetime, timedelta, tzinfo

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WEEK = 7
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


def long(day: date) -> str:
    """`Monday 18 January`."""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"


def spoken(day: date, today: date) -> str:
    """`today`, `yesterday`, `Friday` within a week, else `20 November`, with the year where it is another one."""
    days = (today - day).days
    if days in (0, 1):
        return ("today", "yesterday")[days]
    if 1 < days < _WEEK:
        return _DAYS[day.weekday()]
    text = f"{day.day} {_MONTHS[day.month - 1]}"
    return text if day.year == today.year else f"{text} {day.year}"


def day_in_words(text: str, today: date) -> date | None:
    """A day to come as people write it: `2026-12-01`, `today`, `tomorrow`, `friday` (the next one, today included)."""
    word = text.strip().casefold()
    if word in ("today", "tomorrow"):
        return today + timedelta(days=("today", "tomorrow").index(word))
    weekdays = [name.casefold() for name in _DAYS]
    if word in weekdays:
        return today + timedelta(days=(weekdays.index(word) - today.weekday()) % _WEEK)
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None


def day_of(at: str, zone: tzinfo | None = None) -> date:
    """The day of a recorded time, where the reader is; the first day of all for one that cannot be read."""
    try:
        return datetime.fromisoformat(at).astimezone(zone).date()
    except (ValueError, OverflowError):
        return date.min
