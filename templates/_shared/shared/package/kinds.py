"""What each column is taken for: a number, a category, text or a date, and what else a profile says about it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import ibis

from .engines import engine_of
from .expressions import (
    all_of,
    are_single,
    as_text,
    count_rows,
    fetch,
    first_row,
    first_row_and_numbers,
    likeness,
    times_of,
)
from .files import Refusal
from .paths import INVENTORY, shown

MANY = 50  # distinct values; a column of words with fewer is a category
WORDY = 4  # words on average; a column of fewer that repeats its values is a category
COUNTED = 1000  # distinct values; more are not counted, since that costs memory
DATE = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([T ].*)?$"
_AT_ONCE = 300  # columns in one query
_FIRST = 100  # rows that show whether a column of text may hold dates
_LOOK = 20_000  # rows in which most columns of a large table have more than COUNTED values already
_WIDEST = 100  # columns whose distinct values are counted in one query, since they take memory


@dataclass(frozen=True)
class Column:
    """What is known of a column.

    Attributes:
        distinct: how many values it has; COUNTED + 1 stands for more.
        first, last: the smallest and the largest number, or the first and the last date.
        times: how many rows have each value, as text; only of the target, and only of at most COUNTED values.
    """

    kind: str
    nulls: int
    distinct: int
    first: Any = None
    last: Any = None
    times: dict[str, int] | None = None


@dataclass(frozen=True)
class Description:
    """What is known of a table; `has_single_keys` says whether no two rows with a target have the same key."""

    rows: int
    columns: dict[str, Column]
    has_single_keys: bool | None = None


@dataclass(frozen=True)
class _Wanted:
    """What a pass over the table looks at besides what it always counts: columns, and the key."""

    dated: set[str]
    distinct: set[str]
    words: set[str]
    target: str | None
    key: tuple[str, ...]
    are_few: bool = False  # whether the columns in `distinct` seem to have few values


def describe(
    table: Any, given: dict[str, str] | None = None, target: str | None = None, key: tuple[str, ...] = ()
) -> Description:
    """Return what is known of a table and each of its columns; `given` are the kinds that the inventory says.

    DuckDB computes it in one pass, after a look at the first rows: reading a text file takes longer than counting.
    """
    wanted = _Wanted(_begin_with_dates(table), {*table.columns}, {*table.columns}, target, key)
    rows, counted = _one_pass(table.limit(_LOOK), wanted, _WIDEST)
    if rows == _LOOK:
        few = {name for name, count in counted.items() if count["distinct"] <= COUNTED}
        unclear = {name for name, count in counted.items() if _are_words_unclear(count)}
        has_fast_distinct = engine_of(table) == "duckdb"
        looked_at = few if has_fast_distinct else set()
        rows, counted = _one_pass(table, replace(wanted, distinct=looked_at, words=unclear, are_few=True))
        for name, count in counted.items():
            if "distinct" not in count:
                count["distinct"] = _distinct_of(table, name) if name in few else COUNTED + 1
    _count_words(table, counted)
    columns = {}
    for name, count in counted.items():
        kind = (given or {}).get(name) or _kind(table[name].type(), count)
        _refuse_unfit(name, kind, table[name].type(), count)
        first, last = (_plain(count.get(end)) if kind in ("number", "date") else None for end in ("first", "last"))
        distinct = min(count["distinct"], COUNTED + 1)
        times = count.get("times") if name == target else None
        columns[name] = Column(kind, rows - count["filled"], distinct, first, last, times)
    return Description(rows, columns, counted[target].get("is_single") if target else None)


def _one_pass(table: Any, wanted: _Wanted, at_once: int = _AT_ONCE) -> tuple[int, dict[str, dict[str, Any]]]:
    """Return how many rows a table has, and what was counted of each column."""
    rows, counted = 0, {}
    for names in groups_of(table.columns, at_once):
        sums: dict[str, Any] = {"rows": table.count()}
        for number, name in enumerate(names):
            sums |= {f"{what}_{number}": value for what, value in _counts(table, name, wanted).items()}
        found = _computed(table, sums, wanted if wanted.key and wanted.target in names else None)
        rows = found["rows"]
        for number, name in enumerate(names):
            counted[name] = {key.rpartition("_")[0]: found[key] for key in found if key.endswith(f"_{number}")}
            if name == wanted.target and "is_single" in found:
                counted[name]["is_single"] = found["is_single"]
            if counted[name].get("times") is not None:
                _count_times(counted[name])
    return rows, counted


def _computed(table: Any, sums: dict[str, Any], keyed: _Wanted | None) -> dict[str, Any]:
    """Return the sums; where a key is asked for, also whether no two rows with a target have the same."""
    if keyed is None:
        return first_row(table.aggregate(**sums))
    alike = all_of(likeness(table, keyed.key), where=table[keyed.target].notnull())
    found, keys = first_row_and_numbers(table.aggregate(**sums, keys=alike), "keys")
    return found | {"is_single": keys is None or are_single(keys)}


def _count_times(count: dict[str, Any]) -> None:
    """Take from the values of a column and their rows how many there are, and how many words they have."""
    count["times"] = dict(count["times"])
    count["words"] = 1 + sum(value.count(" ") * n for value, n in count["times"].items()) / (count["filled"] or 1)


def _counts(table: Any, name: str, wanted: _Wanted) -> dict[str, Any]:
    """Return what one pass over a column counts."""
    value, kind = table[name], table[name].type()
    counts = {"filled": value.count()}
    if name in wanted.distinct:
        has_words = wanted.are_few and name in wanted.words
        counts |= _counts_of_values(value, has_words, is_target=name == wanted.target)
    if not kind.is_string():
        return counts if kind.is_boolean() else counts | {"first": value.min(), "last": value.max()}
    if "times" not in counts:
        counts["phrases"] = value.contains(" ").sum()
        if name in wanted.words:
            counts["words"] = _words(value)
    if name in wanted.dated:
        counts |= {"dates": value.re_search(DATE).sum(), "first": value.min(), "last": value.max()}
    return counts


def _counts_of_values(value: Any, has_words: bool, is_target: bool) -> dict[str, Any]:
    """Return how many values a column has; of the target, and where words are to be counted, the rows of each too."""
    kind = value.type()
    is_exact = kind.is_integer() or kind.is_boolean() or kind.is_date()  # its text names one value
    repeats = (is_target and is_exact) or (kind.is_string() and (has_words or is_target))
    if engine_of(value) != "duckdb" or not repeats:
        return {"distinct": value.nunique()}
    times = times_of(as_text(value))
    distinct = times.length().fill_null(0)
    return {"distinct": distinct, "times": ibis.ifelse(distinct <= COUNTED, times, ibis.null(times.type()))}


def _count_words(table: Any, counted: dict[str, dict[str, Any]]) -> None:
    """Count the words of the columns that still leave it unclear after all rows."""
    texts = {name: count for name, count in counted.items() if table[name].type().is_string() and "words" not in count}
    unclear = [name for name, count in texts.items() if _are_words_unclear(count)]
    for names in groups_of(unclear):
        means = {f"n{number}": _words(table[name]) for number, name in enumerate(names)}
        for name, mean in zip(names, first_row(table.aggregate(**means)).values(), strict=True):
            counted[name]["words"] = mean


def _are_words_unclear(count: dict[str, Any]) -> bool:
    """Whether words have to be counted: that takes long, and often it is clear that they are one, or at least two."""
    phrases, distinct = count.get("phrases"), count["distinct"]
    if "times" in count:
        return count["times"] is None  # more values than it seemed
    return bool(phrases) and distinct > MANY and (phrases < count["filled"] or distinct <= COUNTED)


def _words(text: Any) -> Any:
    """Return how many words a text has on average."""
    blanks = text.length() - text.replace(" ", "").length()
    return blanks.cast("float64").mean() + 1


def _kind(kind: Any, count: dict[str, Any]) -> str:
    if not count["filled"]:
        return "empty"
    if kind.is_numeric() or kind.is_boolean():
        return "number"
    if kind.is_temporal() or count.get("dates") == count["filled"]:
        return "date"
    words = count.get("words", 2 if count.get("phrases") else 1)
    distinct = count["distinct"]
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


def _distinct_of(table: Any, name: str) -> int:
    """Return how many values a column has, at most one more than COUNTED: in memory that is bounded."""
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
