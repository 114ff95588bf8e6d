"""Recorded times as a reader far away wants them: the day, with its year."""

from datetime import date, datetime, tzinfo
from typing import Any

from msgspec import Struct

from crispdm.dates import day_of, working_days

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")


class Calendar(Struct, frozen=True):
    """Where the reader is, and today."""

    today: date
    zone: tzinfo | None

    def day(self, at: str) -> str:
        """The day of an event: `24 Nov 2026`."""
        day = day_of(at, self.zone)
        return at if day == date.min else self.of(day)

    def of(self, day: date) -> str:
        """`24 Nov 2026`."""
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"

    def written(self, value: Any) -> str:
        """A day as evidence gives it; as it is where it is none."""
        try:
            return self.of(date.fromisoformat(str(value)))
        except ValueError:
            return str(value or "")

    def working(self, first: str, last: str | None) -> int:
        """The working days from one event to another, or to today, both days included; at least one."""
        start, end = day_of(first, self.zone), self.today if last is None else day_of(last, self.zone)
        return max(1, working_days(start, end)) if start > date.min else 1  # that one cannot be read

    def moment(self, at: str) -> datetime | None:
        """The local time of an event; None where it cannot be read."""
        try:
            return datetime.fromisoformat(at).astimezone(self.zone)
        except (ValueError, OverflowError):
            return None
