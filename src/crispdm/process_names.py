"""The names in crispdm.yaml: those that are used twice, are not declared, or are nobody's. Pure."""

from collections.abc import Iterator
from posixpath import normpath
from typing import Any

import msgspec

from crispdm.people import person
from crispdm.process import ROUTES, Criterion, Decision, Phase, Process, Text
from crispdm.validation import Path
from crispdm.words import describe_value, did_you_mean
from crispdm.yamlio import Node


def wrong_names(process: Process) -> Iterator[tuple[Path, str]]:
    """Find what types cannot tell: people without a name, duplicate names, names that are not declared.

    Yields:
        Where each mistake is, and what it is.
    """
    for role, people in process.team.items():
        for index, text in enumerate(people):
            if not any(person(text)):
                yield ("team", role, index), f"{role}: {describe_value(text)} is not a name; write Name <mail>"
    seen: dict[str, str] = dict.fromkeys(ROUTES, "is reserved for routes")
    for number, phase in enumerate(process.phases):
        at: Path = ("phases", number)
        for key, name in (
            ("id", phase.id),
            *(("was", old) for old in phase.was),
            ("folder", f"{normpath(phase.folder.strip('/'))}/"),
        ):
            if name in seen:
                yield (*at, key), f"{name!r} {seen[name]}; choose another name"
            seen[name] = "is used above"
        yield from _roles(process, phase, at)
        yield from _routes(process, phase, number)
        for index, criterion in enumerate(phase.criteria):
            where: Path = (*at, "criteria", index)
            if criterion.id in seen:
                yield (*where, "id"), f"{criterion.id!r} {seen[criterion.id]}; choose another name"
            seen[criterion.id] = "is used above"
            if criterion.owner and not criterion.owner.startswith("team "):
                yield from _role(process, criterion.owner, (*where, "owner"))


def _roles(process: Process, phase: Phase, at: Path) -> Iterator[tuple[Path, str]]:
    if phase.owner:
        yield from _role(process, phase.owner, (*at, "owner"))
    for index, role in enumerate(phase.sign_off):
        yield from _role(process, role, (*at, "sign_off", index))
        if role in phase.sign_off[:index]:
            yield (*at, "sign_off", index), f"sign_off: duplicate role {role!r}"


def _role(process: Process, role: str, at: Path) -> Iterator[tuple[Path, str]]:
    if role not in process.team:
        yield at, f"role {role!r} is not declared in team{did_you_mean(role, process.team)}"


def _routes(process: Process, phase: Phase, number: int) -> Iterator[tuple[Path, str]]:
    if phase.decision is None:
        return
    earlier = [each.id for each in process.phases[: number + 1]]
    at: Path = ("phases", number, "decision", "routes")
    if not phase.decision.routes:
        yield at, "a decision needs at least one outcome and its route"
    options = (*ROUTES, *earlier)
    for outcome, target in phase.decision.routes.items():
        if target not in options:
            expected = f"{', '.join(ROUTES)}, or a phase up to this one"
            yield (*at, outcome), f"unknown route {target!r}; expected {expected}{did_you_mean(target, options)}"


def readable_part(node: Node) -> Process:
    """The process as far as its parts fit their types, so that its names can be checked before the rest is corrected.

    What does not fit gets a name that nothing else can have. Nothing is read where the team is not: then each role
    would count as not declared.
    """
    team = node.children.get("team")
    if team is None or not isinstance(team.value, dict):
        return Process(version=1, project="", phases=())
    people = {role: _fitting(team, role, tuple[Text, ...], ()) for role in team.value}
    phases = tuple(_readable_phase(number, each) for number, each in enumerate(_entries(node, "phases")))
    return Process(version=1, project="", team=people, phases=phases)


def _readable_phase(number: int, node: Node) -> Phase:
    unnamed = f" {number}"
    return Phase(
        id=_fitting(node, "id", str, unnamed),
        title="",
        folder=_fitting(node, "folder", str, unnamed),
        owner=_fitting(node, "owner", str, None),
        sign_off=_fitting(node, "sign_off", tuple[str, ...], ()),
        decision=_fitting(node, "decision", Decision, None),
        was=_fitting(node, "was", tuple[str, ...], ()),
        criteria=tuple(
            Criterion(
                id=_fitting(each, "id", str, f"{unnamed}.{index}"), says="", owner=_fitting(each, "owner", str, None)
            )
            for index, each in enumerate(_entries(node, "criteria"))
        ),
    )


def _entries(node: Node, key: str) -> list[Node]:
    listed = node.children.get(key)
    return [*listed.children.values()] if listed and isinstance(listed.value, list) else []


def _fitting(node: Node, key: str, shape: Any, instead: Any) -> Any:
    """The value of a key where it has this type; else another one."""
    child = node.children.get(key)
    if child is None:
        return instead
    try:
        return msgspec.convert(child.value, shape)
    except msgspec.ValidationError:
        return instead
