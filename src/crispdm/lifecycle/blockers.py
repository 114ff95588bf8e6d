"""Blockers and notes: report and remove a blocker, add a note for the next standup. Pure."""

from collections.abc import Sequence
from itertools import count

from crispdm.errors import CrispdmError, Refused
from crispdm.eventlog.events import Blocked, Event, Noted, Unblocked
from crispdm.lifecycle.owner_matching import belongs_to_team, suggest_owners
from crispdm.lifecycle.required_text import require_text
from crispdm.lifecycle.state import State
from crispdm.process import Process
from crispdm.words import did_you_mean, listing

SHORTEST_ID = 8  # digits of an id that are enough to name it


def block(process: Process, text: str, owner: str | None) -> tuple[Event, ...]:
    """Report a blocker and its owner: a role, a person, or somebody else, such as `team Media`.

    Raises:
        CrispdmError: the text or the owner is empty, or the owner is almost a name of the team.
    """
    text = require_text(text, "TEXT")
    if owner is not None:
        owner = require_text(owner, "--owner", hint="name a role, a person, or `team …`")
        if not belongs_to_team(process, owner) and (names := suggest_owners(process, owner)):
            what = f"--owner {owner}: not in the team; did you mean {listing([*map(repr, names)], 'or')}?"
            raise CrispdmError(what, hint="for somebody outside the team write `team …`, or a name with a mail address")
    return (Blocked(text=text, owner=owner),)


def unblock(state: State, name: str) -> tuple[Event, ...]:
    """Remove a blocker by its id, or by the beginning of it.

    Raises:
        CrispdmError: no blocker, or more than one, has an id that begins so; the candidates are listed.
        Refused: it was removed already.
    """
    name = name.strip().casefold()
    found = [each for each in state.blockers if each.id.startswith(name)]
    if len(found) == 1 and len(name) >= SHORTEST_ID:
        return (Unblocked(blocker=found[0].id),)
    if not found and len(name) >= SHORTEST_ID:
        _refuse_removed(state, name)
    raise _ambiguous(state.blockers, name, found)


def _ambiguous(blockers: Sequence[Blocked], name: str, found: Sequence[Blocked]) -> CrispdmError:
    """The error that lists the blockers that may be meant: by the beginning of the id, or by a part of the text."""
    if not blockers:
        what = f"unknown blocker {name!r}: there are none" if name else "there are no blockers"
        return CrispdmError(what, hint="`crispdm block TEXT` reports one")
    ids = {each.id: _short_id(each.id, [other.id for other in blockers]) for each in blockers}
    candidates = found or [each for each in blockers if name in each.text.casefold()] or blockers
    if not name:
        what = "which blocker?"
    elif len(found) > 1:
        what = f"{len(found)} blockers begin with {name!r}"
    elif found:
        what = f"{name!r} is too short: give at least {SHORTEST_ID} digits of the id"
    else:
        what = f"unknown blocker {name!r}{did_you_mean(name, ids.values())}"
    details = tuple(f"{ids[each.id]}  {each.text}" for each in candidates)
    others = ", or use another of these ids" if len(candidates) > 1 else ""
    hint = f"run `crispdm unblock {ids[candidates[0].id]}`{others}"
    return CrispdmError(what, details=details, hint=hint)


def _short_id(one: str, all_: Sequence[str]) -> str:
    """The shortest beginning of an id that no other one has."""
    return next(one[:size] for size in count(SHORTEST_ID) if sum(other.startswith(one[:size]) for other in all_) == 1)


def note(text: str) -> tuple[Event, ...]:
    """Add a note for the next standup.

    Raises:
        CrispdmError: it is empty.
    """
    return (Noted(text=require_text(text, "TEXT")),)


def _refuse_removed(state: State, name: str) -> None:
    removed = {event.blocker for event in state.events if isinstance(event, Unblocked)}
    if any(each.startswith(name) for each in removed):
        raise Refused(f"blocker {name!r} was removed already", hint="`crispdm status` lists those that are left")
