"""What a move answers: what was recorded, and what comes next."""

from collections.abc import Iterable, Iterator

from crispdm.lifecycle.events import Advanced, Event, Signed, WentBack
from crispdm.lifecycle.gate import Gate
from crispdm.process import Process
from crispdm.views.lines import Line
from crispdm.views.log import title
from crispdm.views.people import owner
from crispdm.words import count, listing

_ENDS = {
    "finish": "The project is finished. It did what it was for.",
    "stop": "The project stops here. To stop what is not worth it is a good outcome.",
    "new_iteration": "A new iteration starts, with a new objective.",
}


def advanced(process: Process, events: Iterable[Event], *, dry_run: bool) -> Iterator[Line]:
    """What `advance` says where the gate is open."""
    if dry_run:
        yield Line("Nothing was written. Without --dry-run:", style="bold")
    events = [*events]
    roles = [event.role.replace("_", " ") for event in events if isinstance(event, Signed)]
    if roles:
        yield Line(f"Signed as {listing(roles)}.")
    for event in events:
        if isinstance(event, Advanced):
            outcome = f", {event.outcome}" if event.outcome else ""
            yield Line(f"{title(process, event.phase)} is done{outcome}.", style="bold green")
            yield from _ahead(process, event)


def _ahead(process: Process, event: Advanced) -> Iterator[Line]:
    if event.to in _ENDS:
        yield Line(_ENDS[event.to])
        return
    phase = process.phase(event.to)
    days = f", {count(phase.timebox, 'working day')}" if phase.timebox else ""
    again = f"; open again: {listing([title(process, each) for each in event.opens])}" if event.opens else ""
    yield Line(f"{phase.title}{days} ({owner(process, phase.owner)}){again}", label="Now:  ")
    yield Line(f"{phase.folder.strip('/')}/README.md says what it is for", label="Read: ")
    yield Line("crispdm check", label="Next: ")


def went_back(process: Process, events: Iterable[Event]) -> Iterator[Line]:
    """What `back` says."""
    for event in events:
        if isinstance(event, WentBack):
            opened = [title(process, phase) for phase in event.opens]
            yield Line(f"Back in {opened[0]}: {event.reason}", style="bold")
            if opened[1:]:
                yield Line(f"{listing(opened[1:])}; their evidence stays", label="Open again: ")
            yield Line("crispdm check", label="Next: ")


def signed(process: Process, gate: Gate, events: Iterable[Event]) -> Iterator[Line]:
    """What `sign` says: what was signed, and whose signature is still missing."""
    roles = [event.role for event in events if isinstance(event, Signed)]
    if roles:
        yield Line(
            f"Signed {gate.phase.title} as {listing([role.replace('_', ' ') for role in roles])}.", style="bold green"
        )
    else:
        yield Line("Signed already: the evidence is as it was then.")
    missing = [owner(process, each.role) for each in gate.unsigned if each.role not in roles]
    if missing:
        yield Line("; ".join(missing), label="Still to sign: ")
    else:
        yield Line("crispdm advance", label="Next: ")
