"""From a YAML node to typed, immutable values, with `file:line` in every complaint."""

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

import msgspec

from crispdm.words import nearest
from crispdm.yamlio import Node, YamlError

T = TypeVar("T")
Path = tuple[str | int, ...]

_AT = r"(?s)(?P<what>.*?)(?: - at `(?:key in )?\$(?P<path>.*)`)?"
_STEP = r"\.([^.\[]+)|\[(\d+)\]"  # `[...]`, some value of a mapping, is left out
_TYPES = {
    "`str`": "text",
    "`int`": "a whole number",
    "`float`": "a number",
    "`bool`": "true or false",
    "`array`": "a list",
    "`object`": "keys with values",
    "`null`": "nothing",
}

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
        found = re.fullmatch(_AT, str(error))
        what, at = (found["what"], found["path"] or "") if found else (str(error), "")
    path: Path = tuple(key or int(index) for key, index in re.findall(_STEP, at.replace("[...]", "")))
    raise YamlError(name, *_complaint(node, what, path, known))


def _complaint(node: Node, what: str, path: Path, known: Callable[[Path], Iterable[str]]) -> tuple[int, str]:
    here = node.find(path)
    field = re.search(r"field `(.*)`", what)
    where = next((step for step in reversed(path) if isinstance(step, str)), "the file")
    if field and "unknown" in what:
        key = field[1]
        return here.find((key,)).line, f"{key!r} is not a key that is known here{nearest(key, known(path))}"
    if field:
        return here.line, f"{field[1]!r} is missing in {where}"
    if what.startswith("Invalid"):
        options = [*known(path)]
        near = nearest(str(here.value), options)
        return here.line, f"{where}: {here.value!r} is none of {', '.join(options)}{near}"
    return here.line, f"{where}: {_in_words(what)}, but here stands {_shown(here.value)}"


def _in_words(what: str) -> str:
    for regex, words in _PATTERNS.items():
        if f"matching regex {regex!r}" in what:
            return f"expected {words}"
    what = what.split(", got", maxsplit=1)[0]
    for name, words in _TYPES.items():
        what = what.replace(name, words)
    return what[0].lower() + what[1:]


def _shown(value: object) -> str:
    if isinstance(value, dict | list):
        return "keys with values" if isinstance(value, dict) else "a list"
    return "nothing" if value is None else repr(value)
