"""Make the one table from the raw data, and measure it. Nothing is computed here but by the engine."""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from .dataset_settings import Dataset
from .engines import as_view
from .expressions import content_of, count_rows, digest, first_row, id_of, joined, likeness, sums_of
from .files import Refusal
from .inventory import ROW, Inventory
from .keys import are_unique, refuse_telling, single_rows
from .kinds import Column
from .paths import DATASET, ROOT, shown
from .raw_data import used_columns
from .split import is_test, is_validation


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
    single = _without_copies_of_rows(raw, usable) if dataset.key == (ROW,) else _with_single_keys(usable, dataset, left)
    copies = left - count_rows(single) if single is not usable else 0
    return single, {
        "dropped without a target": counted["target"],
        f"dropped without {dataset.by}": counted["split"],
        "dropped as exact copies": copies,
    }


def _with_single_keys(rows: Any, dataset: Dataset, count: int) -> Any:
    where = f"{shown(DATASET)}: key"
    refuse_telling(rows, dataset.key, dataset.target, where, count)
    return single_rows(rows, dataset.key, where)


def _without_copies_of_rows(raw: Any, usable: Any) -> Any:
    """Return each row once, where only its number identifies it: all columns of the raw data are compared."""
    cells = digest(joined(raw[name] for name in raw.columns if name != ROW))
    numbered = as_view(raw.select(row=raw[ROW].cast("int64"), text=cells))
    first = numbered.group_by("text").aggregate(row=numbered.row.min(), n=numbered.count())
    if not count_rows(first.filter(first.n > 1)):
        return usable
    later = numbered.anti_join(first, "row").row.cast("string")
    return usable.filter(usable[ROW].notin(later))


def measure(table: Any, dataset: Dataset, described: dict[str, Column], validation_from: Any) -> dict[str, Any]:
    """Return the facts of a table that the gate reads."""
    test, validation = is_test(table, dataset), is_validation(table, dataset, validation_from)
    marked = table.select(test_=test, validation_=validation, id_=id_of(table, dataset.key))
    in_part = {"test_rows": marked.test_.sum(), "validation_rows": marked.validation_.sum()}
    counts = sums_of(marked, rows=marked.count(), **in_part)
    refuse_empty(table, dataset, counts)
    both, doubled = (0, 0) if are_unique(table, dataset.key) else _in_both(marked)
    same = likeness(table, dataset.features)
    facts = {
        "columns": list(table.columns),
        "kinds": {name: described[name].kind for name in table.columns},
        **counts,
        "validation_from": validation_from,
        "nulls": {name: round(described[name].nulls / counts["rows"], 4) for name in table.columns},
        "duplicate_keys": doubled,
        "overlap": both,
        "same_features": _rows_in_both(table.select(test_=test, value_=same)),
        "content": content_of(table),
    }
    return facts if validation_from is not None else {k: v for k, v in facts.items() if k != "validation_from"}


def _in_both(marked: Any) -> tuple[int, int]:
    """Return how many ids are in both parts, and how many rows share theirs with another row."""
    per_id = marked.group_by("id_").aggregate(n=marked.count(), tests=marked.count(where=marked.test_))
    is_both = (per_id.tests > 0) & (per_id.tests < per_id.n)
    counted = sums_of(per_id, both=is_both.sum(), doubled=per_id.n.sum(where=per_id.n > 1))
    return counted["both"], counted["doubled"]


def _rows_in_both(marked: Any) -> int:
    """Return how many test rows have a value that a training row has too."""
    per_value = marked.group_by("value_").aggregate(n=marked.count(), tests=marked.count(where=marked.test_))
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
