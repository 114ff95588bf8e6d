"""Convert YAML nodes to typed, immutable values; every error names `file:line`. Pure."""

import re
from collections.abc import Callable, Iterable
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
        return here.find((key,)).line, f"unknown key {key!r}{did_you_mean(key, allowed(path))}"
    if field:
        entry = "this entry of " if path and isinstance(path[-1], int) else ""
        line, found = _misspelt(here, field[1], allowed(path))
        return line, f"missing key {field[1]!r} in {entry}{where}{found}"
    expected, near = _expectation(what), ""
    if what.startswith("Invalid"):
        options = [*allowed(path)]
        expected, near = f"expected {listing(options, 'or')}", did_you_mean(str(here.value), options)
    return here.line, f"{where}: {expected}, found {describe_value(here.value)}{near}"


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
