"""Describe what changed in a file: `2 new runs`, `target from 5 to 4`, `12 rows filled in`."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from crispdm.errors import CrispdmError
from crispdm.placeholders import is_placeholder
from crispdm.words import count, listing
from crispdm.yamlio import decode, parse

_NOUNS = {"run": "run", "date": "day"}  # what a row is, by the name of its first column
_NAMED = 2  # so many values are named; more are counted
_SHORT = 24  # characters of a value that is shown

REMOVED = "removed"  # the description of a file that is gone
Rows = list[list[str]]


def describe_change(name: str, old: bytes | None, new: bytes | None) -> str:
    """Return in words what changed in a file.

    Args:
        name: the file's name; its ending says how to read it.
        old: its old content; None where it is new.
        new: its new content; None where it is gone.
    """
    if new is None:
        return REMOVED
    if old is None and not name.endswith(".csv"):
        return "new"
    try:
        if name.endswith(".csv"):
            return listing([*_row_changes(_table(old or b"", name), _table(new, name))]) or "no row changed"
        if name.endswith((".yaml", ".yml")):
            was, now = parse(old or b"", name).value or {}, parse(new, name).value or {}
            if isinstance(was, dict) and isinstance(now, dict):
                return _value_changes(_leaves(was), _leaves(now))
    except (CrispdmError, csv.Error):
        return "changed"
    return "changed"


def _table(text: bytes, name: str) -> Rows:
    return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(decode(text, name), newline="")) if row]


def _row_changes(old: Rows, new: Rows) -> Iterator[str]:
    """Count rows that are new, filled in, changed, removed; the first cell names a row, where each has its own."""
    header = (new or old or [[""]])[0]
    noun = _NOUNS.get(header[0], "row") if header else "row"
    before, after = _by_name(old[1:]), _by_name(new[1:])
    has_moved = bool(before) and bool(new) and old[0] != header  # the columns of an empty table matter to nobody
    if has_moved:
        before = {name: after.get(name, row) for name, row in before.items()}
    both = [(before[name], row) for name, row in after.items() if name in before and before[name] != row]
    filled = sum(_is_filled(was, row) for was, row in both)
    fresh, gone = len(after.keys() - before.keys()), len(before.keys() - after.keys())
    is_replaced = noun in _NOUNS.values() and fresh == len(after) > 0 and gone == len(before) > 0
    if fresh:
        instead = f" in place of the {count(gone, noun)} before" if is_replaced else ""
        yield f"{count(fresh, f'new {noun}')}{instead}"
    if filled:
        yield f"{count(filled, noun)} filled in"
    if changed := len(both) - filled:
        yield f"{count(changed, noun)} changed"
    if gone and not is_replaced:
        yield f"{count(gone, noun)} removed"
    if has_moved:
        yield _column_changes(old[0], header)


def _column_changes(old: Sequence[str], new: Sequence[str]) -> str:
    """Name the columns that are new or gone: `new column guard`."""
    added, gone = [each for each in new if each not in old], [each for each in old if each not in new]
    changes = [f"new {'column' if len(added) == 1 else 'columns'} {listing(added)}"] if added else []
    changes += [f"without {listing(gone)}"] if gone else []
    return ", ".join(changes) if 0 < len(added + gone) <= _NAMED else "other columns"


def _by_name(rows: Rows) -> dict[Any, list[str]]:
    named = {row[0]: row for row in rows}
    if len(named) == len(rows):
        return named
    seen: Counter[tuple[str, ...]] = Counter()  # how often the same row came before
    numbered: dict[Any, list[str]] = {}
    for row in rows:
        numbered[*row, seen[*row]] = row
        seen[*row] += 1
    return numbered


def _is_filled(was: Sequence[str], row: Sequence[str]) -> bool:
    """Whether all that changed was empty before."""
    return len(was) == len(row) and all(old in ("", cell) for old, cell in zip(was, row, strict=True))


def _leaves(value: Any, name: str = "") -> dict[str, Any]:
    """Every single value, and every list, by its dotted name."""
    if not isinstance(value, dict):
        return {name: value}
    return {key: leaf for step, inner in value.items() for key, leaf in _leaves(inner, f"{name}.{step}").items()}


def _value_changes(old: dict[str, Any], new: dict[str, Any]) -> str:
    changes: dict[str, list[str]] = {"filled in": [], "changed": [], "removed": []}
    for name in dict.fromkeys((*old, *new)):
        was, now = old.get(name), new.get(name)
        if was != now and not (is_placeholder(was) and is_placeholder(now)):
            kind = "filled in" if is_placeholder(was) else "removed" if is_placeholder(now) else "changed"
            changes[kind].append(_value_change(name.lstrip("."), was, now, kind))
    if sum(map(len, changes.values())) <= _NAMED:
        return listing([text for texts in changes.values() for text in texts]) or "no value changed"
    return listing([f"{count(len(texts), 'value')} {kind}" for kind, texts in changes.items() if texts])


def _value_change(name: str, was: Any, now: Any, kind: str) -> str:
    """Describe the change of one value: what it is now, and what it was, where both are short."""
    if isinstance(was, list) and isinstance(now, list) and len(was) != len(now):
        more = len(now) - len(was)
        return f"{count(abs(more), 'entry', 'entries')} {'more' if more > 0 else 'fewer'} in {name}"
    if kind == "filled in" and _is_short(now):
        return f"{name}: {_as_written(now)}"
    if kind == "changed" and _is_short(was) and _is_short(now):
        return f"{name} from {_as_written(was)} to {_as_written(now)}"
    return f"{name} {kind}"


def _is_short(value: Any) -> bool:
    return not isinstance(value, list | dict) and len(str(value)) <= _SHORT


def _as_written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
