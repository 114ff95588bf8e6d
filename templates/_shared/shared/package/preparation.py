"""Make the one table from the raw data, and measure it. Nothing is computed here but by the engine."""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from .dataset_settings import Dataset
from .expressions import content_of, count_rows, digest, first_row, id_of, joined, sums_of
from .files import Refusal
from .inventory import ROW, Inventory
from .kinds import describe
from .paths import DATASET, ROOT, shown
from .raw_data import used_columns
from .split import is_test, is_validation

_AT_ONCE = 200  # columns in one query
_FEW = 5_000  # ids that are named in a query


def usable_rows(raw: Any, inventory: Inventory, dataset: Dataset) -> tuple[Any, dict[str, int]]:
    """Return the usable rows, and how many were dropped for each reason. Add what else has to be cleaned here."""
    names = dict.fromkeys([*inventory.key, *dataset.columns])
    rows = used_columns(raw, inventory).select(*names)
    no_target, no_split = rows[dataset.target].isnull(), rows[dataset.by].isnull()
    counted = sums_of(rows, target=no_target.sum(), split=(no_split & ~no_target).sum(), all=rows.count())
    if not counted["all"]:
        raise Refusal(f"{inventory.data}: no rows")
    usable = rows.filter(~no_target, ~no_split)
    left = counted["all"] - counted["target"] - counted["split"]
    if not left:
        raise Refusal(f"{inventory.data}: no row has both {dataset.target!r} and {dataset.by!r}")
    single = _without_copies_of_rows(raw, usable) if dataset.key == (ROW,) else _without_copies(usable, dataset)
    copies = left - count_rows(single) if single is not usable else 0
    return single, {
        "dropped without a target": counted["target"],
        f"dropped without {dataset.by}": counted["split"],
        "dropped as exact copies": copies,
    }


def _without_copies(rows: Any, dataset: Dataset) -> Any:
    """Return each exact copy once. A key that two different rows have is refused."""
    per_id = rows.group_by(id=id_of(rows, dataset.key)).aggregate(n=lambda each: each.count())
    doubled = per_id.filter(per_id.n > 1)
    first = doubled.limit(_FEW + 1).to_pyarrow()["id"].to_pylist()
    if not first:
        return rows
    ids = id_of(rows, dataset.key)
    is_doubled = ids.isin(sorted(first) if len(first) <= _FEW else doubled.id)
    copies = rows.filter(is_doubled).distinct()
    per_id = copies.group_by(id=id_of(copies, dataset.key)).aggregate(n=lambda each: each.count())
    different = per_id.filter(per_id.n > 1).order_by(digest(per_id.id)).limit(3).to_pyarrow()["id"].to_pylist()
    if different:
        key = ", ".join(dataset.key)
        what = f"several different rows have the same {key}, such as {', '.join(map(repr, sorted(different)))}"
        raise Refusal(f"{shown(DATASET)}: key: {what}; choose a key that identifies a row")
    return rows.filter(~is_doubled).union(copies.order_by(digest(id_of(copies, dataset.key))))


def _without_copies_of_rows(raw: Any, usable: Any) -> Any:
    """Return each row once, where only its number identifies it: all columns of the raw data are compared."""
    cells = digest(joined(raw[name] for name in raw.columns if name != ROW))
    numbered = raw.select(row=raw[ROW].cast("int64"), text=cells)
    first = numbered.group_by("text").aggregate(row=numbered.row.min(), n=numbered.count())
    if not count_rows(first.filter(first.n > 1)):
        return usable
    later = numbered.anti_join(first, "row").row.cast("string")
    return usable.filter(usable[ROW].notin(later))


def measure(table: Any, dataset: Dataset, kinds: dict[str, str], validation_from: Any) -> dict[str, Any]:
    """Return the facts of a table that the gate reads."""
    test, validation = is_test(table, dataset), is_validation(table, dataset, validation_from)
    marked = table.mutate(test_=test, validation_=validation)
    nulls = _nulls(table)
    in_part = {"test_rows": marked.test_.sum(), "validation_rows": marked.validation_.sum()}
    counts = sums_of(marked, rows=marked.count(), **in_part)
    refuse_empty(table, dataset, counts)
    both, doubled = _in_both(marked, id_of(marked, dataset.key))
    same = digest(joined(marked[name] for name in dataset.features)).substr(0, 15)
    facts = {
        "columns": list(table.columns),
        "kinds": {name: kinds[name] for name in table.columns},
        **counts,
        "validation_from": validation_from,
        "nulls": {name: round(count / counts["rows"], 4) for name, count in nulls.items()},
        "duplicate_keys": doubled,
        "overlap": both,
        "same_features": _rows_in_both(marked, same),
        "content": content_of(table),
    }
    return facts if validation_from is not None else {k: v for k, v in facts.items() if k != "validation_from"}


def _nulls(table: Any) -> dict[str, int]:
    names, nulls = list(table.columns), {}
    for start in range(0, len(names), _AT_ONCE):
        group = names[start : start + _AT_ONCE]
        counted = sums_of(table, **{f"n{number}": table[name].isnull().sum() for number, name in enumerate(group)})
        nulls |= dict(zip(group, counted.values(), strict=True))
    return nulls


def _in_both(marked: Any, value: Any) -> tuple[int, int]:
    """Return how many values are in both parts, and how many rows share theirs with another row."""
    per_value = marked.group_by(value_=value).aggregate(n=marked.count(), tests=marked.count(where=marked.test_))
    is_both = (per_value.tests > 0) & (per_value.tests < per_value.n)
    counted = sums_of(per_value, both=is_both.sum(), doubled=per_value.n.sum(where=per_value.n > 1))
    return counted["both"], counted["doubled"]


def _rows_in_both(marked: Any, value: Any) -> int:
    """Return how many test rows have a value that a training row has too."""
    per_value = marked.group_by(value_=value).aggregate(n=marked.count(), tests=marked.count(where=marked.test_))
    is_both = (per_value.tests > 0) & (per_value.tests < per_value.n)
    return sums_of(per_value, rows=per_value.tests.sum(where=is_both))["rows"]


def refuse_empty(table: Any, dataset: Dataset, counts: dict[str, int]) -> None:
    """Refuse a split that leaves a part without rows."""
    if 0 < counts["test_rows"] < counts["rows"]:
        return
    part = "test" if not counts["test_rows"] else "training"
    by = table[dataset.by]
    held = first_row(table.aggregate(n=by.nunique(), low=by.min().cast("string"), high=by.max().cast("string")))
    values = f"{dataset.by} has {held['n']} values, from {held['low']} to {held['high']}"
    raise Refusal(f"{shown(DATASET)}: split: {dataset.split}: no rows left in the {part} part; {values}")


def kinds_of(table: Any, inventory: Inventory) -> dict[str, str]:
    """Return the kind of each column."""
    rows = count_rows(table)
    return {name: column.kind for name, column in describe(table, rows, inventory.kinds).items()}


def digest_of_script(script: Path, inventory: Inventory, dataset: Dataset) -> str:
    """Return a digest of what makes the table beside the raw data: the project's code that is loaded, and settings."""
    loaded = {Path(each.__file__) for each in [*sys.modules.values()] if getattr(each, "__file__", None)}
    package = Path(__file__).parent
    code = {path.relative_to(ROOT).as_posix(): path for path in loaded if path.parent == package}
    code[shown(script)] = script
    texts = {name: path.read_text(encoding="utf-8") for name, path in code.items()}
    settings = [dataset.split, dataset.validation_from, dataset.key, dataset.columns, inventory.key, inventory.kinds]
    text = json.dumps([texts, settings], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
