"""Who saw what: the events as a graph, by `after`. The clock decides nothing."""

from collections.abc import Iterable
from functools import reduce
from graphlib import CycleError, TopologicalSorter

from crispdm.errors import Damaged
from crispdm.lifecycle.events import Event


class Graph:
    """Events with their pasts. The past of an event is an integer used as a set of bits, one for each event.

    Args:
        events: in any order; the same event may come twice. An `after` that is not among them is passed over.

    Raises:
        Damaged: where an event comes after itself.
    """

    def __init__(self, events: Iterable[Event]) -> None:
        known = {event.id: event for event in events}
        self.events = _parents_first(known)
        self._bit = {event.id: 1 << number for number, event in enumerate(self.events)}
        self._past: dict[str, int] = {}
        self._depth: dict[str, int] = {}
        for event in self.events:
            past, depth = 0, 0
            for parent in event.after:
                if parent in self._past:
                    past |= self._past[parent] | self._bit[parent]
                    depth = max(depth, self._depth[parent] + 1)
            self._past[event.id], self._depth[event.id] = past, depth

    def by_time(self, event: Event) -> tuple[str, int, str]:
        """The order for showing: by the clock, and within one second by cause."""
        return event.at, self._depth[event.id], event.id

    def by_cause(self, event: Event) -> tuple[int, str]:
        """The order for choosing the newest: by the length of its past, whatever the clocks say."""
        return self._depth[event.id], event.id

    def saw(self, later: Event, earlier: Event) -> bool:
        """Whether the writer of one event knew the other."""
        return bool(self._past[later.id] & self._bit[earlier.id])

    def stands(self, event: Event, against: Iterable[Event]) -> bool:
        """Whether an event holds: its writer saw everything that speaks against it."""
        contrary = reduce(int.__or__, (self._bit[each.id] for each in against), 0)
        return not contrary & ~self._past[event.id]


def _parents_first(known: dict[str, Event]) -> list[Event]:
    """An order in which parents come first: that of the file where it does, which is nearly always."""
    placed: set[str] = set()
    for event in known.values():
        if any(parent in known and parent not in placed for parent in event.after):
            break
        placed.add(event.id)
    else:
        return list(known.values())
    try:
        parents = {event.id: [p for p in event.after if p in known] for event in known.values()}
        return [known[name] for name in TopologicalSorter(parents).static_order()]
    except CycleError as error:
        raise Damaged(f"the state is damaged: event {error.args[1][0]} comes after itself") from None
