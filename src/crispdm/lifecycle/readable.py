"""Events without the facts that no check could have given: a reader need not know what a stranger may write. Pure."""

from collections.abc import Iterable

from msgspec import structs

from crispdm.eventlog.events import Advanced, Event
from crispdm.gate.facts import mistyped_facts
from crispdm.words import listing


def readable_events(events: Iterable[Event]) -> tuple[list[Event], tuple[str, ...]]:
    """Leave out the facts of wrong types.

    Returns:
        The events, and a sentence on each of those that lost a fact.
    """
    readable: list[Event] = []
    remarks: dict[str, str] = {}
    for event in events:
        wrong = mistyped_facts(event.facts) if isinstance(event, Advanced) else {}
        if isinstance(event, Advanced) and wrong:
            readable.append(structs.replace(event, facts={k: v for k, v in event.facts.items() if k not in wrong}))
            what = f"facts about {listing(sorted(wrong))} that no check could have given; they are ignored"
            remarks[event.id] = f"{event.by} passed {event.phase} with {what}"
        else:
            readable.append(event)
    return readable, tuple(remarks.values())
