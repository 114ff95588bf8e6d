"""The plan of a pilot: its rows in the calendar, who is in which arm, and what the rows hold. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Literal

from msgspec import Struct, structs

from crispdm.gate.pilot.refusal import Refusal
from crispdm.words import count

RowLength = Literal["day", "week", "month"]
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
DAYS_OF: dict[RowLength, int] = {"day": 1, "week": 7, "month": 30}
FEWEST: dict[RowLength, int] = {"day": 5, "week": 3, "month": 3}
_MONDAY = date(2024, 1, 1)
_SPARSEST = 14  # days of a row: a pair of one weekday each week
SPREAD = 0.3  # between people, where nothing tells it


class Plan(Struct, frozen=True, kw_only=True):
    """What was planned before anybody was exposed."""

    share: float
    days: int
    has_control: bool = True
    row: RowLength = "day"
    weekdays: tuple[int, ...] = EVERY_DAY  # 0 is Monday
    pre_days: int = 0  # rows before the start with which the arms are compared
    units: int = 0  # people or shops that stay in the pilot; 0 where each case is drawn anew
    control_units: int = 0
    spread: float = SPREAD
    label_delay: int = 0  # days until a row is complete
    read: date | None = None  # the day on which the numbers were drawn
    cases: float = 0.0  # that all of the traffic has in a row; 0 where nothing tells
    per: float = 1.0  # a rate is so many times events by how many they are of
    control_share: float | None = None
    has_changing_share: bool = False
    is_shadow: bool = False
    is_switchback: bool = False
    same_scale: bool = False  # somebody says why scales that look wrong are right
    missing: tuple[date, ...] = ()  # rows that are excused
    has_ended: bool = False  # before its planned end, for a reason

    def grid(self, start: date) -> list[tuple[date, ...]]:
        """The days of each planned row: one, or the two of a pair.

        Raises:
            Refusal: no calendar holds such rows.
        """
        try:
            return self._grid(start)
        except (OverflowError, ValueError):
            have = f"{self.name(self.days) if self.row == 'day' else f'a row for each {self.row}'} from {start} on"
            want = "days that exist; rows of months begin on a day from 1 to 28"
            raise Refusal(have, want, "correct plan.start", key="plan.start") from None

    def _grid(self, start: date) -> list[tuple[date, ...]]:
        if self.row != "day":
            return [(day,) for day in islice(self._later(start), self.rows())]
        days = (start + timedelta(days=number) for number in range(self.days))
        kept = [day for day in days if day.weekday() in self.weekdays]
        return [*zip(kept[::2], kept[1::2], strict=False)] if self.is_switchback else [(day,) for day in kept]

    def rows(self, start: date = _MONDAY) -> int:
        """How many rows are planned: days, or weeks, months, working days, or pairs of a switchback."""
        return len(self._grid(start)) if self.row == "day" else max(1, round(self.days / DAYS_OF[self.row]))

    def _later(self, start: date) -> Iterator[date]:
        day = start
        while True:
            yield day
            month = day.year + day.month // 12, day.month % 12 + 1
            day = date(*month, day.day) if self.row == "month" else day + timedelta(days=7)

    def first_day(self, start: date, day: date) -> date:
        """The first day of the row that a day from the start on belongs to."""
        if self.row == "day":
            return day
        if self.row == "week":
            return day - (day - start) % timedelta(days=7)
        months = 12 * day.year + day.month - 1 - (day.day < start.day)
        return date(months // 12, months % 12 + 1, start.day)

    def last_day(self, first: date) -> date:
        """The last day of the row that begins on a day."""
        if self.row == "day":
            return first
        return next(islice(self._later(first), 1, None)) - timedelta(days=1)

    def end_of_row(self, start: date, number: int) -> date | None:
        """The last day of a row, the first being 1, also after the planned end; None where no calendar has it."""
        days = DAYS_OF[self.row] if self.row != "day" else _SPARSEST
        try:
            return self.last_day(structs.replace(self, days=number * days).grid(start)[number - 1][-1])
        except Refusal:
            return None

    def is_ripe(self, day: date) -> bool:
        """Whether the row of a day was complete when the numbers were drawn."""
        return not self.label_delay or (self.read is not None and (self.read - day).days >= self.label_delay)

    def name(self, rows: int) -> str:
        """`14 days`, `1 week`, `7 pairs of days`."""
        return count(rows, "pair of days", "pairs of days") if self.is_switchback else count(rows, self.row)
