"""Audit what was rolled back: events that git has and the file lacks, and files that were started again. Pure."""

from collections.abc import Iterable, Iterator, Mapping

from crispdm.eventlog.events import AnyEvent, Created, Noted
from crispdm.gate.finding import Place
from crispdm.lifecycle.audit_findings import AuditFinding, finding
from crispdm.words import count


def check_committed(missing: Iterable[AnyEvent], name: str) -> Iterator[AuditFinding]:
    """Report the events that the last commit has and the file lacks."""
    for event in missing:
        yield finding("lost", Place(name), f"{describe(event)}, in the last commit", event=event.id)


def check_taken_out(missing: Iterable[tuple[AnyEvent, str]], name: str) -> Iterator[AuditFinding]:
    """Report the events that a commit took out, each with a sentence on that commit."""
    for event, commit in missing:
        yield finding("taken-out", Place(name), f"{describe(event)}, {commit}", event=event.id)


def check_beginnings(events: Mapping[int, AnyEvent], name: str, *, is_empty: bool) -> Iterator[AuditFinding]:
    """Report a file without any event, a project that was created twice, and events that were left out on purpose.

    Args:
        events: by line number.
        name: what the state file is called.
        is_empty: whether there is a file, without any event.
    """
    if is_empty:
        yield finding("empty", Place(name), "no events in the file")
    first = next((number for number, event in events.items() if isinstance(event, Created)), 0)
    for number, event in events.items():
        place = Place(name, number)
        if isinstance(event, Created) and number != first:
            kind = "created-late" if event.after else "created-twice"
            yield finding(kind, place, f"{describe(event)}, and in line {first} too", event=event.id)
        elif isinstance(event, Noted) and event.left_out:
            what = f"{count(len(event.left_out), 'event')} left out by {event.by} at {event.at}: {event.text}"
            yield finding("left-out", place, what, event=event.id)


def describe(event: AnyEvent) -> str:
    """Which event it is: `noted by Ana Roy at 2026-11-24T09:00:00Z`."""
    return f"{event.__struct_config__.tag} by {event.by} at {event.at}"
