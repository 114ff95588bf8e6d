"""The figures that passed gates left in the history, by iteration. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from crispdm.eventlog.events import Advanced, Event

Facts = Mapping[str, Mapping[str, Any]]  # by name: worth, roll_out, guards, …


def facts_by_iteration(events: Iterable[Event]) -> dict[int, dict[str, Mapping[str, Any]]]:
    """Return the newest fact of each name in each iteration.

    Args:
        events: in the order of their times.
    """
    found: dict[int, dict[str, Mapping[str, Any]]] = {}
    for event in events:
        if isinstance(event, Advanced):
            found.setdefault(event.iteration, {}).update(event.facts)
    return found
