"""What dataset.yaml says about the one table: where it is, its key and columns, and how it is split."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .files import Refusal, find, nearest, needed, read_yaml
from .inventory import Inventory, read_inventory
from .paths import DATASET, INVENTORY, ROOT, shown
from .sources import FILES, Source

SUFFIXES = (".parquet", ".csv", ".tsv")
SPLIT = ("by", "test_from", "validation_from", "group_by", "horizon", "gap", "season", "series")  # the last: forecasts


@dataclass(frozen=True)
class Dataset:
    """Where the table is, its columns, and how it is split into parts.

    Attributes:
        table: the table's file, or the name of a table in the database.
        source: the same, to be opened.
        by: the column that splits.
        groups: the columns whose equal values stay in one part.
        test_from, validation_from: the first value of `by` in a part; without one, a fifth of the groups is drawn.
        as_text: the columns that stay as they are written when the table is a text file.
    """

    table: Path
    source: Source
    key: tuple[str, ...]
    features: tuple[str, ...]
    target: str
    by: str
    groups: tuple[str, ...] = ()
    test_from: str | float | None = None
    validation_from: str | float | None = None
    as_text: tuple[str, ...] = ()

    @property
    def columns(self) -> list[str]:
        """Return the key, the columns that split, the features and the target, each once."""
        return [*dict.fromkeys([*self.key, self.by, *self.groups, *self.features, self.target])]

    @property
    def split(self) -> str:
        """Return the name of the split in runs.csv."""
        within = f", by {' and '.join(self.groups)}" if self.groups not in ((), (self.by,)) else ""
        return (f"{self.by} hashed" if self.test_from is None else f"{self.by} from {self.test_from}") + within


def read_dataset() -> Dataset:
    """Read dataset.yaml, and the features and the target from inventory.yaml."""
    inventory, values = read_inventory(), read_yaml(DATASET)
    _refuse_empty(values)
    _refuse_unknown(values.get("split"))
    source = _source(values, inventory)
    key = needed(values, "key", DATASET, "the column that identifies a row, such as listing_id")
    keys = tuple(map(str, key)) if isinstance(key, list) else (str(key),)
    groups = _groups(values, inventory)
    test_from = find(values, "split.test_from")
    by = find(values, "split.by") or (groups[0] if groups and test_from is None else None)
    if by is None:
        needed(values, "split.by", DATASET, "the column that decides which rows are test rows: a date, or else the key")
    for name, column in [*(("key", each) for each in keys), ("split.by", str(by))]:
        _refuse_unfit(name, column, inventory)
    path = ROOT / source.file if source.file else Path(source.table)
    as_text = (*keys, *(name for name, kind in inventory.kinds.items() if kind in ("category", "text")))
    names = inventory.features, inventory.target
    return Dataset(
        path, source, keys, *names, str(by), groups, test_from, find(values, "split.validation_from"), as_text
    )


def _refuse_empty(values: dict[str, Any]) -> None:
    """Name all that is to be filled in, where it is more than one thing."""
    names = ("table", "key") if find(values, "split.group_by") else ("table", "key", "split.by")
    empty = [name for name in names if find(values, name) in (None, "")]
    if len(empty) > 1:
        raise Refusal(f"{shown(DATASET)}: {', '.join(empty)}: nothing yet; each has an example behind it")


def _refuse_unknown(split: Any) -> None:
    """Refuse a setting that nothing reads: the rows would not be split as it says."""
    for name in split if isinstance(split, dict) else ():
        if name not in SPLIT:
            end = nearest(name, SPLIT) or f"; expected one of {', '.join(SPLIT)}"
            raise Refusal(f"{shown(DATASET)}: split: unknown key {name!r}{end}")


def _source(values: dict[str, Any], inventory: Inventory) -> Source:
    table = needed(values, "table", DATASET, "the path of the table, such as data/table.parquet")
    where = f"{shown(DATASET)}: table"
    if isinstance(table, dict):
        name = str(needed(values, "table.name", DATASET, "the name of a table, such as shop.training"))
        if not inventory.data.is_database:
            raise Refusal(f"{where}.name: a table of a database, but the raw data is in files; expected a path")
        if inventory.data.table == name:
            raise Refusal(f"{where}: {name} is the raw data; name another table")
        return Source(where, inventory.data.url, table=name)
    source = Source(where, FILES, file=str(table))
    if source.path.suffix.lower() not in SUFFIXES:
        raise Refusal(f"{shown(source.path)}: unknown file type; expected one of {', '.join(SUFFIXES)}")
    if inventory.data.file and source.path.resolve() == inventory.data.path.resolve():
        raise Refusal(f"{where}: {shown(source.path)} is the raw data; name another file")
    return source


def _groups(values: dict[str, Any], inventory: Inventory) -> tuple[str, ...]:
    groups = find(values, "split.group_by")
    if groups in (None, "", []):
        return ()
    if groups == "features":
        return inventory.features
    names = tuple(map(str, groups)) if isinstance(groups, list) else (str(groups),)
    for name in names:
        _refuse_unfit("split.group_by", name, inventory)
    return names


def _refuse_unfit(name: str, column: str, inventory: Inventory) -> None:
    if column == inventory.target:
        what = "is the target: what is to be predicted is not known when it is used"
        raise Refusal(f"{shown(DATASET)}: {name}: {column!r} {what}")
    if column not in inventory.columns:
        end = nearest(column, inventory.columns)
        what = f"no column {column!r} in {shown(INVENTORY)}{end or '; add it there with role: other'}"
        raise Refusal(f"{shown(DATASET)}: {name}: {what}")
