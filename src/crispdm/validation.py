"""Convert YAML nodes to typed, immutable values; every error names `file:line`. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from typing import Any, TypeVar

import msgspec

from crispdm.words import closest_match, describe_value, did_you_mean, listing
from crispdm.yamlio import Node, YamlError

T = TypeVar("T")
Path = tuple[str | int, ...]

_AT = r"(?s)(?P<what>.*?)(?: - at `(?:key in )?\$(?P<path>.*)`)?"
_STEP = r"\.(?P<key>[^.\[]+)|\[(?P<index>\d+)\]|\[\.\.\.\]"
_NAMES = "`([^`]*)`"
_BOUND = r"(of length )?(?P<sign>[<>]=?) (?P<bound>-?[\d.]+)"
_TYPES = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "a mapping",
}
_SIGNS = {">=": "of at least", "<=": "of at most", ">": "above", "<": "below"}

_USUAL = {  # what keys of a criterion are called elsewhere
    **dict.fromkeys(("glob", "pattern", "path", "paths"), ("files", "file")),
    **dict.fromkeys(("command", "cmd", "run"), ("argv",)),
    **dict.fromkeys(("name", "text", "description", "title"), ("says", "title", "id")),
    **dict.fromkeys(("type", "kind"), ("check",)),
}
_CHOSEN = ("part", "check")
_MOST_MISTAKES = 50  # of one entry

_PATTERNS: dict[str, str] = {}


def pattern(regex: str, words: str) -> msgspec.Meta:
    """A constraint on text, with the words that an error uses instead of the regular expression."""
    _PATTERNS[regex] = words
    return msgspec.Meta(pattern=regex, description=words)


def convert(node: Node, shape: type[T], name: str, allowed: Callable[[Path], Iterable[str]]) -> T:
    """Convert a node to a struct.

    Args:
        node: what was read.
        shape: the msgspec type that it must have.
        name: the file, as it is shown.
        allowed: the keys, or for the value of a key the words, that are allowed at a path, to suggest the nearest.

    Raises:
        YamlError: with the line of the first value that does not fit, what was expected, and what was found.
    """
    try:
        return msgspec.convert(node.value, shape)
    except msgspec.ValidationError as error:
        message = str(error)
    found = re.fullmatch(_AT, message)
    what, at = (found["what"], found["path"] or "") if found else (message, "")
    raise YamlError(name, *_problem(node, what, _path(node, shape, message, at), allowed))


def mistakes(
    node: Node, shape: Any, at: Path, allowed: Callable[[Path], Iterable[str]], *, without: str = ""
) -> Iterator[tuple[int, str]]:
    """Find all that does not fit in a part of a file, by taking out each mistake and converting the rest.

    Args:
        node: what was read.
        shape: the msgspec type of the part.
        at: where the part is.
        allowed: as for `convert`.
        without: a key of the part that is looked at by itself.

    Yields:
        The line of each mistake, and what it is.
    """
    value: Any = deepcopy(node.find(at).value)
    if isinstance(value, dict) and isinstance(value.get(without), list):
        value[without] = []
    taken: set[str] = set()
    for _ in range(_MOST_MISTAKES):
        try:
            msgspec.convert(value, shape)
        except msgspec.ValidationError as error:
            found = re.fullmatch(_AT, str(error))
            what, where = (found["what"], found["path"] or "") if found else (str(error), "")
            path = _path(node.find(at), shape, str(error), where)
        else:
            return
        key = re.search(r"field `(.*)`", what)
        is_missing = bool(key) and "missing" in what
        if not (key and is_missing and key[1] in taken):
            line, text = _problem(node, what, (*at, *path), allowed)
            yield line, text
            taken |= {*re.findall(r"did you mean '([^']*)'", text)}  # so it is not missing too
        place = (*path, key[1]) if key else path
        if is_missing and len(place) == 1:
            inner = _filled(value, place, shape, _options((*at, *place), allowed))
        else:
            place = _removable(path if is_missing else place)
            inner = _without(value, place)
        if inner is None or place[-1:] == ("check",):  # of what kind it should be is not known
            return
        value = inner
        taken.add(str(place[-1]))


def _filled(value: Any, place: Path, shape: Any, options: Iterable[str]) -> Any:
    """A copy with something that fits where a key is missing; None where nothing does."""
    if not isinstance(value, dict):
        return None
    for filler in (*options, "x", 1, ["x"], {}):
        filled = {**value, place[0]: filler}
        try:
            msgspec.convert(filled, shape)
        except msgspec.ValidationError as error:
            if f"$.{place[0]}" in str(error) or "`check`" in str(error) or "Invalid value" in str(error):
                continue
        return filled
    return None


def _removable(path: Path) -> Path:
    """The key to take out for what is at a path: of what is in a list, that of the list."""
    return path[: next((number for number, step in enumerate(path) if isinstance(step, int)), len(path))]


def _without(value: Any, path: Path) -> Any:
    """A copy of mappings without one key; None where the path leads nowhere."""
    if not path or not isinstance(value, dict) or path[0] not in value:
        return None
    if len(path) == 1:
        return {key: each for key, each in value.items() if key != path[0]}
    inner = _without(value[path[0]], path[1:])
    return None if inner is None else {**value, path[0]: inner}


def _path(node: Node, shape: type[T], message: str, at: str) -> Path:
    path: Path = ()
    for step in re.finditer(_STEP, at):
        if step["index"]:
            path += (int(step["index"]),)
        else:
            path += (step["key"] or _wrong_key(node, shape, message, path),)
    return path


def _wrong_key(node: Node, shape: type[T], message: str, path: Path) -> str:
    """The key behind `[...]`, by which msgspec means some value of a mapping: the first that fails by itself."""
    mapping: dict[str, object] = node.find(path).value
    for key, value in mapping.items():
        try:
            msgspec.convert(_replaced(node.value, path, {key: value}), shape)
        except msgspec.ValidationError as error:
            if str(error) == message:
                return key
    return next(iter(mapping))


def _replaced(value: Any, path: Path, new: object) -> Any:
    """A copy of the value with another one at a path."""
    if not path:
        return new
    copy = value.copy()
    copy[path[0]] = _replaced(value[path[0]], path[1:], new)
    return copy


def _problem(node: Node, what: str, path: Path, allowed: Callable[[Path], Iterable[str]]) -> tuple[int, str]:
    """The line of a problem, and what it is in words."""
    here = node.find(path)
    field = re.search(r"field `(.*)`", what)
    where = next((step for step in reversed(path) if isinstance(step, str)), "the file")
    if field and "unknown" in what:
        key = field[1]
        return here.find((key,)).line, f"unknown key {key!r}{_meant(key, [*allowed(path)])}"
    if field:
        entry = "this entry of " if path and isinstance(path[-1], int) else ""
        line, found = _misspelt(here, field[1], allowed(path))
        return (
            line,
            f"missing key {field[1]!r} in {entry}{where}{found}{_choices(field[1], (*path, field[1]), allowed)}",
        )
    expected, near = _expectation(what), ""
    if what.startswith("Invalid"):
        options = [*allowed(path)]
        expected, near = f"expected {listing(options, 'or')}", did_you_mean(str(here.value), options)
    return here.line, f"{where}: {expected}, found {describe_value(here.value)}{near}"


def _meant(key: str, allowed: Sequence[str]) -> str:
    """The key that was probably meant: by another name that is usual elsewhere, or misspelt."""
    usual = next((name for name in _USUAL.get(key, ()) if name in allowed), None)
    return f"; did you mean {usual!r}?" if usual else did_you_mean(key, allowed)


def _choices(key: str, path: Path, allowed: Callable[[Path], Iterable[str]]) -> str:
    """What a missing key may be, where it is one of a few words."""
    options = _options(path, allowed) if key in _CHOSEN else []
    return f"; one of {listing(options, 'or')}" if options else ""


def _options(path: Path, allowed: Callable[[Path], Iterable[str]]) -> list[str]:
    """The words that are allowed at a path; none where any text is."""
    try:
        return [str(option) for option in allowed(path)]
    except (KeyError, TypeError, ValueError):
        return []


def _misspelt(here: Node, key: str, allowed: Iterable[str]) -> tuple[int, str]:
    """The line and name of the key that was probably meant to be the missing one."""
    near = closest_match(key, [str(other) for other in here.children if other not in {*allowed}])
    return (here.line, "") if near is None else (here.find((near,)).line, f"; found {near!r}")


def _expectation(what: str) -> str:
    for regex, words in _PATTERNS.items():
        if f"matching regex {regex!r}" in what:
            return f"expected {words}"
    what = re.sub(_NAMES, _type_names, what.split(", got", maxsplit=1)[0])
    what = re.sub(_BOUND, _bound_name, what)
    return what[0].lower() + what[1:]


def _type_names(found: re.Match[str]) -> str:
    return ", or ".join(_TYPES.get(name, name) for name in found[1].split(" | ") if name != "null")


def _bound_name(found: re.Match[str]) -> str:
    return "that is not empty" if found[1] else f"{_SIGNS[found['sign']]} {float(found['bound']):g}"
