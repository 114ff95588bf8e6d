"""The working days of a phase: its timebox pauses while the project waits for others. Pure."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo

from msgspec import Struct

from crispdm.dates import day_of, working_days
from crispdm.eventlog.events import Blocked, Event, Unblocked
from crispdm.lifecycle.owner_matching import outsiders
from crispdm.process import Process


def waits_for_others(process: Process, owner: str | None) -> bool:
    """Whether the team waits for an owner outside it.

    A blocker that the team removes itself is part of its work, and so is one without an owner.
    """
    return owner is not None and bool(outsiders(process, (owner,)))


class Pause(Struct, frozen=True):
    """The time of one blocker that waited for others, as events record it; `until` is None while it does."""

    since: str
    until: str | None
    blocker: str = ""  # the id of its event


class Days(Struct, frozen=True):
    """The working days since a phase was entered, and those of them on which it waited for others."""

    passed: int
    paused: int

    @property
    def worked(self) -> int:
        """The day of its timebox, counted from 1; the first day counts even at a weekend."""
        return max(1, self.passed - self.paused)


def days_blocked(reported: date, last: date) -> int:
    """The working days of a blocker, counted as the timebox pauses: without the day it was reported.

    Args:
        reported: that day.
        last: today; for a removed one the day before it was removed.
    """
    return working_days(reported + timedelta(days=1), last)


def pauses(process: Process, events: Iterable[Event]) -> tuple[Pause, ...]:
    """When the timebox was paused, by the events and the team alone."""
    events = [*events]
    gone = {event.blocker: event.at for event in events if isinstance(event, Unblocked)}
    blocked = [event for event in events if isinstance(event, Blocked)]
    others = outsiders(process, {event.owner for event in blocked if event.owner is not None})
    return tuple(Pause(event.at, gone.get(event.id), event.id) for event in blocked if event.owner in others)


def days_in(entered: str, passed: str | None, pauses: Iterable[Pause], now: datetime) -> Days:
    """The working days that a phase takes, or took.

    Args:
        entered: when it was entered, as the event recorded it.
        passed: when it was passed; None where it is open.
        pauses: when it waited for others.
        now: the time, with its zone.
    """
    return PausedDays(pauses, now.tzinfo).days_in(entered, passed, now)


class PausedDays:
    """The days on which the timebox waits, each counted once: built once, asked as often as there are phases.

    Args:
        pauses: when it waited for others.
        zone: of the days.
    """

    def __init__(self, pauses: Iterable[Pause], zone: tzinfo | None) -> None:
        self._zone = zone
        self._begins, self._ends, self._before = list[int](), list[int](), [0]  # spans apart, days before each
        for begin, end in sorted(_inner_days(each, zone) for each in pauses):
            start = max(begin, self._ends[-1] + 1) if self._ends else begin
            if start <= end:
                self._begins.append(start)
                self._ends.append(end)
                self._before.append(self._before[-1] + _working_days(start, end))

    def days_in(self, entered: str, passed: str | None, now: datetime) -> Days:
        """The working days that a phase takes, or took: see `days_in`."""
        return self.days(day_of(entered, self._zone), day_of(passed, self._zone) if passed else now.date())

    def days(self, first: date, last: date) -> Days:
        """The working days from one day to another."""
        paused = self._until(last.toordinal()) - self._until(first.toordinal() - 1)
        return Days(working_days(first, last), max(paused, 0))

    def _until(self, day: int) -> int:
        """The paused working days up to one, by its number."""
        number = bisect_right(self._begins, day)
        if not number:
            return 0
        return self._before[number - 1] + _working_days(self._begins[number - 1], min(self._ends[number - 1], day))


def _working_days(first: int, last: int) -> int:
    """The working days between two days, by their numbers in the calendar."""
    return working_days(date.fromordinal(first), date.fromordinal(last))


def _inner_days(pause: Pause, zone: tzinfo | None) -> tuple[int, int]:
    """The days within a pause, as numbers of the calendar, without those on which it began and ended."""
    begin, end = day_of(pause.since, zone), day_of(pause.until, zone) if pause.until else date.max
    return begin.toordinal() + 1, end.toordinal() - 1
