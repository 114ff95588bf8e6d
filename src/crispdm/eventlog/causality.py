"""Which event saw which: the events as a graph, by `after`. The clock decides nothing. Pure."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from operator import le
from typing import TypeVar

from msgspec import Struct

from crispdm.errors import Damaged
from crispdm.eventlog.events import Event

E = TypeVar("E", bound=Event)
_MOST_SEEN = 1_000_000  # entries of all vector clocks; a project with 200 branches open at any time needs a tenth


class _Position(Struct, frozen=True, gc=False):
    """The position of an event: on a chain, each of whose events saw all before it on that chain.

    As long as one event follows the other, `seen` is kept once.
    """

    chain: int
    number: int  # on its chain, from 1
    ahead: int  # how much longer than its number the longest path to it is: the same on a chain, nearly always 0
    seen: Mapping[int, int]  # how many events it saw of each other chain

    @property
    def depth(self) -> int:
        """The length of the longest path to it, itself included."""
        return self.number + self.ahead


class Graph:
    """Events with their pasts, as vector clocks: work on one branch is one chain, and costs nothing.

    Args:
        events: in any order; the same event may come twice. An `after` that is not among them is ignored.

    Raises:
        Damaged: an event is its own ancestor, or there are more branches side by side than can be followed.

    A chain goes on with any event that saw its last one, so there are about as many chains as branches were open at
    one time. See Fidge (1988) and Mattern (1989) for vector clocks, where the chains are called processes.
    """

    def __init__(self, events: Iterable[Event]) -> None:
        known = {event.id: event for event in events}
        self.events = [*known.values()]
        if not self._place(known):  # parents nearly always come first
            self.events = _parents_first(known)
            self._place(known)

    def _place(self, known: Mapping[str, Event]) -> bool:
        """Give each event its position; False where one comes before one that it follows."""
        self.size = 0  # entries of all vector clocks
        self._lengths: list[int] = []
        self._positions: dict[str, _Position] = {}
        self._fork: tuple[tuple[str, ...], dict[int, int]] = ((), {})  # the last one, and what who followed it saw
        positions, lengths = self._positions, self._lengths
        for event in self.events:
            after = event.after
            last = positions.get(after[0]) if len(after) == 1 else None
            if last is not None and last.number == lengths[last.chain]:  # nearly always
                lengths[last.chain] = number = last.number + 1
                positions[event.id] = _Position(last.chain, number, last.ahead, last.seen)
                continue
            parents = [positions[each] for each in after if each in positions]
            if any(each in known and each not in positions for each in after):
                return False
            positions[event.id] = self._position_after_fork(after, parents)
        return True

    def _position_after_fork(self, after: tuple[str, ...], parents: list[_Position]) -> _Position:
        """The position after several events, or after one that another followed already.

        It is on the chain of one of them that is the last there, if there is one. Events that follow the same ones
        saw the same: that is kept once, too.
        """
        is_same = bool(after) and after == self._fork[0]
        seen = self._fork[1] if is_same else _events_seen(parents)
        lengths = self._lengths
        for chain, number in seen.items():
            if number == lengths[chain]:
                break
        else:
            chain = len(lengths)
            lengths.append(0)
        lengths[chain] += 1
        self._fork = after, seen
        if chain in seen:
            seen = {each: number for each, number in seen.items() if each != chain}
            is_same = False
        self.size += 0 if is_same else len(seen)
        if self.size > _MOST_SEEN:
            hint = "restore .crispdm/state.yaml from a commit before this happened: no team works on that many branches"
            raise Damaged("the state has too many parallel branches to follow", hint=hint)
        depth = 0
        for each in parents:
            depth = max(depth, each.depth)
        return _Position(chain, lengths[chain], depth + 1 - lengths[chain], seen)

    def __contains__(self, name: object) -> bool:
        """Whether there is an event of this id."""
        return name in self._positions

    def sorted_by_time(self) -> list[Event]:
        """The events for showing."""
        times = [event.at for event in self.events]
        is_sorted = len(self._lengths) == 1 and all(map(le, times, times[1:]))  # work on one branch: nearly always
        return [*self.events] if is_sorted else sorted(self.events, key=self.by_time)

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

    def newest(self, events: Iterable[E]) -> list[E]:
        """The newest of the events on each chain: who saw these saw all of them."""
        newest: dict[int, E] = {}
        numbers: dict[int, int] = {}
        for event in events:
            position = self._positions[event.id]
            if position.number > numbers.get(position.chain, 0):
                numbers[position.chain], newest[position.chain] = position.number, event
        return [*newest.values()]

    def that_saw_all(self, events: Iterable[E], others: Iterable[Event]) -> list[E]:
        """The events whose writers knew all of the others.

        On a chain all behind the first of them are such events: it is searched for, and no other is asked.
        """
        newest = {chain: position.number for chain, position in self._newest(others).items()}
        if not newest:
            return [*events]
        found: list[E] = []
        for chain in self._by_chain(events):
            first = bisect_left(chain, True, key=lambda event: self._has_seen(self._positions[event.id], newest))
            found += chain[first:]
        return found

    def unseen(self, events: Iterable[E], by: Iterable[Event]) -> list[E]:
        """The events that none of the writers of others knew."""
        newest = self._newest(by)
        known = {chain: last.number - 1 for chain, last in newest.items()}
        for seen in {id(last.seen): last.seen for last in newest.values()}.values():
            for chain, number in seen.items():
                if number > known.get(chain, 0):
                    known[chain] = number
        positions = self._positions
        return [event for event in events if (at := positions[event.id]).number > known.get(at.chain, 0)]

    def _by_chain(self, events: Iterable[E]) -> Iterable[list[E]]:
        """The events of each chain, oldest first."""
        chains: dict[int, list[E]] = {}
        for event in sorted(events, key=lambda event: self._positions[event.id].number):
            chains.setdefault(self._positions[event.id].chain, []).append(event)
        return chains.values()

    def _newest(self, events: Iterable[Event]) -> dict[int, _Position]:
        """By chain the position of the newest of the events: who saw that one saw the others of the chain."""
        newest: dict[int, _Position] = {}
        for event in events:
            position = self._positions[event.id]
            last = newest.get(position.chain)
            if last is None or position.number > last.number:
                newest[position.chain] = position
        return newest

    def _has_seen(self, position: _Position, numbers: Mapping[int, int]) -> bool:
        own, seen = position.chain, position.seen
        return all(n < position.number if chain == own else n <= seen.get(chain, 0) for chain, n in numbers.items())


def _events_seen(parents: list[_Position]) -> dict[int, int]:
    """How many events of each chain the parents saw, themselves included."""
    seen: dict[int, int] = {}
    for each in parents:
        if not seen:  # often there is no other
            seen = {each.chain: each.number, **each.seen}
            continue
        if each.number > seen.get(each.chain, 0):
            seen[each.chain] = each.number
        for chain, number in each.seen.items():
            if number > seen.get(chain, 0):
                seen[chain] = number
    return seen


def _parents_first(known: dict[str, Event]) -> list[Event]:
    """An order in which parents come first."""
    try:
        parents = {event.id: [p for p in event.after if p in known] for event in known.values()}
        return [known[name] for name in TopologicalSorter(parents).static_order()]
    except CycleError as error:
        raise Damaged(f"the state is damaged: event {error.args[1][0]} is its own ancestor") from None
