"""Which events of another text, such as the file of a commit, the history lacks. Pure."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from crispdm.errors import Damaged
from crispdm.eventlog.events import AnyEvent, Event, Noted, WrongLine, parse_event

_EVENT = re.compile(rb'(?m)^- \{"id": "([0-9a-f]{32})", [^\r\n]*')


class EventsLost(Damaged):
    """Nothing was recorded: git has events that the state file lacks."""


def missing_events(text: bytes | Iterable[bytes], history: Iterable[Event]) -> Iterator[tuple[AnyEvent, bytes]]:
    """Find the events of a text that a history neither has nor left out on purpose, each with its line.

    Only lines of such events are parsed: of a text with the same events that is none.

    Args:
        text: as a whole, or its lines.
        history: what is there.

    Raises:
        Damaged: one of them is an event that this version cannot read.
    """
    known = known_ids(history)
    parts = (text,) if isinstance(text, bytes) else text
    for found in chain.from_iterable(map(_EVENT.finditer, parts)):
        name = found[1].decode()
        if name not in known:
            known.add(name)
            try:
                yield parse_event(found[0]), found[0]
            except WrongLine:
                known.discard(name)  # what bears its id is not the event


def ids_in(text: bytes) -> set[str]:
    """The ids that the lines of a text bear, rightly or not."""
    return {found.decode() for found in _EVENT.findall(text)}


def known_ids(history: Iterable[Event]) -> set[str]:
    """The ids of the events, and of those that they left out on purpose."""
    history = tuple(history)
    return {event.id for event in history}.union(left_out_ids(history))


def left_out_ids(history: Iterable[Event]) -> Iterator[str]:
    """The ids of the events that were left out on purpose."""
    return (name for event in history if isinstance(event, Noted) for name in event.left_out)
