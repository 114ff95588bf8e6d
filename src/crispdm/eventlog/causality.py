"""Who saw what: the events as a graph, by `after`. The clock decides nothing."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from msgspec import Struct

from crispdm.errors import Damaged
from crispdm.eventlog.events import Event


class _Place(Struct, frozen=True):
    """Where an event stands: on a chain, each of whose events saw all before it on that chain."""

    chain: int
    number: int  # on its chain, from 1
    depth: int  # the length of the longest way to it
    seen: Mapping[int, int]  # how many events it saw of each other chain


class Graph:
    """Events with their pasts, as vector clocks: what nobody did on a branch is one chain, and costs nothing.

    Args:
        events: in any order; the same event may come twice. An `after` that is not among them is passed over.

    Raises:
        Damaged: where an event comes after itself.

    See Fidge (1988) and Mattern (1989) for vector clocks, where the chains are called processes.
    """

    def __init__(self, events: Iterable[Event]) -> None:
        known = {event.id: event for event in events}
        self.events = _parents_first(known)
        self._places: dict[str, _Place] = {}
        self._lengths: list[int] = []
        for event in self.events:
            self._places[event.id] = self._behind(event.after)

    def _behind(self, after: tuple[str, ...]) -> _Place:
        """The place behind these: on the chain of one that is the last of its own, where there is one."""
        last = self._places.get(after[0]) if len(after) == 1 else None
        if last and last.number == self._lengths[last.chain]:  # nearly always
            self._lengths[last.chain] += 1
            return _Place(last.chain, last.number + 1, last.depth + 1, last.seen)
        return self._joining([self._places[each] for each in after if each in self._places])

    def _joining(self, parents: list[_Place]) -> _Place:
        chain = next((each.chain for each in parents if each.number == self._lengths[each.chain]), len(self._lengths))
        if chain == len(self._lengths):
            self._lengths.append(0)
        self._lengths[chain] += 1
        depth = max((each.depth + 1 for each in parents), default=0)
        return _Place(chain, self._lengths[chain], depth, _together(parents, chain))

    def by_time(self, event: Event) -> tuple[str, int, str]:
        """The order for showing: by the clock, and within one second by cause."""
        return event.at, self._places[event.id].depth, event.id

    def by_cause(self, event: Event) -> tuple[int, str]:
        """The order for choosing the newest: by the length of its past, whatever the clocks say."""
        return self._places[event.id].depth, event.id

    def saw(self, later: Event, earlier: Event) -> bool:
        """Whether the writer of one event knew the other."""
        one, other = self._places[later.id], self._places[earlier.id]
        if one.chain == other.chain:
            return other.number < one.number
        return other.number <= one.seen.get(other.chain, 0)

    def stands(self, event: Event, against: Iterable[Event]) -> bool:
        """Whether an event holds: its writer saw everything that speaks against it."""
        return all(self.saw(event, each) for each in against)


def _together(parents: list[_Place], chain: int) -> dict[int, int]:
    """What the parents saw, and they themselves, on all chains but one."""
    seen: dict[int, int] = {}
    for each in parents:
        for other, number in (*each.seen.items(), (each.chain, each.number)):
            seen[other] = max(number, seen.get(other, 0))
    seen.pop(chain, None)
    return seen


def _parents_first(known: dict[str, Event]) -> list[Event]:
    """An order in which parents come first: that of the file where it does, which is nearly always."""
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
        raise Damaged(f"the state is damaged: event {error.args[1][0]} comes after itself") from None
