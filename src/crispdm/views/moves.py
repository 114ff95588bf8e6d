"""What a move answers: what was recorded, and what comes next."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from crispdm.dates import day_of, weekday_and_day
from crispdm.eventlog.events import Advanced, Event, Resumed, Signed, Stopped, Unwaived, Waived, WentBack
from crispdm.lifecycle.gate import Gate
from crispdm.lifecycle.state import State
from crispdm.process import Phase, Process
from crispdm.views.log import title
from crispdm.views.people import Names
from crispdm.views.text.lines import Line
from crispdm.words import count, listing

_ENDS = {
    "finish": "The project is finished. It did what it was for.",
    "stop": "The project stops here. To stop what is not worth it is a good outcome.",
    "new_iteration": "A new iteration starts, with a new objective.",
}


def advanced(
    process: Process, before: Sequence[Event], events: Iterable[Event], guide: str | None, *, dry_run: bool
) -> Iterator[Line]:
    """What `advance` says where the gate is open.

    `before` is what happened until then, `guide` the README of the phase that comes, where it has one.
    """
    if dry_run:
        yield Line("Nothing was written. Without --dry-run:", style="bold")
    events = [*events]
    roles = [event.role.replace("_", " ") for event in events if isinstance(event, Signed)]
    if roles:
        yield Line(f"Signed as {listing(roles)}.")
    for event in events:
        if isinstance(event, Advanced):
            outcome = f": {event.outcome}" if event.outcome else ""
            is_done = "is decided" if event.opens else "is done"  # what goes back is not done
            yield Line(f"{title(process, event.phase)} {is_done}{outcome}.", style="bold green")
            yield from _again(process, before, event)
            yield from _ahead(process, event, guide)


def _again(process: Process, before: Sequence[Event], event: Advanced) -> Iterator[Line]:
    """Whoever went back and changed nothing shall know it."""
    earlier = [each for each in before if isinstance(each, Advanced) and process.phase_id(each.phase) == event.phase]
    if earlier and event.evidence and dict(earlier[-1].evidence) == dict(event.evidence):
        yield Line(
            f"The same evidence was accepted on {weekday_and_day(day_of(earlier[-1].at))}; nothing in it has changed."
        )


def _ahead(process: Process, event: Advanced, guide: str | None) -> Iterator[Line]:
    if event.to in _ENDS:
        yield Line(_ENDS[event.to])
        return
    phase = process.phase(event.to)
    days = f", {count(phase.timebox, 'working day')}" if phase.timebox else ""
    again = f"; open again: {listing([title(process, each) for each in event.opens])}" if event.opens else ""
    who = f" ({Names(process.team).owner(phase.owner)})" if phase.owner else ""
    yield Line(f"{phase.title}{days}{who}{again}", label="Now:  ")
    if guide:
        yield Line(f"{guide} says what it is for", label="Read: ")
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
    missing = [Names(process.team).signer(each.role) for each in gate.unsigned if each.role not in roles]
    if missing:
        yield Line("; ".join(missing), label="Still to sign: ")
    else:
        yield Line("crispdm advance", label="Next: ")


def stopped(events: Iterable[Event]) -> Iterator[Line]:
    """What `stop` says."""
    for event in events:
        if isinstance(event, Stopped):
            yield Line(f"The project stops here: {event.reason}", style="bold")
            yield Line(
                "To stop what is not worth it is a good outcome. Nothing is lost: crispdm resume opens it again."
            )


def resumed(events: Iterable[Event]) -> Iterator[Line]:
    """What `resume` says."""
    for event in events:
        if isinstance(event, Resumed):
            text = f"Iteration {event.starts} starts" if event.starts else "The project goes on"
            yield Line(f"{text}: {event.reason}", style="bold")
            yield Line("crispdm status", label="Next: ")


def waived(events: Iterable[Event], before: Iterable[Waived] = ()) -> Iterator[Line]:
    """What `waive` and `unwaive` say; `before` are the exceptions that stood until then."""
    for event in events:
        if isinstance(event, Waived):
            yield Line(f"Exception for {event.criterion}{_until(event)}: {event.reason}", style="bold")
            for each in before:
                if each.criterion == event.criterion:
                    yield Line(f"It replaces the one{_until(each)}: {each.reason}")
            yield Line("`crispdm status` reads it out until it ends; where there is too much to say, it is counted.")
        if isinstance(event, Unwaived):
            yield Line(f"The exception for {event.criterion} is withdrawn.", style="bold")


def _until(event: Waived) -> str:
    try:
        return f" until {weekday_and_day(date.fromisoformat(event.until))}" if event.until else " for this iteration"
    except ValueError:
        return f" until {event.until}"  # as it stands in the state file


def excepted(state: State, gate: Gate, criterion: str) -> Iterator[Line]:
    """What else `waive` says: what an exception does not do, or does not do yet."""
    row = gate.criterion(criterion)
    if row.criterion.level == "warn":
        yield Line(f"{criterion} is only a warning: it keeps no gate closed without it either.")
    elif row.finding.status == "not_run":
        yield Line("Whether it is met was not looked at: `crispdm check` does that.")
    if state.current is not None and gate.phase.id != state.current.id:
        yield Line(f"It is made in advance: {gate.phase.title} is not reached yet.")


def reached(phase: Phase, state: State, *, has_reached: bool) -> Iterator[Line]:
    """What `require` says."""
    if has_reached:
        yield Line(f"Yes: {phase.title} was reached.", style="green")
    else:
        phase_now = state.current if state.outcome == "running" else None
        where = f"it is in {phase_now.title}" if phase_now else f"the project is {state.outcome}"
        yield Line(f"No: {phase.title} was not reached; {where}.", style="red")
