"""crispdm.yaml as a file: read into a process, its mistakes all at once and by their lines, and its schema. Pure."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from operator import itemgetter
from typing import Annotated, Any, Union, cast, get_args, get_type_hints

from msgspec import Meta, defstruct

from crispdm.json_schema import json_schema
from crispdm.process import FILE, Criterion, Decision, Phase, Process
from crispdm.process_names import readable_part, wrong_names
from crispdm.validation import Path, convert, mistakes
from crispdm.words import listing
from crispdm.yamlio import Node, YamlError, parse

_SHOWN_MISTAKES = 20

Kinds = Mapping[str, type[Criterion]]


def process_type(kinds: Kinds) -> type[Process]:
    """The type of a process whose criteria are of these kinds; its JSON Schema is the one of crispdm.yaml."""
    return _process_type(tuple(kinds.values()))


@cache
def _process_type(kinds: tuple[type[Criterion], ...]) -> type[Process]:
    """Cached: making a type costs as much as reading a file, and its memory is never freed."""
    any_kind: Any = Union[kinds]  # noqa: UP007 - made of a tuple that is known at run time only
    phase: Any = defstruct("Phase", [("criteria", tuple[any_kind, ...], ())], bases=(Phase,), frozen=True, kw_only=True)
    phases: Any = Annotated[tuple[phase, ...], Meta(min_length=1)]
    return cast(
        "type[Process]", defstruct("Process", [("phases", phases)], bases=(Process,), frozen=True, kw_only=True)
    )


def _nothing_more(_: frozenset[str]) -> Kinds:
    return {}


def load(
    text: bytes,
    kinds: Kinds,
    name: str = FILE,
    *,
    add_kinds: Callable[[frozenset[str]], Kinds] = _nothing_more,
    is_installed: Callable[[str], bool] = lambda _: True,
) -> Process:
    """Read a process.

    Args:
        text: the bytes of crispdm.yaml.
        kinds: the kinds of check by their names; this module knows none.
        name: what the file is called in errors.
        add_kinds: finds those kinds that the process names and `kinds` lacks; asked only if there are any.
        is_installed: whether a package is, asked of what the process needs if a kind is found nowhere.

    Raises:
        YamlError: with the line, what is wrong there, and the nearest name where one is misspelt.
    """
    node = parse(text, name)
    if unknown := {kind: path for path, kind in _kinds_named(node) if kind not in kinds}:
        kinds = {**kinds, **add_kinds(frozenset(unknown))}
        _refuse_missing(node, name, {kind: path for kind, path in unknown.items() if kind not in kinds}, is_installed)
    try:
        process = convert(node, process_type(kinds), name, lambda path: _allowed(node, path, kinds))
    except YamlError as first:
        found = [*_mistakes(node, kinds)] or [(first.line, first.what)]
        _refuse(name, [*found, *_wrong_names(node, readable_part(node))])
        raise
    _refuse(name, _wrong_names(node, process))
    return process


def _wrong_names(node: Node, process: Process) -> list[tuple[int, str]]:
    return [(node.find(path).line, what) for path, what in wrong_names(process)]


def _kinds_named(node: Node) -> Iterator[tuple[Path, str]]:
    """The kinds of check that the criteria name, each with its place."""
    for number in range(len(_entries(node, ("phases",)))):
        at: Path = ("phases", number, "criteria")
        for index, criterion in enumerate(_entries(node, at)):
            kind = criterion.get("check") if isinstance(criterion, dict) else None
            if isinstance(kind, str):
                yield (*at, index, "check"), kind


def _refuse_missing(node: Node, name: str, missing: Mapping[str, Path], is_installed: Callable[[str], bool]) -> None:
    """Refuse kinds that no package has, if the process says which package it needs, and that one is not installed."""
    needed = [each for each in _entries(node, ("needs",)) if isinstance(each, str) and not is_installed(each)]
    if missing and needed:
        packages = f"the package {needed[0]}" if len(needed) == 1 else f"one of the packages {listing(needed)}"
        found = [(node.find(path).line, f"kind {kind!r} needs {packages}") for kind, path in missing.items()]
        hint = f"install what is missing where crispdm is installed: `pip install {' '.join(needed)}`"
        _refuse(name, found, hint)


def _refuse(name: str, found: list[tuple[int, str]], hint: str = "") -> None:
    """Raise if there are mistakes: name all of them, the first one first."""
    found = sorted(dict.fromkeys(found), key=itemgetter(0))
    more = [f"and {len(found) - _SHOWN_MISTAKES} more"] if len(found) > _SHOWN_MISTAKES else []
    if found:
        others = [f"{name}:{line}: {what}" for line, what in found[1:_SHOWN_MISTAKES]]
        raise YamlError(name, *found[0], details=(*others, *more), hint=hint)


def _mistakes(node: Node, kinds: Kinds) -> Iterator[tuple[int, str]]:
    """What does not fit its type: in each criterion, in each phase, and around them."""
    whole: Any = process_type(kinds)
    phase_type = get_args(get_args(get_type_hints(whole, include_extras=True)["phases"])[0])[0]
    criterion_type = get_args(get_type_hints(phase_type)["criteria"])[0]

    def allowed(path: Path) -> tuple[str, ...]:
        return _allowed(node, path, kinds)

    for number in range(len(_entries(node, ("phases",)))):
        at: Path = ("phases", number)
        yield from mistakes(node, phase_type, at, allowed, without="criteria")
        for index in range(len(_entries(node, (*at, "criteria")))):
            yield from mistakes(node, criterion_type, (*at, "criteria", index), allowed)
    around = defstruct("Around", [("phases", list[Any])], bases=(Process,), frozen=True, kw_only=True)
    yield from mistakes(node, around, (), allowed, without="phases")


def _entries(node: Node, path: Path) -> list[Any]:
    """The entries of a list; none where there is no list."""
    value: Any = node.value
    for step in path:
        fits = isinstance(value, list) if isinstance(step, int) else isinstance(value, dict) and step in value
        if not fits:
            return []
        value = value[step]
    return value if isinstance(value, list) else []


def _allowed(node: Node, path: Path, kinds: Kinds) -> tuple[str, ...]:  # noqa: PLR0911 - a table
    """The keys, or for the value of a key the words, that are allowed at a path."""
    match path:
        case (*_, "criteria", _, "check"):
            return tuple(kinds)
        case (*_, "criteria", _, str(key)):
            return get_args(get_type_hints(_kind(node, path[:-1], kinds))[key])
        case (*_, "criteria", _):
            return ("check", *_kind(node, path, kinds).__struct_fields__)
        case ("version",):
            return ("1",)
        case (*_, "decision"):
            return Decision.__struct_fields__
        case ("phases", _):
            return Phase.__struct_fields__
    return Process.__struct_fields__


def _kind(node: Node, path: Path, kinds: Kinds) -> type[Criterion]:
    return kinds.get(str(node.find((*path, "check")).value), Criterion)


def schema(kinds: Kinds) -> dict[str, Any]:
    """The JSON Schema of crispdm.yaml, for editors."""
    return json_schema(FILE, [process_type(kinds)])
