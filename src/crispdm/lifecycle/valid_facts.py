"""Events without the facts that no check could have given: a reader need not know what a stranger may write. Pure."""

from collections.abc import Iterable

from msgspec import structs

from crispdm.eventlog.events import Advanced, Event
from crispdm.gate.facts import mistyped_facts
from crispdm.kept_json import keep
from crispdm.words import listing


def with_valid_facts(events: Iterable[Event]) -> tuple[list[Event], tuple[str, ...]]:
    """Leave out the facts of wrong types.

    Returns:
        The events, and a sentence on each of those that lost a fact.
    """
    all_events = [*events]
    remarks: dict[str, str] = {}
    for place, event in enumerate(all_events):
        if isinstance(event, Advanced) and (wrong := mistyped_facts(event.facts)):
            all_events[place] = structs.replace(
                event, kept_facts=keep({k: v for k, v in event.facts.items() if k not in wrong})
            )
            what = f"facts about {listing(sorted(wrong))} that no check could have given; they are ignored"
            remarks[event.id] = f"{event.by} passed {event.phase} with {what}"
    return all_events, tuple(remarks.values())
