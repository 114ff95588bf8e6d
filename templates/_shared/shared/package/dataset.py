"""The table that dataset.yaml describes: its key, its columns, and its split into training and test."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from .features import kind_of
from .files import Refusal, find, needed, read_yaml
from .inventory import Inventory, read_inventory
from .paths import DATASET, FACTS, INVENTORY, PREPARE_SCRIPT, ROOT, shown
from .tables import ids, read_table, sha256

PARTS = ("train", "fit", "validation", "test")  # train is fit and validation together
ONE_IN = 5  # one in five of the hashed values goes into the test part


@dataclass(frozen=True)
class Dataset:
    """The table's file, its columns, and how it is split into training and test."""

    table: Path
    key: tuple[str, ...]
    features: tuple[str, ...]
    target: str
    by: str
    test_from: str | float | None

    @property
    def columns(self) -> list[str]:
        """Return the key, the column that splits, the features and the target, each once."""
        return [*dict.fromkeys([*self.key, self.by, *self.features, self.target])]

    @property
    def split(self) -> str:
        """Return the name of the split in runs.csv."""
        return f"{self.by} hashed" if self.test_from is None else f"{self.by} from {self.test_from}"


def read_dataset() -> Dataset:
    """Read dataset.yaml, and the features and the target from inventory.yaml."""
    inventory, values = read_inventory(), read_yaml(DATASET)
    table = ROOT / str(needed(values, "table", DATASET, "the path of the table, such as data/table.csv"))
    key = needed(values, "key", DATASET, "the column that identifies a row, such as listing_id")
    by = str(needed(values, "split.by", DATASET, "the column that decides which rows are test rows"))
    keys = tuple(map(str, key)) if isinstance(key, list) else (str(key),)
    for name, column in [*(("key", each) for each in keys), ("split.by", by)]:
        _refuse_unknown(name, column, inventory)
    if table.resolve() == inventory.data.resolve():
        raise Refusal(f"{shown(DATASET)}: table: {shown(table)} is the raw data; name another file")
    return Dataset(table, keys, inventory.features, inventory.target, by, find(values, "split.test_from"))


def _refuse_unknown(name: str, column: str, inventory: Inventory) -> None:
    if column not in inventory.columns:
        what = f"no column {column!r} in {shown(INVENTORY)}; add it there with role: other"
        raise Refusal(f"{shown(DATASET)}: {name}: {what}")


def is_test(frame: pd.DataFrame, dataset: Dataset) -> pd.Series:
    """Return which rows are test rows. Neither part may be empty."""
    if dataset.test_from is None:
        test = frame[dataset.by].map({value: _is_drawn(value) for value in frame[dataset.by].unique()}).astype(bool)
    else:
        test = _is_late(frame[dataset.by], dataset.test_from, dataset.by)
    if test.all() or not test.any():
        part = "training" if test.all() else "test"
        values = frame[dataset.by].sort_values()
        held = f"{dataset.by} has {values.nunique()} values, from {values.iloc[0]} to {values.iloc[-1]}"
        raise Refusal(f"{shown(DATASET)}: split: {dataset.split}: no rows left in the {part} part; {held}")
    return test


def _is_drawn(value: object) -> bool:
    return int(hashlib.sha256(str(value).encode()).hexdigest()[:8], 16) % ONE_IN == 0


def _is_late(column: pd.Series, start: str | float, name: str) -> pd.Series:
    if pd.api.types.is_numeric_dtype(column) and not isinstance(start, str):
        return column >= start
    with suppress(ValueError):
        dates = pd.to_datetime(column.astype(str), format="ISO8601", utc=True)
        return dates >= pd.to_datetime(str(start), format="ISO8601", utc=True)
    what = f"expected a date such as 2026-10-01 in test_from and dates in {name!r}, or numbers in both"
    raise Refusal(f"{shown(DATASET)}: split: {what}")


@dataclass(frozen=True)
class Parts:
    """The table's training and test parts, and the first digits of its hash."""

    train: pd.DataFrame
    test: pd.DataFrame
    data: str


def read_parts(dataset: Dataset) -> Parts:
    """Read the table. It must be the one that prepare.py measured."""
    again = f"run {shown(PREPARE_SCRIPT)}"
    if not FACTS.is_file():
        raise Refusal(f"{shown(FACTS)}: no such file; {again}")
    frame = read_table(dataset.table, as_text=dataset.key, empty_only=True)
    digest = sha256(dataset.table)
    if read_yaml(FACTS).get("sha256") != digest:
        raise Refusal(f"{shown(dataset.table)}: changed since it was measured in {shown(FACTS)}; {again}")
    for column in dataset.columns:
        if column not in frame:
            raise Refusal(f"{shown(dataset.table)}: no column {column!r}; {again}")
    test = is_test(frame, dataset)
    return Parts(frame[~test], frame[test], digest[:8])


@dataclass(frozen=True)
class OneTable:
    """The table as prepare.py measured it, in parts."""

    dataset: Dataset
    parts: dict[str, pd.DataFrame]
    data: str

    @property
    def kinds(self) -> dict[str, str]:
        """Return the kind of each column: number, category, text, date or empty."""
        return {name: kind_of(self.parts["train"][name]) for name in self.dataset.columns}

    def counts(self) -> dict[str, int]:
        """Return how many rows each part has."""
        return {part: len(frame) for part, frame in self.parts.items()}

    def rows_to_fit(self, at_most: int | None = None, part: str = "train") -> pd.DataFrame:
        """Return the rows of a part, or so many of them, always the same ones."""
        return self.parts[part].head(at_most) if at_most is not None else self.parts[part]

    def chunks(self, part: str = "test", size: int = 200_000) -> Iterator[pd.DataFrame]:
        """Yield each row of a part once, so many at a time."""
        frame = self.parts[part]
        for start in range(0, len(frame), size):
            yield frame[start : start + size].reset_index(drop=True)


def open_table(dataset: Dataset) -> OneTable:
    """Open the table. It must be the one that prepare.py measured."""
    parts = read_parts(dataset)
    train, test = (_in_order(frame, dataset, "fit|") for frame in (parts.train, parts.test))
    if dataset.test_from is None:
        groups = train[dataset.by].map(lambda value: _digest(f"validation|{value}") < _A_FIFTH)
    else:
        groups = train[dataset.by] > train[dataset.by].sort_values().iloc[len(train) * (ONE_IN - 1) // ONE_IN]
    fit, validation = (each.reset_index(drop=True) for each in (train[~groups], train[groups]))
    return OneTable(dataset, {"train": train, "fit": fit, "validation": validation, "test": test}, parts.data)


def _in_order(frame: pd.DataFrame, dataset: Dataset, salt: str) -> pd.DataFrame:
    order = ids(frame, dataset.key).map(lambda id_: _digest(salt + id_)).sort_values().index
    return frame.loc[order].reset_index(drop=True)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


_A_FIFTH = "33333333"  # as text: digests below it are a fifth of all
