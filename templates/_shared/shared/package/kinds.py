"""What each column is taken for: a number, a category, text or a date, and what else a profile says about it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import ibis

from .expressions import count_rows, fetch, first_row, sums_of
from .files import Refusal
from .paths import INVENTORY, shown

MANY = 50  # distinct values; a column of words with fewer is a category
WORDY = 4  # words on average; a column of fewer that repeats its values is a category
COUNTED = 1000  # distinct values; more are not counted, since that costs memory
DATE = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([T ].*)?$"
_AT_ONCE = 300  # columns in one query
_CELLS = 2_000_000  # whose distinct values are counted in one query
_FIRST = 100  # rows that show whether a column of text may hold dates
_LOOK = 20_000  # rows in which most columns of a large table have more than COUNTED values already


@dataclass(frozen=True)
class Column:
    """What is known of a column.

    Attributes:
        distinct: how many values it has; COUNTED + 1 stands for more.
        first, last: the smallest and the largest number, or the first and the last date.
    """

    kind: str
    nulls: int
    distinct: int
    first: Any = None
    last: Any = None


def describe(table: Any, rows: int, given: dict[str, str] | None = None) -> dict[str, Column]:
    """Return what is known of each column; `given` are the kinds that the inventory says."""
    distinct = _distinct(table, rows)
    dated = _begin_with_dates(table)
    counted: dict[str, dict[str, Any]] = {}
    for names in groups_of(table.columns):
        sums: dict[str, Any] = {}
        for number, name in enumerate(names):
            sums |= {f"{what}_{number}": value for what, value in _counts(table[name], name in dated).items()}
        found = first_row(table.aggregate(**sums))
        for number, name in enumerate(names):
            counted[name] = {key.rpartition("_")[0]: found[key] for key in found if key.endswith(f"_{number}")}
    unclear = [name for name in counted if _are_words_unclear(counted[name], distinct[name])]
    for names in groups_of(unclear):
        means = {f"n{number}": _words(table[name]) for number, name in enumerate(names)}
        for name, mean in zip(names, first_row(table.aggregate(**means)).values(), strict=True):
            counted[name]["words"] = mean
    described = {}
    for name, count in counted.items():
        kind = (given or {}).get(name) or _kind(table[name].type(), count, distinct[name])
        _refuse_unfit(name, kind, table[name].type(), count)
        is_scale = kind in ("number", "date")
        first, last = (_plain(count.get(end)) if is_scale else None for end in ("first", "last"))
        described[name] = Column(kind, rows - count["filled"], distinct[name], first, last)
    return described


def _counts(value: Any, is_dated: bool) -> dict[str, Any]:
    """Return what one pass over a column counts."""
    counts = {"filled": value.count()}
    if not value.type().is_string():
        if value.type().is_boolean():
            return counts
        return counts | {"first": value.min(), "last": value.max()}
    counts["phrases"] = value.contains(" ").sum()
    if is_dated:
        counts |= {"dates": value.re_search(DATE).sum(), "first": value.min(), "last": value.max()}
    return counts


def _are_words_unclear(count: dict[str, Any], distinct: int) -> bool:
    """Whether words have to be counted: that takes long, and often it is clear that they are one, or at least two."""
    phrases = count.get("phrases")
    return bool(phrases) and distinct > MANY and (phrases < count["filled"] or distinct <= COUNTED)


def _words(text: Any) -> Any:
    """Return how many words a text has on average."""
    blanks = text.length() - text.replace(" ", "").length()
    return blanks.cast("float64").mean() + 1


def _kind(kind: Any, count: dict[str, Any], distinct: int) -> str:
    if not count["filled"]:
        return "empty"
    if kind.is_numeric() or kind.is_boolean():
        return "number"
    if kind.is_temporal() or count.get("dates") == count["filled"]:
        return "date"
    words = count.get("words", 2 if count.get("phrases") else 1)
    if distinct <= MANY or words < 2:  # one word is a name
        return "category"
    repeats = distinct <= min(COUNTED, count["filled"] / 3)
    return "category" if words < WORDY and repeats else "text"


def _refuse_unfit(name: str, kind: str, is_stored: Any, count: dict[str, Any]) -> None:
    """Refuse a kind in the inventory that the cells are not."""
    if kind == "date" and not is_stored.is_temporal() and count.get("dates") != count["filled"]:
        raise Refusal(f"{shown(INVENTORY)}: {name}: kind: date; expected dates such as 2026-10-01 in all its cells")
    if kind == "number" and not (is_stored.is_numeric() or is_stored.is_boolean()) and count["filled"]:
        raise Refusal(f"{shown(INVENTORY)}: {name}: kind: number, but its cells are {is_stored}")


def _distinct(table: Any, rows: int) -> dict[str, int]:
    """Return how many values each column has, at most one more than COUNTED."""
    if rows <= 10 * _LOOK:
        return _count_values(table, min(_AT_ONCE, _CELLS // max(rows, 1)))
    counted = _count_values(table.limit(_LOOK))
    few = [name for name, count in counted.items() if count <= COUNTED]
    return counted | {name: _distinct_of(table, name) for name in few}  # one after the other: values take memory


def _count_values(table: Any, at_once: int = _AT_ONCE) -> dict[str, int]:
    counted = {}
    for names in groups_of(table.columns, at_once):
        sums = {f"n{number}": table[name].nunique() for number, name in enumerate(names)}
        counted |= dict(zip(names, sums_of(table, **sums).values(), strict=True))
    return {name: min(count, COUNTED + 1) for name, count in counted.items()}


def _distinct_of(table: Any, name: str) -> int:
    values = table.select(value=table[name]).filter(ibis._.value.notnull()).distinct().limit(COUNTED + 1)
    return count_rows(values)


def _begin_with_dates(table: Any) -> set[str]:
    """Return the columns of text that may be dates by their first cells, before it pays to look at all cells."""
    texts = [name for name, kind in table.schema().items() if kind.is_string()]
    dated = set()
    for names in groups_of(texts):
        first = fetch(table.select(*names).limit(_FIRST))
        dated |= {name for name in names if all(row[name] is None or re.search(DATE, row[name]) for row in first)}
    return dated


def groups_of(names: Iterable[str], size: int = _AT_ONCE) -> Iterator[list[str]]:
    """Yield the names of columns in groups that an engine takes in one query."""
    some = iter(names)
    while group := [*islice(some, size)]:
        yield group


def _plain(value: Any) -> Any:
    """Return a value as YAML holds it."""
    if value is None or isinstance(value, int | float | str):
        return value
    return value.isoformat(" ") if hasattr(value, "hour") else str(value)


def moment(value: Any) -> Any:
    """Return dates and times as timestamps in UTC, also those that are text."""
    if value.type().is_string():
        value = value.cast("timestamp('UTC')")
    if value.type().is_timestamp() and value.type().timezone:
        return value.cast("timestamp")
    return value.cast("timestamp")
