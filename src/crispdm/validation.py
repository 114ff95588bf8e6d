"""From a YAML node to typed, immutable values, with `file:line` in every complaint."""

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import msgspec

from crispdm.words import closest_match, describe_value, did_you_mean, listing
from crispdm.yamlio import Node, YamlError

T = TypeVar("T")
Path = tuple[str | int, ...]

_AT = re.compile(r"(?P<what>.*?)(?: - at `(?:key in )?\$(?P<path>.*)`)?", re.DOTALL)
_STEP = re.compile(r"\.(?P<key>[^.\[]+)|\[(?P<index>\d+)\]|\[\.\.\.\]")
_NAMES = re.compile("`([^`]*)`")
_BOUND = re.compile(r"(of length )?(?P<sign>[<>]=?) (?P<bound>-?[\d.]+)")
_TYPES = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "keys with values",
}
_SIGNS = {">=": "of at least", "<=": "of at most", ">": "above", "<": "below"}

_PATTERNS: dict[str, str] = {}


def pattern(regex: str, words: str) -> msgspec.Meta:
    """A constraint on text, with the words that a complaint uses instead of the regular expression."""
    _PATTERNS[regex] = words
    return msgspec.Meta(pattern=regex, description=words)


def convert(node: Node, shape: type[T], name: str, known: Callable[[Path], Iterable[str]]) -> T:
    """Convert a node to a struct.

    Args:
        node: what was read.
        shape: the msgspec type that it must have.
        name: the file, as it is shown.
        known: the keys that may stand at a path; a misspelt one gets the nearest as a suggestion.

    Raises:
        YamlError: with the line of the value that does not fit, what stands there, and what was expected.
    """
    try:
        return msgspec.convert(node.value, shape)
    except msgspec.ValidationError as error:
        message = str(error)
    found = _AT.fullmatch(message)
    what, at = (found["what"], found["path"] or "") if found else (message, "")
    raise YamlError(name, *_complaint(node, what, _path(node, shape, message, at), known))


def _path(node: Node, shape: type[T], message: str, at: str) -> Path:
    path: Path = ()
    for step in _STEP.finditer(at):
        if step["index"]:
            path += (int(step["index"]),)
        else:
            path += (step["key"] or _culprit(node, shape, message, path),)
    return path


def _culprit(node: Node, shape: type[T], message: str, path: Path) -> str:
    """The complaint says `[...]`, some value of a mapping: the first one that is wrong when it stands there alone."""
    mapping: dict[str, object] = node.find(path).value
    for key, value in mapping.items():
        try:
            msgspec.convert(_replaced(node.value, path, {key: value}), shape)
        except msgspec.ValidationError as error:
            if str(error) == message:
                return key
    return next(iter(mapping))


def _replaced(value: Any, path: Path, new: object) -> Any:
    """The value with something else at a path."""
    if not path:
        return new
    copy = value.copy()
    copy[path[0]] = _replaced(value[path[0]], path[1:], new)
    return copy


def _complaint(node: Node, what: str, path: Path, known: Callable[[Path], Iterable[str]]) -> tuple[int, str]:
    here = node.find(path)
    field = re.search(r"field `(.*)`", what)
    where = next((step for step in reversed(path) if isinstance(step, str)), "the file")
    if field and "unknown" in what:
        key = field[1]
        return here.find((key,)).line, f"{key!r} is not a key that is known here{did_you_mean(key, known(path))}"
    if field:
        entry = "this entry of " if path and isinstance(path[-1], int) else ""
        line, instead = _instead(here, field[1], known(path))
        return line, f"{field[1]!r} is missing in {entry}{where}{instead}"
    expected, near = _in_words(what), ""
    if what.startswith("Invalid"):
        options = [*known(path)]
        expected, near = f"expected {listing(options, 'or')}", did_you_mean(str(here.value), options)
    return here.line, f"{where}: {expected}, but here stands {describe_value(here.value)}{near}"


def _instead(here: Node, key: str, known: Iterable[str]) -> tuple[int, str]:
    """The key that was probably meant to be the missing one, where it stands."""
    near = closest_match(key, [str(other) for other in here.children if other not in {*known}])
    return (here.line, "") if near is None else (here.find((near,)).line, f"; here stands {near!r}")


def _in_words(what: str) -> str:
    for regex, words in _PATTERNS.items():
        if f"matching regex {regex!r}" in what:
            return f"expected {words}"
    what = _NAMES.sub(_types_in_words, what.split(", got", maxsplit=1)[0])
    what = _BOUND.sub(_bound_in_words, what)
    return what[0].lower() + what[1:]


def _types_in_words(found: re.Match[str]) -> str:
    return ", or ".join(_TYPES.get(name, name) for name in found[1].split(" | ") if name != "null")


def _bound_in_words(found: re.Match[str]) -> str:
    return "that is not empty" if found[1] else f"{_SIGNS[found['sign']]} {float(found['bound']):g}"
