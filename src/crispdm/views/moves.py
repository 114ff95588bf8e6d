"""What the commands that record something answer: what was recorded, and what comes next."""

from collections.abc import Iterator
from datetime import date

from crispdm.dates import day_of, weekday_and_day
from crispdm.eventlog.events import Advanced, Resumed, Signed, Stopped, Unwaived, Waived, WentBack
from crispdm.results.moves import Advance, NextPhase, Recorded, Require, Sign, Waive
from crispdm.views.gate import changed_lines, check_lines
from crispdm.views.people import Names
from crispdm.views.text.lines import Line
from crispdm.views.text.styles import Style
from crispdm.words import count, listing

_ENDS = {
    "finish": "The project is finished.",
    "stop": "The project is stopped. Stopping what is not worth it is a good outcome.",
    "new_iteration": "A new iteration starts, with a new objective.",
}


def advance_lines(found: Advance) -> Iterator[Line]:
    """What was recorded and where it leads; where the gate is closed, what keeps it closed."""
    if not found.events:
        yield from check_lines(found)
        return
    if found.dry_run:
        yield Line("Dry run: nothing was recorded. Without --dry-run:", style=Style.HEAD)
    roles = [_role(event.role) for event in found.events if isinstance(event, Signed)]
    if roles:
        yield Line(f"Signed as {listing(roles)}.")
    yield from changed_lines(found)
    for event in found.events:
        if isinstance(event, Advanced):
            outcome = f": {event.outcome}" if event.outcome else ""
            is_done = "is decided" if event.opens else "is done"  # what goes back is not done
            yield Line(f"{found.titles[event.phase]} {is_done}{outcome}.", style=Style.DONE)
            if found.same_as:
                yield Line(f"Its evidence is the same that was accepted on {weekday_and_day(day_of(found.same_as))}.")
            yield from _next_phase(found, event, found.next_phase)


def _next_phase(found: Advance, event: Advanced, phase: NextPhase | None) -> Iterator[Line]:
    if phase is None:
        yield Line(_ENDS[event.to])
        return
    days = f", {count(phase.timebox, 'working day')}" if phase.timebox else ""
    who = f" ({Names(found.team).owner(phase.owner)})" if phase.owner else ""
    reopened = f"; reopened: {listing([found.titles[each] for each in event.opens])}" if event.opens else ""
    yield Line(f"{found.titles[phase.id]}{days}{who}{reopened}", label="Now:  ")
    if phase.guide:
        yield Line(phase.guide, label="Read: ")
    yield Line("`crispdm check`", label="Next: ")


def back_lines(found: Recorded) -> Iterator[Line]:
    """Which phases are open again."""
    for event in found.events:
        if isinstance(event, WentBack):
            opened = [found.titles.get(phase, phase) for phase in event.opens]
            yield Line(f"Back in {opened[0]}: {event.reason}", style=Style.HEAD)
            if opened[1:]:
                yield Line(f"{listing(opened[1:])}; their evidence stays", label="Reopened: ")
            yield Line("`crispdm check`", label="Next: ")


def sign_lines(found: Sign) -> Iterator[Line]:
    """What was signed, and who has still to sign."""
    roles = [event.role for event in found.events if isinstance(event, Signed)]
    if roles:
        yield Line(f"Signed {found.gate.title} as {listing([*map(_role, roles)])}.", style=Style.DONE)
    else:
        yield Line("Already signed; the evidence has not changed since.")
    missing = [Names(found.team).signer(each.role) for each in found.gate.unsigned if each.role not in roles]
    if missing:
        yield Line("; ".join(missing), label="Still to sign: ")
    else:
        yield Line("`crispdm advance`", label="Next: ")


def stop_lines(found: Recorded) -> Iterator[Line]:
    """Why the project is stopped."""
    for event in found.events:
        if isinstance(event, Stopped):
            yield Line(f"The project is stopped: {event.reason}", style=Style.HEAD)
            yield Line("Stopping what is not worth it is a good outcome. `crispdm resume` opens the project again.")


def resume_lines(found: Recorded) -> Iterator[Line]:
    """Why the project goes on."""
    for event in found.events:
        if isinstance(event, Resumed):
            what = f"Iteration {event.starts} starts" if event.starts else "The project is resumed"
            yield Line(f"{what}: {event.reason}", style=Style.HEAD)
            yield Line("`crispdm status`", label="Next: ")


def waive_lines(found: Waive) -> Iterator[Line]:
    """The waiver, what it replaces, and what it does not do, or does not do yet."""
    criterion = found.criterion
    for event in found.events:
        if isinstance(event, Waived):
            yield Line(f"Waived {event.criterion}{_until(event)}: {event.reason}", style=Style.HEAD)
    for each in found.replaced:
        yield Line(f"This replaces the waiver{_until(each)}: {each.reason}")
    yield Line("`crispdm status` shows it until it ends.")
    if criterion.level == "warn":
        yield Line(f"{criterion.id} is only a warning: it does not close the gate, with or without a waiver.")
    elif criterion.status == "not_run":
        yield Line("It is not known whether the criterion is met: run `crispdm check` to find out.")
    if found.in_advance:
        yield Line(f"{found.titles[found.phase]} is not reached yet: the criterion is waived in advance.")


def unwaive_lines(found: Recorded) -> Iterator[Line]:
    """Which waiver was withdrawn."""
    for event in found.events:
        if isinstance(event, Unwaived):
            yield Line(f"The waiver of {event.criterion} is withdrawn.", style=Style.HEAD)


def require_lines(found: Require) -> Iterator[Line]:
    """Whether the phase was reached; if not, where the project is."""
    title = found.titles[found.phase]
    if found.reached:
        yield Line(f"Yes: {title} was reached.", style=Style.MET)
    elif found.refused:
        why = f"crispdm could not have written {count(found.refused, 'event')}, which `crispdm verify` names"
        what = f"No: it is not known whether {title} was reached; {why}."
        yield Line(what, style=Style.WRONG)
    else:
        where = f"it is in {found.titles[found.current]}" if found.current else f"the project is {found.outcome}"
        yield Line(f"No: {title} was not reached; {where}.", style=Style.WRONG)


def _until(event: Waived) -> str:
    try:
        return f" until {weekday_and_day(date.fromisoformat(event.until))}" if event.until else " for this iteration"
    except ValueError:
        return f" until {event.until}"  # as it is in the state file


def _role(role: str) -> str:
    return role.replace("_", " ")
