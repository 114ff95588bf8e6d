"""Recorded times as a reader far away wants them: the day, with its year."""

from datetime import date, datetime, tzinfo
from typing import Any

from msgspec import Struct

from crispdm.dates import day_of
from crispdm.lifecycle.timebox import Days, Pause, days_in

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")


class Calendar(Struct, frozen=True):
    """Where the reader is, today, and when the project waited for others."""

    now: datetime
    pauses: tuple[Pause, ...] = ()

    @property
    def today(self) -> date:
        """The day it is."""
        return self.now.date()

    @property
    def zone(self) -> tzinfo | None:
        """Of the reader."""
        return self.now.tzinfo

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

    def days(self, entered: str, left: str | None) -> Days:
        """The working days in a phase, counted as everywhere else; one where a time cannot be read."""
        if day_of(entered, self.zone) == date.min:
            return Days(1, 0)
        return days_in(entered, left, self.pauses, self.now)

    def moment(self, at: str) -> datetime | None:
        """The local time of an event; None where it cannot be read."""
        try:
            return datetime.fromisoformat(at).astimezone(self.zone)
        except (ValueError, OverflowError):
            return None
