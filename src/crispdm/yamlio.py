"""Read YAML safely: limits first, then plain values, and the line of each. Pure.

The parser's events are read one by one and the values are built from them, so that aliases, tags, merge keys,
duplicate keys and deep nesting are refused before they cost anything. Scalars follow the core schema of YAML 1.2
(section 10.3.2), decimal only: `on`, `no`, `5:30`, `010` and dates stay text.
"""

import math
import re
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from crispdm.errors import CrispdmError

LIMIT = 1 << 20  # bytes of a file
DEPTH = 100  # levels of nesting
DIGITS = 300  # of a whole number; a longer one stays text, as it fits no float
_SHOWN = 60  # characters of a name in an error
_TOO_DEEP = f"nested more than {DEPTH} levels deep"

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NUMBER_STARTS = frozenset("-+.0123456789")
_NO_BREAKS = str.maketrans(dict.fromkeys("\x85\u2028\u2029", " "))  # YAML 1.1 ends a line there, no editor does


class YamlError(CrispdmError):
    """A file that is not YAML, or does not contain what it must.

    Args:
        file: its name, as it is shown.
        line: counted from 1.
        what: what is wrong there.
        details: further mistakes, each with its line.
        hint: what to do now.
    """

    def __init__(self, file: str, line: int, what: str, *, details: tuple[str, ...] = (), hint: str = "") -> None:
        super().__init__(f"{file}:{line}: {what}", details=details, hint=hint)
        self.file = file
        self.line = line
        self.what = what


class Node:
    """A value with its line and its children."""

    __slots__ = ("children", "key", "key_line", "line", "value")

    def __init__(self, value: Any, line: int) -> None:
        self.value = value
        self.line = line
        self.children: dict[str | int, Node] = {}
        self.key: str | None = None  # of a mapping that is being read: the key whose value comes next
        self.key_line = line

    def find(self, path: Sequence[str | int]) -> "Node":
        """The node at `path`, or the nearest one above it that exists."""
        node = self
        for step in path:
            if step not in node.children:
                break
            node = node.children[step]
        return node


def parse(text: bytes, name: str, *, limit: int = LIMIT) -> Node:
    """Read one YAML document.

    Args:
        text: the file's bytes, UTF-8, with or without a byte order mark.
        name: what the file is called in errors.
        limit: the largest size in bytes that is read.

    Returns:
        The root; its `value` is made of dict, list, str, int, float, bool and None; keys are text as written.

    Raises:
        YamlError: with the file and the line, for anything that cannot be read.
    """
    if len(text) > limit:
        raise YamlError(name, 1, f"larger than {limit:,} bytes, the limit")
    decoded = decode(text, name).translate(_NO_BREAKS)
    try:
        return _build(yaml.parse(decoded, Loader=_LOADER), name)
    except yaml.MarkedYAMLError as error:
        raise YamlError(name, _line_of(error, decoded), _problem(error)) from None
    except yaml.reader.ReaderError as error:
        at = decoded.find(chr(int(error.character)))  # its position counts characters in one loader, bytes in the other
        what = f"not YAML: the character U+{int(error.character):04X} is not allowed"
        raise YamlError(name, decoded.count("\n", 0, max(at, 0)) + 1, what) from None
    except (yaml.YAMLError, ArithmeticError, ValueError, LookupError, AttributeError, RecursionError) as error:
        raise YamlError(name, 1, f"not YAML: {type(error).__name__}") from None


def _problem(error: yaml.MarkedYAMLError) -> str:
    """The parser's error in words; from 0.2.6 on libyaml has its own limit of nesting, above ours."""
    what = str(error.problem or error.context)
    if "mapping values are not allowed" in what:
        what += "; put text that contains a colon in quotes"
    return _TOO_DEEP if "maximum nesting" in what else f"not YAML: {what}"


