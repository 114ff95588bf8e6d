"""Obstacles and notes: what stands in the way, on whom, and what to say in the next standup. Pure."""

from collections.abc import Sequence

from crispdm.errors import CrispdmError, Refused
from crispdm.eventlog.events import Blocked, Event, Noted, Unblocked
from crispdm.lifecycle.owner_matching import belongs_to_team, suggest_owners
from crispdm.lifecycle.required_text import require_text
from crispdm.lifecycle.state import State
from crispdm.process import Process
from crispdm.words import did_you_mean, listing

SHORTEST_ID = 8  # digits of an id that are enough to name it


def block(process: Process, text: str, owner: str | None) -> tuple[Event, ...]:
    """Name an obstacle, and whose it is: a role, a person, or anybody else, such as `team Media`.

    Raises:
        CrispdmError: the text, or the owner, says nothing; or the owner is nearly somebody of the team.
    """
    require_text(text, "TEXT")
    if owner is not None:
        require_text(owner, "--owner")
        if not belongs_to_team(process, owner) and (names := suggest_owners(process, owner)):
            what = (
                f"--owner {owner}: nobody of the team is called so; did you mean {listing([*map(repr, names)], 'or')}?"
            )
            raise CrispdmError(what, hint="for somebody outside the team: `team …`, or a name with its mail address")
    return (Blocked(text=text.strip(), owner=owner.strip() if owner else None),)


def unblock(state: State, name: str) -> tuple[Event, ...]:
    """Remove an obstacle by its id, or the beginning of it.

    Raises:
        CrispdmError: no obstacle has that id, or several begin so; all that it may be are named.
        Refused: it is gone already.
    """
    name = name.strip().casefold()
    found = [each for each in state.blockers if each.id.startswith(name)]
    if len(found) == 1 and len(name) >= SHORTEST_ID:
        return (Unblocked(blocker=found[0].id),)
    if not found and len(name) >= SHORTEST_ID:
        _refuse_gone(state, name)
    raise _unclear(state.blockers, name, found)


def _unclear(blockers: Sequence[Blocked], name: str, found: Sequence[Blocked]) -> CrispdmError:
    """Which obstacles it may be, with as many digits as name one: those that begin so, or whose text holds it."""
    if not blockers:
        what = f"there is no obstacle{f' {name!r}' if name else ''}: nothing stands in the way"
        return CrispdmError(what, hint="`crispdm block TEXT` names one")
    ids = {each.id: _digits(each.id, [other.id for other in blockers]) for each in blockers}
    may_be = found or [each for each in blockers if name in each.text.casefold()] or blockers
    if not name:
        what = "which obstacle?"
    elif len(found) > 1:
        what = f"{len(found)} obstacles begin with {name!r}"
    elif found:
        what = f"an id has {SHORTEST_ID} digits or more; {name!r} has {len(name)}"
    else:
        what = f"there is no obstacle {name!r}{did_you_mean(name, ids.values())}"
    details = tuple(f"{ids[each.id]}  {each.text}" for each in may_be)
    return CrispdmError(what, details=details, hint=f"crispdm unblock {ids[may_be[0].id]}{_others(may_be)}")


def _digits(one: str, all_: Sequence[str]) -> str:
    """The beginning that is enough to name it."""
    return next(
        one[:size]
        for size in range(SHORTEST_ID, len(one) + 1)
        if sum(other.startswith(one[:size]) for other in all_) == 1
    )


def _others(may_be: Sequence[Blocked]) -> str:
    return ", or with another of these ids" if len(may_be) > 1 else ""


def note(text: str) -> tuple[Event, ...]:
    """Say something in the next standup.

    Raises:
        CrispdmError: it says nothing.
    """
    require_text(text, "TEXT")
    return (Noted(text=text.strip()),)


def _refuse_gone(state: State, name: str) -> None:
    removed = {event.blocker for event in state.events if isinstance(event, Unblocked)}
    if any(each.startswith(name) for each in removed):
        raise Refused(
            f"the obstacle {name!r} is removed already", hint="`crispdm status` reads out those that are left"
        )
