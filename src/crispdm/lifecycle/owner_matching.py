"""Whose an obstacle is: the team's, or somebody's outside it. Pure."""

import re
from collections.abc import Iterator

from crispdm.people import person
from crispdm.process import Process

_BETWEEN = re.compile(r"\s*[,;/&+]\s*|\s+(?:or|and)\s+", re.IGNORECASE)
_NEAR = 0.85  # how alike two names are of which one is a slip of the other; Marie and Maria are two people
_SHORTEST = 4  # characters of such a name


def belongs_to_team(process: Process, owner: str) -> bool:
    """Whether an owner is a role of the team, somebody who holds one, or several of these: `Cy or Bo`."""
    parts = [part for part in _BETWEEN.split(owner) if part.strip()]
    return _is_one(process, owner) or (bool(parts) and all(_is_one(process, part) for part in parts))


def _is_one(process: Process, owner: str) -> bool:
    if _plain(owner) in map(_plain, process.team):
        return True
    who = person(owner)
    members = [person(each) for holders in process.team.values() for each in holders]
    return any(who.is_same(each) or who.name.casefold() == each.first_name.casefold() for each in members)


def suggest_owners(process: Process, owner: str) -> list[str]:
    """The roles and people of the team that somebody may have meant who named an owner that is none of them.

    What is nearly one of them, a part of one (`engineer`), or short for a role (`ml_engineer`). None where a mail
    address or `team …` says that it is somebody else.
    """
    if person(owner).mail or _plain(owner).startswith("team_"):
        return []
    parts = [_plain(part) for part in _BETWEEN.split(owner) if part.strip() and not _is_one(process, part)]
    known = {name: {*forms} for name, forms in _known(process)}
    found = [name for part in parts for name, forms in known.items() if _is_part(part, name) or part in forms]
    return [*dict.fromkeys(found)] or [*dict.fromkeys(name for part in parts for name in _near(part, known))]


def _known(process: Process) -> Iterator[tuple[str, Iterator[str]]]:
    for role, holders in process.team.items():
        yield role, _forms(_plain(role))
        for each in holders:
            name = person(each).name
            yield name or each, iter((_plain(name or each), _plain(person(each).first_name)))


def _forms(role: str) -> Iterator[str]:
    """`machine_learning_engineer`, `ml_engineer`, `mle`."""
    *first, last = role.split("_")
    initials = "".join(word[:1] for word in first)
    yield from (role, f"{initials}_{last}", f"{initials}{last[:1]}") if first else (role,)


def _is_part(part: str, name: str) -> bool:
    """Whether its words are some of the last words of a name."""
    return f"_{_plain(name)}".endswith(f"_{part}")


def _near(part: str, known: dict[str, set[str]]) -> list[str]:
    from difflib import SequenceMatcher  # noqa: PLC0415 - only a mistake needs it

    return [
        name
        for name, forms in known.items()
        if any(len(form) >= _SHORTEST and SequenceMatcher(None, part, form).ratio() >= _NEAR for form in forms)
    ]


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "_", name.strip().casefold())
