"""Names on a page that goes outside the team: people's whole ones without a mail address, criteria in their words."""

import re
from collections.abc import Iterable

from msgspec import structs

from crispdm.eventlog.events import Advanced, Event
from crispdm.lifecycle.gate import SignOff
from crispdm.people import person
from crispdm.process import Process
from crispdm.views.standing import told
from crispdm.words import listing

_IN_BRACKETS = re.compile(r"\s*<([^<>@]*)@[^<>]*>")
_PART = r"[^\s<>()\[\]{}\"',;:@]"
_BARE = re.compile(f"({_PART}{{,64}})@({_PART}{{,255}})")
_USUAL = rf"({_PART}{{1,64}})@(?:[\w-]{{1,63}}\.)+[^\W\d_]{{2,63}}"
_IN_TEXT = re.compile(rf"\s*<{_USUAL}>|{_USUAL}")  # a metric may be called recall@5, or mAP@0.5


def named(text: str) -> str:
    """What somebody is called, in whatever way it was typed, without any address; `somebody` for nothing.

    An address in angle brackets goes, as a name stands before it. A bare one is cut at its sign, as it is all there is.
    """
    shown = _BARE.sub(_either, _IN_BRACKETS.sub("", text)).strip()
    return shown or next(iter(_IN_BRACKETS.findall(text)), "") or "somebody"


def masked(text: str) -> str:
    """What somebody wrote, without the mail addresses in it: of a bare one the part before its sign stays."""
    return _IN_TEXT.sub(lambda found: found[2] or "", text) if "@" in text else text


def holder(process: Process, owner: str | None) -> str:
    """Who is asked: `Ana Roy, product manager` for a role, a member of the team by name, anybody else as typed."""
    if not owner:
        return ""
    role = owner.replace("_", " ")
    if owner in process.team:
        names = listing([named(each) for each in process.team[owner]])
        return f"{names}, {role}" if names else role
    who = person(owner)
    members = [each for holders in process.team.values() for each in holders if who.is_same(person(each))]
    return named(next(iter(members), owner))


def words(process: Process, criterion: str) -> str:
    """What a criterion says; its id where the process no longer has it."""
    says = (each.says for phase in process.phases for each in phase.criteria if each.id == criterion)
    return quoted(next(says, criterion))


def passed(process: Process, event: Event) -> str:
    """How a phase ended, with the exceptions in their words."""
    if isinstance(event, Advanced):
        event = structs.replace(event, waived=tuple(words(process, each) for each in event.waived))
    return told(process, event)


def quoted(text: str) -> str:
    """Somebody's sentence within one of ours."""
    return f"“{text.removesuffix('.')}”"


def to_sign(sign_offs: Iterable[SignOff]) -> str:
    """Who must still sign, and as what: `Ana Roy or Bo Lind as product manager`."""
    groups: dict[str, list[str]] = {}
    for each in sign_offs:
        names = listing([named(str(who)) for who in each.people], "or")
        groups.setdefault(names, []).append(each.role.replace("_", " "))
    return "; ".join(
        f"{names or 'anybody'} as {listing(roles)}{'' if names else ' (nobody is named)'}"
        for names, roles in groups.items()
    )


def without(events: Iterable[Event], text: str) -> str:
    """A sentence about events, with those who wrote them by their names."""
    for by in sorted({event.by for event in events if event.by}, key=len, reverse=True):
        text = text.replace(by, named(by))
    return text


def _either(found: re.Match[str]) -> str:
    return found[1] or found[2]