def _line_of(error: yaml.MarkedYAMLError, text: str) -> int:
    """The line of a problem; what is never closed fails at the end of the file, but is fixed where it was opened."""
    problem, context, written = error.problem_mark, error.context_mark, text.rstrip()
    mark = context if context and (problem is None or problem.index >= len(written)) else problem
    return min(mark.line + 1, len(written.splitlines()) or 1) if mark else 1


def decode(text: bytes, name: str) -> str:
    """Decode UTF-8, with or without a byte order mark.

    Raises:
        YamlError: naming the line of the first byte that is not UTF-8.
    """
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        raise YamlError(name, line, "not UTF-8", hint="save the file as UTF-8") from None


def _build(events: Iterator[Event], name: str) -> Node:
    """Build the nodes from the events, with our own stack, so that we can limit the depth."""
    root = Node(None, 1)
    stack: list[Node] = []
    documents = 0
    for event in events:
        if isinstance(event, ScalarEvent):
            if _wants_key(stack):
                _open_key(stack[-1], event, name)
            else:
                root = _place(stack, _leaf(event, name)) or root
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            node = _container(event, stack, name)
            root = _place(stack, node) or root
            stack.append(node)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            stack.pop()
        elif isinstance(event, AliasEvent):
            _refuse(name, event, "aliases (*name) are not supported; write the value out")
        elif isinstance(event, DocumentStartEvent):
            documents += 1
            if documents > 1:
                _refuse(name, event, "a second document; only one is read")
    return root


def _line(event: Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _refuse(name: str, event: Event, what: str) -> NoReturn:
    raise YamlError(name, _line(event), what)


def _wants_key(stack: list[Node]) -> bool:
    return bool(stack) and stack[-1].key is None and type(stack[-1].value) is dict


def _place(stack: list[Node], node: Node) -> Node | None:
    """Add the node to the open container; without one return it, as it is the root."""
    if not stack:
        return node
    parent = stack[-1]
    if type(parent.value) is list:
        parent.children[len(parent.value)] = node
        parent.value.append(node.value)
        return None
    key = parent.key
    assert key is not None  # noqa: S101 - _build opens a key before any value
    node.line = parent.key_line
    parent.children[key] = node
    parent.value[key] = node.value
    parent.key = None
    return None


def _open_key(parent: Node, event: ScalarEvent, name: str) -> None:
    key = event.value
    _refuse_tag(event, name)
    if event.implicit[0] and key == "<<":
        _refuse(name, event, "merge keys (<<) are not supported; write the keys out")
    if event.implicit[0] and key == "":
        _refuse(name, event, "a value without a key")
    if key in parent.value:
        _refuse(name, event, f"duplicate key {_short(key)!r}, first on line {parent.children[key].line}")
    parent.key = key
    parent.key_line = _line(event)


def _refuse_tag(event: ScalarEvent | MappingStartEvent | SequenceStartEvent, name: str) -> None:
    if event.tag is not None:
        _refuse(name, event, f"tags ({_short(event.tag)}) are not supported; write the plain value")


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _container(event: MappingStartEvent | SequenceStartEvent, stack: list[Node], name: str) -> Node:
    if len(stack) >= DEPTH:
        _refuse(name, event, _TOO_DEEP)
    _refuse_tag(event, name)
    if _wants_key(stack):
        _refuse(name, event, "keys must be text")
    return Node({} if isinstance(event, MappingStartEvent) else [], _line(event))


def _leaf(event: ScalarEvent, name: str) -> Node:
    _refuse_tag(event, name)
    value = scalar(event.value) if event.implicit[0] else event.value  # implicit: neither quoted nor tagged
    return Node(value, _line(event))


def scalar(text: str) -> str | int | float | bool | None:
    """The value of an unquoted scalar by the core schema of YAML 1.2, decimal numbers only."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_STARTS:
        return text
    if _INT.fullmatch(text):
        return int(text) if len(text) <= DIGITS else text
    if _FLOAT.fullmatch(text):
        number = float(text)
        return number if math.isfinite(number) else text
    return text
