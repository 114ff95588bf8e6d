"""How long a phase takes, in working days: the timebox pauses while the project waits for others. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta, tzinfo

from crispdm.dates import day_of, is_working_day, working_days
from crispdm.lifecycle.events import Blocked, Event, Unblocked
from crispdm.people import person
from crispdm.process import Process

_DAY = timedelta(days=1)


def is_on_others(process: Process, owner: str | None) -> bool:
    """Whether the team waits: for an owner that is no role of the team, and nobody who holds one.

    What the team itself is to remove is part of its work, and so is what nobody was asked to remove.
    """
    if owner is None or owner.strip().casefold().replace(" ", "_") in map(str.casefold, process.team):
        return False
    who = person(owner)
    members = [person(each) for holders in process.team.values() for each in holders]
    return not any(who.is_same(each) or who.name.casefold() == each.first_name.casefold() for each in members)


def days_in(first: date, last: date, paused: set[date]) -> int:
    """The working days of a phase so far, its first day included whatever day it is, without those on which it waited.

    Args:
        first: when it was entered.
        last: today, or when it was passed.
        paused: the days on which it waited for others.
    """
    return max(1, working_days(first, last) - sum(first <= day <= last for day in paused))


def paused_days(process: Process, events: Iterable[Event], today: date, zone: tzinfo | None) -> set[date]:
    """The whole working days on which an obstacle stood that was on others: neither its first day nor its last."""
    events = [*events]
    gone = {event.blocker: day_of(event.at, zone) for event in events if isinstance(event, Unblocked)}
    days: set[date] = set()
    for event in events:
        if isinstance(event, Blocked) and is_on_others(process, event.owner):
            days.update(_between(day_of(event.at, zone), gone.get(event.id, today + _DAY)))
    return days


def _between(first: date, last: date) -> Iterator[date]:
    day = first + _DAY
    while day < last:
        if is_working_day(day):
            yield day
        day += _DAY
