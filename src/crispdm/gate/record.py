"""A YAML file of evidence: its values by name, each with its line. Pure."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from crispdm.gate.finding import Place, Unmet
from crispdm.numbers import parse_number
from crispdm.placeholders import is_no_words, is_placeholder, is_unfilled
from crispdm.words import closest_match, describe_value
from crispdm.yamlio import Node

_SIGN = "[%‰°$€£¥₹₽₩₺₫₪₴฿₱₦¢]+"  # units without a letter
_MISSPELLED = 0.75  # as like another name as `dyas` is like `days`


class Record:
    """A YAML file of evidence: values by dotted names, each with its line."""

    def __init__(self, node: Node, file: str, lines: Sequence[str] = ()) -> None:
        self._node = node
        self._lines = lines
        self.file = file

    def _find(self, name: str) -> tuple[Node, bool]:
        node = self._node
        while name:
            if name in node.children:  # a dot may belong to the name of a column
                return node.children[name], True
            step, _, name = name.partition(".")
            if step not in node.children:
                return node, False
            node = node.children[step]
        return node, True

    def get(self, name: str) -> Any:
        """The value at `a.b`; None where it is missing."""
        node, is_there = self._find(name)
        return node.value if is_there else None

    def place(self, name: str = "") -> Place:
        """The place of the value, or of the nearest key above it that exists."""
        return Place(self.file, self._find(name)[0].line)

    def line_text(self, name: str) -> str:
        """The line on which a value is written, with its comment; empty where the value is missing."""
        node, is_there = self._find(name)
        return self._lines[node.line - 1] if is_there and node.line <= len(self._lines) else ""

    def place_of(self, name: str) -> Place | None:
        """The place of the only value with this name, dotted or at any depth; None where there is none, or several."""
        found = [each for each in _names(self.get("")) if each == name or each.endswith(f".{name}")]
        return self.place(found[0]) if len(found) == 1 else None

    def names_of(self, texts: Sequence[str]) -> list[str]:
        """The dotted names of the values that are one of these texts, in lists too."""
        return [name for name, value in _leaves(self.get("")) if value in texts]

    def text(self, name: str, want: str) -> str:
        """A value as text that says something, of a list its values joined by commas.

        Raises:
            Unmet: it is missing, says nothing, or is a mapping.
        """
        own = "" if isinstance(self.get(name), list) else name
        return self._joined(name, want, lambda part: is_placeholder(part, own))

    def words(self, name: str, want: str) -> str:
        """A value in words that say something, of a list its values joined by commas.

        Raises:
            Unmet: it is missing, says nothing, is a number, `true` or a yes, or is a mapping.
        """
        own = "" if isinstance(self.get(name), list) else name
        return self._joined(name, want, lambda part: is_no_words(part, own))

    def unit(self, name: str, want: str) -> str:
        """A unit: in words, or a sign such as `%` or `€`.

        Raises:
            Unmet: it is missing, says nothing, is a number, or is a mapping.
        """
        value = self.get(name)
        return (
            value.strip() if isinstance(value, str) and re.fullmatch(_SIGN, value.strip()) else self.words(name, want)
        )

    def identifier(self, name: str, want: str) -> str:
        """The name of a column, a file or a run, of a list its values joined by commas; any word may be a name.

        Raises:
            Unmet: it is missing, not filled in, or a mapping.
        """
        return self._joined(name, want, is_unfilled)

    def _joined(self, name: str, want: str, is_empty: Callable[[object], bool]) -> str:
        value = self.get(name)
        parts = value if isinstance(value, list) else [value]
        if any(is_empty(part) or isinstance(part, dict | list) for part in parts or [None]):
            raise self.unmet(name, want)
        return ", ".join(map(str, parts))

    def number(self, name: str, want: str) -> float:
        """A finite number; `5 %` is 0.05.

        Raises:
            Unmet: it is missing, or not a finite number.
        """
        found = parse_number(self.get(name))
        if found is None:
            raise self.unmet(name, want)
        return found

    def items(self, name: str) -> list["Record"]:
        """The entries of a list, each as a record; none where there is no list."""
        node, is_there = self._find(name)
        if not is_there or not isinstance(node.value, list):
            return []
        return [Record(node.children[index], self.file, self._lines) for index in range(len(node.value))]

    def unmet(self, name: str, want: str, fix: str = "", values: object = None, *, done: float | None = None) -> Unmet:
        """The refusal of one value: what was found, and what is expected."""
        value = self.get(name)
        if value is None and (above := self._not_above(name)):
            return self._misplaced(name, above, values)
        says_nothing = is_placeholder(value, name)
        is_empty = says_nothing and not isinstance(value, str)
        key = name or "the file"
        have = f"{key}: {'nothing yet' if is_empty else describe_value(value)}"
        if says_nothing and isinstance(value, str) and value.strip():
            have += " says nothing"
        verb = "fill in" if says_nothing else "correct"
        done = done if done is not None else 0 if says_nothing else 0.5
        return Unmet(self.place(name), have, want, fix or f"{verb} {key}", values, done=done)

    def refuse_misspelled(self, above: str, known: Sequence[str]) -> None:
        """Refuse a key below `above` that is nearly a known one which is not there; others are the team's own.

        Raises:
            Unmet: there is such a key.
        """
        written = self.get(above)
        names = [str(name) for name in written] if isinstance(written, dict) else []
        for name in names:
            meant = None if name in known else closest_match(name, known, _MISSPELLED)
            if meant is not None and meant not in names:
                raise self.unmet(f"{above}.{name}".lstrip("."), f"the name {meant}", f"rename {name} to {meant}")

    def _not_above(self, name: str) -> str:
        """The name above this one that has a value of its own instead of names below it; empty where none has."""
        steps = name.split(".")
        above = (".".join(steps[:end]) for end in range(1, len(steps)))
        return next((each for each in above if not isinstance(self.get(each), dict | None)), "")

    def _misplaced(self, name: str, above: str, values: object) -> Unmet:
        below = name.removeprefix(f"{above}.")
        have, want = f"{above}: {describe_value(self.get(above))}", f"{below}, indented below {above}"
        return Unmet(self.place(above), have, want, f"write {below}: below {above}:", values, done=0.5)


def _names(value: object, above: str = "") -> Iterator[str]:
    """The dotted names of all values that are not mappings."""
    if not isinstance(value, dict):
        yield above
        return
    for key, inner in value.items():
        yield from _names(inner, f"{above}.{key}" if above else str(key))


def _leaves(value: object, above: str = "") -> Iterator[tuple[str, object]]:
    """All values that hold no others, with their dotted names; entries of a list are counted from 1."""
    if not isinstance(value, dict | list):
        yield above, value
        return
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value, 1):
        yield from _leaves(inner, f"{above}.{key}" if above else str(key))
