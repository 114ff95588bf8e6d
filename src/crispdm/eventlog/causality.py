"""Which event saw which: the events as a graph, by `after`. The clock decides nothing. Pure."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from msgspec import Struct

from crispdm.errors import Damaged
from crispdm.eventlog.events import Event


class _Position(Struct, frozen=True):
    """The position of an event: on a chain, each of whose events saw all before it on that chain."""

    chain: int
    number: int  # on its chain, from 1
    depth: int  # the length of the longest path to it
    seen: Mapping[int, int]  # how many events it saw of each other chain


class Graph:
    """Events with their pasts, as vector clocks: work on one branch is one chain, and costs nothing.

    Args:
        events: in any order; the same event may come twice. An `after` that is not among them is ignored.

    Raises:
        Damaged: an event is its own ancestor.

    See Fidge (1988) and Mattern (1989) for vector clocks, where the chains are called processes.
    """

    def __init__(self, events: Iterable[Event]) -> None:
        known = {event.id: event for event in events}
        self.events = _parents_first(known)
        self._positions: dict[str, _Position] = {}
        self._lengths: list[int] = []
        for event in self.events:
            self._positions[event.id] = self._position_after(event.after)

    def _position_after(self, after: tuple[str, ...]) -> _Position:
        """The position after these events: on the chain of one of them that is the last there, if there is one."""
        last = self._positions.get(after[0]) if len(after) == 1 else None
        if last and last.number == self._lengths[last.chain]:  # nearly always
            self._lengths[last.chain] += 1
            return _Position(last.chain, last.number + 1, last.depth + 1, last.seen)
        return self._position_after_merge([self._positions[each] for each in after if each in self._positions])

    def _position_after_merge(self, parents: list[_Position]) -> _Position:
        chain = next((each.chain for each in parents if each.number == self._lengths[each.chain]), len(self._lengths))
        if chain == len(self._lengths):
            self._lengths.append(0)
        self._lengths[chain] += 1
        depth = max((each.depth + 1 for each in parents), default=0)
        return _Position(chain, self._lengths[chain], depth, _events_seen(parents, chain))

    def by_time(self, event: Event) -> tuple[str, int, str]:
        """The sort key for showing events: by the clock, and within one second by cause."""
        return event.at, self._positions[event.id].depth, event.id

    def by_cause(self, event: Event) -> tuple[int, str]:
        """The sort key for choosing the newest event: by the length of its past, whatever the clocks say."""
        return self._positions[event.id].depth, event.id

    def saw(self, later: Event, earlier: Event) -> bool:
        """Whether the writer of one event knew the other event."""
        one, other = self._positions[later.id], self._positions[earlier.id]
        if one.chain == other.chain:
            return other.number < one.number
        return other.number <= one.seen.get(other.chain, 0)

    def saw_all(self, event: Event, others: Iterable[Event]) -> bool:
        """Whether the writer of an event knew all of the others."""
        return all(self.saw(event, each) for each in others)


def _events_seen(parents: list[_Position], chain: int) -> dict[int, int]:
    """How many events the parents saw, themselves included, on all chains but one."""
    seen: dict[int, int] = {}
    for each in parents:
        for other, number in (*each.seen.items(), (each.chain, each.number)):
            seen[other] = max(number, seen.get(other, 0))
    seen.pop(chain, None)
    return seen


def _parents_first(known: dict[str, Event]) -> list[Event]:
    """An order in which parents come first: nearly always the order of the file."""
    placed: set[str] = set()
    for event in known.values():
        if not placed.issuperset(event.after) and any(each in known and each not in placed for each in event.after):
            break
        placed.add(event.id)
    else:
        return list(known.values())
    try:
        parents = {event.id: [p for p in event.after if p in known] for event in known.values()}
        return [known[name] for name in TopologicalSorter(parents).static_order()]
    except CycleError as error:
        raise Damaged(f"the state is damaged: event {error.args[1][0]} is its own ancestor") from None
