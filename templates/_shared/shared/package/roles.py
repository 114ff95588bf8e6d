"""Offer a role for each column of a table, from what its cells look like. People decide."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import ibis

from .expressions import as_text, fetch, first_row, sums_of
from .kinds import COUNTED, Column, groups_of

FEWEST = 10  # rows that it takes to recognise a key
CLASSES = 20  # a column of more values is hardly a target
NEARLY_EMPTY, NEARLY_ALL = 0.95, 0.99
MEASURED = "if it is measured, metric.yaml wants mae or rmse, and the audit a tolerance beside it in inventory.yaml"
OTHER_DATE = re.compile(r"([0-9]{4}[/.][0-9]{1,2}[/.][0-9]{1,2}|[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4})([ T]|$)")
_FIRST = 100  # rows that show whether text may be dates
_LOOK, _AT_ONCE = 10_000, 50  # the first rows, and the columns of them that are looked at together


@dataclass(frozen=True)
class Offer:
    """A role for a column, and what people should look at."""

    role: str
    remark: str


def offer_roles(table: Any, columns: dict[str, Column], rows: int, target: str | None = None) -> dict[str, Offer]:
    """Return the role of each column; with a target, also which columns nearly say it."""
    dates = _dates_written_otherwise(table, columns)
    unique = [name for name, each in columns.items() if name not in dates and may_be_key(table, name, each, rows)]
    offers = {}
    for name, column in columns.items():
        if name == target:
            scale = f": {MEASURED}" if column.kind == "number" and column.distinct > CLASSES else ""
            offers[name] = Offer("target", f"{column.kind}, {values(column)}{scale}")
        elif unique[:1] == [name]:
            offers[name] = Offer("key", "unique and never empty: confirm it")
        else:
            offers[name] = _of_column(column, rows, is_unique=name in unique)
    for name, cell in dates.items():
        remark = f"{offers[name].remark}; dates? {cell!r} is read as text, and 2026-10-01 as a date"
        offers[name] = Offer(offers[name].role, remark)
    for name in leaks(table, columns, rows, target) if target else ():
        offers[name] = Offer(offers[name].role, f"{offers[name].remark}; leak? it nearly equals {target}")
    return offers


def _dates_written_otherwise(table: Any, columns: dict[str, Column]) -> dict[str, str]:
    """Return the columns of text whose first cells are dates of another form than 2026-10-01, each with such a cell."""
    texts = [name for name, column in columns.items() if table[name].type().is_string() and column.kind != "date"]
    found = {}
    for names in groups_of(texts):
        first = fetch(table.select(*names).limit(_FIRST))
        for name in names:
            cells = [row[name] for row in first if row[name] is not None]
            if cells and all(map(OTHER_DATE.match, cells)):
                found[name] = cells[0]
    return found


def _of_column(column: Column, rows: int, is_unique: bool) -> Offer:
    said = f"{column.kind}, {values(column)}"
    empty = f", {column.nulls / rows:.0%} empty" if column.nulls and rows else ""
    if column.kind == "empty":
        return Offer("other", "always empty")
    if column.nulls > NEARLY_EMPTY * rows:
        return Offer("other", f"{said}{empty}: nearly always empty")
    if column.distinct == 1:
        return Offer("other", f"{said}{empty}: always the same")
    if is_unique:
        return Offer("other", f"{said}: unique, another identifier?")
    is_class = column.kind == "category" or (column.kind == "number" and column.distinct == 2)  # yes and no
    hint = ": target?" if is_class and column.distinct <= CLASSES and column.nulls < rows / 2 else ""
    return Offer("feature", f"{said}{empty}{hint}")


def values(column: Column) -> str:
    """Return `1 value`, `12 values` or `more than 1000 values`."""
    if column.distinct > COUNTED:
        return f"more than {COUNTED} values"
    return f"{column.distinct} value{'' if column.distinct == 1 else 's'}"


def may_be_key(table: Any, name: str, column: Column, rows: int) -> bool:
    """Whether a column identifies each row and is not a measurement, a date or a text of several words."""
    kind = table[name].type()
    if rows < FEWEST or column.nulls or column.distinct < min(rows, COUNTED + 1) or column.kind == "date":
        return False
    if kind.is_floating() or kind.is_decimal() or kind.is_nested():
        return False
    blanks = as_text(table[name]).re_search(r"\s").sum()
    return sums_of(table, distinct=table[name].nunique(), blanks=blanks) == {"distinct": rows, "blanks": 0}


def leaks(table: Any, columns: dict[str, Column], rows: int, target: str) -> list[str]:
    """Return the columns that say the target of nearly every row: often they are known only afterwards.

    `columns` are the target and those to look at.
    """
    if columns[target].kind == "number" and columns[target].distinct > CLASSES:
        return _same_numbers(table, columns, target)
    known = table.filter(table[target].notnull())
    total = rows - columns[target].nulls
    enough = NEARLY_ALL * total
    if _largest(known, columns[target], target) > enough or not enough:
        return []
    few = [name for name, each in columns.items() if name != target and 1 < each.distinct <= min(COUNTED, rows / 5)]
    untold = _untold_at_first(known, few, target)  # what the first rows fail to tell, all rows fail to tell too
    likely = [name for name in few if untold[name] <= total - enough]
    for first in (part for part in (total // 50, total // 10) if part >= _LOOK):  # where all rows take long
        told = _told(known.limit(first), likely, target)
        likely = [name for name in likely if first - told[name] <= total - enough]
    return [name for name, count in _told(known, likely, target).items() if count >= enough]


def _largest(known: Any, column: Column, target: str) -> int:
    """Return how many rows have the most frequent target."""
    if column.times is not None:
        return max(column.times.values(), default=0)
    per_label = known.group_by(value=as_text(known[target])).aggregate(n=known.count())
    return sums_of(per_label, largest=per_label.n.max())["largest"]


def _untold_at_first(known: Any, names: list[str], target: str) -> dict[str, int]:
    """Return of how many of the first rows a column does not say the target, in few queries for many columns."""
    untold = {}
    for group in groups_of(names, _AT_ONCE):
        first = fetch(known.select(target, *group).limit(_LOOK))
        for name in group:
            pairs = Counter((row[name], row[target]) for row in first)
            most: dict[Any, int] = {}
            for (value, _), count in pairs.items():
                most[value] = max(count, most.get(value, 0))
            untold[name] = len(first) - sum(most.values())
    return untold


def _told(known: Any, names: list[str], target: str) -> dict[str, int]:
    """Return how many rows have the most frequent target of their value in each column, in few queries."""
    told = {}
    for group in groups_of(names, _AT_ONCE):
        sums = [_sum_told(known, name, target).mutate(place=number) for number, name in enumerate(group)]
        told |= {group[row["place"]]: int(row["told"] or 0) for row in fetch(ibis.union(*sums))}
    return told


def _sum_told(known: Any, name: str, target: str) -> Any:
    pairs = known.group_by(value=as_text(known[name]), label=as_text(known[target])).aggregate(n=known.count())
    most = pairs.group_by("value").aggregate(n=pairs.n.max())
    return most.aggregate(told=most.n.sum())


def _same_numbers(table: Any, columns: dict[str, Column], target: str) -> list[str]:
    others = [name for name in columns if name != target and columns[name].distinct > 1]
    numbers = [name for name in others if table[name].type().is_numeric()]
    wanted = _finite(table[target])
    sums = {f"n{number}": _finite(table[name]).corr(wanted, how="pop") for number, name in enumerate(numbers)}
    if not sums:
        return []
    found = first_row(table.aggregate(**sums)).values()
    return [name for name, corr in zip(numbers, found, strict=True) if corr is not None and corr**2 > NEARLY_ALL]


def _finite(value: Any) -> Any:
    """Return a number, or nothing instead of one whose square is infinite."""
    number = value.cast("float64")
    return ibis.ifelse(number.abs() < 1e100, number, ibis.null("float64"))
