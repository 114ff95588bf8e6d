"""Match the owner of a blocker with the team: its roles and people, or somebody outside. Pure."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from crispdm.people import Person, person
from crispdm.process import Process

_BETWEEN = re.compile(r"(?i)\s*[,;/&+]\s*|\s+(?:or|and)\s+")
_NO_WORD = re.compile(r"[\W_]+")
_NEAR = 0.85  # similarity from which a name is a typo of another; Marie and Maria are two people
_SHORTEST = 4  # characters of a name that may have a typo


def belongs_to_team(process: Process, owner: str) -> bool:
    """Whether an owner is a role of the team, somebody who holds one, or several of these: `Cy or Bo`."""
    return not outsiders(process, (owner,))


def outsiders(process: Process, owners: Iterable[str]) -> set[str]:
    """Those of the owners who do not belong to the team."""
    team = _team(tuple(process.team.items()))
    return {owner for owner in owners if not _belongs_to(team, owner)}


def _belongs_to(team: "_Team", owner: str) -> bool:
    if _is_role_or_member(team, owner):
        return True
    parts = [part for part in _BETWEEN.split(owner) if part.strip()]
    return parts not in ([], [owner]) and all(_is_role_or_member(team, part) for part in parts)


def means_nobody_else(process: Process, text: str, who: Person) -> bool:
    """Whether a text names only this person: by name, first name, mail address, or a role that nobody else holds."""
    parts = [part for part in _BETWEEN.split(text) if part.strip()] if who.name != text.strip() else [text]
    return bool(parts) and all(_is_only(process, part, who) for part in parts)


def _is_only(process: Process, text: str, who: Person) -> bool:
    roles = {_normalised(role): holders for role, holders in process.team.items()}
    if holders := roles.get(_normalised(text)):
        return all(who.is_same(person(each)) for each in holders)
    named = person(text)
    return who.is_same(named) or (not named.mail and named.name.casefold() == who.first_name.casefold())


def _is_role_or_member(team: "_Team", owner: str) -> bool:
    if _normalised(owner) in team.roles:
        return True
    who = person(owner)
    name, mail = who.name.casefold(), who.mail.casefold()
    if name in team.first_names or (mail and mail in team.mails):
        return True
    return bool(name) and name in (team.names_without_mail if mail else team.names)


class _Team(NamedTuple):
    """What an owner is compared with: a project asks for each of its blockers. See `Person.is_same`."""

    roles: frozenset[str]
    mails: frozenset[str]
    names: frozenset[str]
    names_without_mail: frozenset[str]
    first_names: frozenset[str]


@lru_cache(maxsize=1)
def _team(team: tuple[tuple[str, tuple[str, ...]], ...]) -> _Team:
    members = [person(each) for _, holders in team for each in holders]
    return _Team(
        roles=frozenset(_normalised(role) for role, _ in team),
        mails=frozenset(each.mail.casefold() for each in members),
        names=frozenset(each.name.casefold() for each in members),
        names_without_mail=frozenset(each.name.casefold() for each in members if not each.mail),
        first_names=frozenset(each.first_name.casefold() for each in members),
    )


def suggest_owners(process: Process, owner: str) -> list[str]:
    """The roles and people of the team that an owner outside it may have been meant to be.

    By a typo, a part of a name (`engineer`), or a short form of a role (`ml_engineer`). Empty where a mail address or
    `team …` says that it is somebody else.
    """
    if person(owner).mail or _normalised(owner).startswith("team_"):
        return []
    team = _team(tuple(process.team.items()))
    parts = [_normalised(part) for part in _BETWEEN.split(owner) if part.strip() and not _is_role_or_member(team, part)]
    known = {name: {*forms} for name, forms in _team_names(process)}
    found = [name for part in parts for name, forms in known.items() if _is_part(part, name) or part in forms]
    return [*dict.fromkeys(found)] or [*dict.fromkeys(name for part in parts for name in _near(part, known))]


def _team_names(process: Process) -> Iterator[tuple[str, Iterator[str]]]:
    for role, holders in process.team.items():
        yield role, _short_forms(_normalised(role))
        for each in holders:
            name = person(each).name
            yield name or each, iter((_normalised(name or each), _normalised(person(each).first_name)))


def _short_forms(role: str) -> Iterator[str]:
    """`machine_learning_engineer`, `ml_engineer`, `mle`."""
    *first, last = role.split("_")
    initials = "".join(word[:1] for word in first)
    yield from (role, f"{initials}_{last}", f"{initials}{last[:1]}") if first else (role,)


def _is_part(part: str, name: str) -> bool:
    """Whether a name ends with these words."""
    return f"_{_normalised(name)}".endswith(f"_{part}")


def _near(part: str, known: dict[str, set[str]]) -> list[str]:
    from difflib import SequenceMatcher  # noqa: PLC0415 - only a mistake needs it

    return [
        name
        for name, forms in known.items()
        if any(len(form) >= _SHORTEST and SequenceMatcher(None, part, form).ratio() >= _NEAR for form in forms)
    ]


def _normalised(name: str) -> str:
    return _NO_WORD.sub("_", name.strip().casefold())
