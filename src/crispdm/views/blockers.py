"""What `block`, `unblock` and `note` answer, and how long a blocker has been there."""

from collections.abc import Iterator
from datetime import date, tzinfo

from crispdm.dates import day_of, past_day
from crispdm.eventlog.events import Blocked, Noted
from crispdm.lifecycle.blockers import SHORTEST_ID
from crispdm.lifecycle.timebox import days_blocked
from crispdm.results.moves import Block, Recorded, Unblock
from crispdm.views.people import Names
from crispdm.views.text.lines import Line
from crispdm.views.text.styles import Style
from crispdm.words import count


def age(at: str, today: date, zone: tzinfo | None = None) -> str:
    """`4 working days`, as the timebox is paused; `since today` or another day before the first of them."""
    reported = day_of(at, zone)
    if reported == date.min:
        return "for an unknown time"
    days = days_blocked(reported, today)
    return count(days, "working day") if days else f"since {past_day(reported, today)}"


def block_lines(found: Block) -> Iterator[Line]:
    """The blocker, how to remove it, and whether the timebox waits for it."""
    for event in found.events:
        if isinstance(event, Blocked):
            owner = Names(found.team).owner(event.owner) or "nobody yet"
            yield Line(f"{event.text}, on {owner}", label="Waiting: ", style=Style.WRONG)
            paused = " The timebox is paused until then." if found.pauses else ""
            yield Line(f"`crispdm unblock {event.id[:SHORTEST_ID]}` removes it.{paused}")


def unblock_lines(found: Unblock) -> Iterator[Line]:
    """The blocker that was removed, and after how long."""
    after = f", after {count(found.days, 'working day')}" if found.days else ""
    yield Line(f"{found.text}{after}", label="Removed: ", style=Style.MET)


def note_lines(found: Recorded) -> Iterator[Line]:
    """What the next standup will hear."""
    for event in found.events:
        if isinstance(event, Noted):
            yield Line(event.text, label="For the next standup: ")
