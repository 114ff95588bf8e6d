"""How long a phase takes, in working days: the timebox pauses while the project waits for others. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta, tzinfo

from msgspec import Struct

from crispdm.dates import day_of, is_working_day, working_days
from crispdm.eventlog.events import Blocked, Event, Unblocked
from crispdm.lifecycle.owner_matching import belongs_to_team
from crispdm.process import Process


def waits_for_others(process: Process, owner: str | None) -> bool:
    """Whether the team waits: for an owner that is no role of the team, and nobody who holds one.

    What the team itself is to remove is part of its work, and so is what nobody was asked to remove.
    """
    return owner is not None and not belongs_to_team(process, owner)


class Pause(Struct, frozen=True):
    """The time in which one obstacle stood that was on others, as events record it; until today where it stands."""

    since: str
    until: str | None


class Days(Struct, frozen=True):
    """The working days from the one on which a phase was entered, and those of them on which it waited for others."""

    passed: int
    paused: int

    @property
    def worked(self) -> int:
        """Which day of its timebox it is; the first day counts whatever day it is."""
        return max(1, self.passed - self.paused)


def days_blocked(named: date, last: date) -> int:
    """How many working days an obstacle stood, counted as the timebox is paused: without the day it was named.

    Args:
        named: that day.
        last: today; of one that is gone the day before it was removed.
    """
    return working_days(named + timedelta(days=1), last)


def pauses(process: Process, events: Iterable[Event]) -> tuple[Pause, ...]:
    """When the timebox was paused, whatever the day: it depends on the events and the team alone."""
    events = [*events]
    gone = {event.blocker: event.at for event in events if isinstance(event, Unblocked)}
    found = (event for event in events if isinstance(event, Blocked) and waits_for_others(process, event.owner))
    return tuple(Pause(event.at, gone.get(event.id)) for event in found)


def days_in(entered: str, passed: str | None, pauses: Iterable[Pause], now: datetime) -> Days:
    """How long a phase takes, or took.

    Args:
        entered: when, as the event recorded it.
        passed: the same; None where it is open.
        pauses: when it waited for others.
        now: the time, with its zone.
    """
    first, last = day_of(entered, now.tzinfo), day_of(passed, now.tzinfo) if passed else now.date()
    paused = {day for each in pauses for day in _whole_days(each, first, last, now.tzinfo)}
    return Days(working_days(first, last), len(paused))


def _whole_days(pause: Pause, first: date, last: date, zone: tzinfo | None) -> Iterator[date]:
    """The working days from `first` to `last` on which it was paused: not the day it began, nor the day it ended."""
    begin, end = day_of(pause.since, zone), day_of(pause.until, zone) if pause.until else date.max
    start = max(begin, first)
    for number in range((min(end, last) - start).days + 1):
        day = start + timedelta(days=number)
        if begin < day < end and is_working_day(day):
            yield day
