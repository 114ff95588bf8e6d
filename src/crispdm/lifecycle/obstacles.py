"""Obstacles and notes: what stands in the way, on whom, and what to say in the next standup. Pure."""

from crispdm.errors import CrispdmError, Refused
from crispdm.lifecycle.events import Blocked, Event, Noted, Unblocked
from crispdm.lifecycle.moves import refuse_empty
from crispdm.lifecycle.state import State
from crispdm.words import nearest

SHORTEST = 8  # digits of an id that are enough to name it


def block(text: str, owner: str | None) -> tuple[Event, ...]:
    """Name an obstacle, and whose it is: a role, a person, or anybody else, such as `team Media`.

    Raises:
        CrispdmError: the text, or the owner, says nothing.
    """
    refuse_empty(text, "TEXT")
    if owner is not None:
        refuse_empty(owner, "--owner")
    return (Blocked(text=text.strip(), owner=owner.strip() if owner else None),)


def unblock(state: State, name: str) -> tuple[Event, ...]:
    """Remove an obstacle by its id, or the beginning of it.

    Raises:
        CrispdmError: no obstacle has that id, or several begin so; all that it may be are named.
        Refused: it is gone already.
    """
    name = name.strip().casefold()
    found = [each for each in state.blockers if each.id.startswith(name)]
    if len(found) == 1 and len(name) >= SHORTEST:
        return (Unblocked(blocker=found[0].id),)
    if not found and len(name) >= SHORTEST:
        _refuse_gone(state, name)
    known = [each.id[: max(SHORTEST, len(name))] for each in state.blockers]
    what, hint = f"there is no obstacle {name!r}{nearest(name, known)}", "`crispdm unblock ID`, with one of these"
    if not name:
        what = "which obstacle?"
    elif len(found) > 1:
        what, hint = f"{len(found)} obstacles begin with {name!r}", "`crispdm unblock ID`, with more of its digits"
    elif len(name) < SHORTEST:
        what = f"an id has {SHORTEST} digits or more; {name!r} has {len(name)}"
    details = tuple(f"{each.id[:SHORTEST]}  {each.text}" for each in found or state.blockers)
    raise CrispdmError(what, details=details, hint=hint if details else "nothing stands in the way")


def note(text: str) -> tuple[Event, ...]:
    """Say something in the next standup.

    Raises:
        CrispdmError: it says nothing.
    """
    refuse_empty(text, "TEXT")
    return (Noted(text=text.strip()),)


def _refuse_gone(state: State, name: str) -> None:
    removed = {event.blocker for event in state.events if isinstance(event, Unblocked)}
    if any(each.startswith(name) for each in removed):
        raise Refused(
            f"the obstacle {name!r} is removed already", hint="`crispdm status` reads out those that are left"
        )
