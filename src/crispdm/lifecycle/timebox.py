"""The working days of a phase: its timebox pauses while the project waits for others. Pure."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo

from msgspec import Struct

from crispdm.dates import day_of, working_days
from crispdm.eventlog.events import Blocked, Event, Unblocked
from crispdm.lifecycle.owner_matching import belongs_to_team
from crispdm.process import Process


def waits_for_others(process: Process, owner: str | None) -> bool:
    """Whether the team waits for an owner outside it.

    A blocker that the team removes itself is part of its work, and so is one without an owner.
    """
    return owner is not None and not belongs_to_team(process, owner)


def owners_outside(process: Process, blockers: Iterable[Blocked]) -> set[str | None]:
    """The owners of blockers for whom the team waits, each asked about once."""
    return {owner for owner in {event.owner for event in blockers} if waits_for_others(process, owner)}


class Pause(Struct, frozen=True):
    """The time of one blocker that waited for others, as events record it; `until` is None while it does."""

    since: str
    until: str | None


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
    others = owners_outside(process, blocked)
    return tuple(Pause(event.at, gone.get(event.id)) for event in blocked if event.owner in others)


def days_in(entered: str, passed: str | None, pauses: Iterable[Pause], now: datetime) -> Days:
    """The working days that a phase takes, or took.

    Args:
        entered: when it was entered, as the event recorded it.
        passed: when it was passed; None where it is open.
        pauses: when it waited for others.
        now: the time, with its zone.
    """
    first, last = day_of(entered, now.tzinfo), day_of(passed, now.tzinfo) if passed else now.date()
    return Days(
        working_days(first, last), _paused_days((_inner_days(each, now.tzinfo) for each in pauses), first, last)
    )


def _inner_days(pause: Pause, zone: tzinfo | None) -> tuple[int, int]:
    """The days within a pause, as numbers of the calendar, without those on which it began and ended."""
    begin, end = day_of(pause.since, zone), day_of(pause.until, zone) if pause.until else date.max
    return begin.toordinal() + 1, end.toordinal() - 1


def _paused_days(spans: Iterable[tuple[int, int]], first: date, last: date) -> int:
    """Count the working days from `first` to `last` that are in one of the spans: each day once, by arithmetic."""
    days, counted = 0, first.toordinal() - 1
    for begin, end in sorted(spans):
        begin, end = max(begin, counted + 1), min(end, last.toordinal())  # noqa: PLW2901 - what is left of it
        if begin <= end:
            days, counted = days + working_days(date.fromordinal(begin), date.fromordinal(end)), end
    return days
