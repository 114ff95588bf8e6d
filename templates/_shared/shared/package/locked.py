"""The rows that are locked away for the last test, as test_set.yaml describes them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from .dataset import to_frame
from .dataset_settings import Dataset
from .expressions import content_of
from .files import Refusal, needed, read_yaml, sha256
from .paths import LOCK_SCRIPT, LOCKED_TEST, ROOT, TEST_SET, TEST_SET_FACTS, shown
from .raw_data import open_source
from .raw_files import TextRules
from .runs import log_at
from .sources import Source

LOCKED_LOG = log_at(LOCKED_TEST)


@dataclass(frozen=True)
class Lock:
    """The file of the locked rows, the file of the rest, and what separates them."""

    table: Path
    rest: Path
    by: str
    start: str | float | None


def read_lock() -> Lock:
    """Read test_set.yaml."""
    values = read_yaml(TEST_SET)
    table, rest = (
        ROOT / str(needed(values, name, TEST_SET, f"a path such as data/{name}.csv")) for name in ("table", "rest")
    )
    by = str(needed(values, "by", TEST_SET, "the column that decides which rows are locked"))
    return Lock(table, rest, by, values.get("from"))


def open_locked(lock: Lock, dataset: Dataset) -> tuple[pd.DataFrame, str]:
    """Read the locked rows that have a target. They must be the ones that were put aside.

    Returns:
        The rows, and the first digits of the digest of all that was locked.
    """
    if not TEST_SET_FACTS.is_file():
        raise Refusal(f"{shown(TEST_SET_FACTS)}: no such file; run {shown(LOCK_SCRIPT)}")
    if not lock.table.is_file():
        raise Refusal(f"{shown(lock.table)}: no such file; it is where the rows were locked")
    if read_yaml(TEST_SET_FACTS).get("sha256") != sha256(lock.table):
        raise Refusal(f"{shown(lock.table)}: changed since it was locked, says {shown(TEST_SET_FACTS)}; restore it")
    rows = locked_rows(lock.table, dataset.key)
    return to_frame(rows.filter(rows[dataset.target].notnull()).to_pyarrow()), content_of(rows)[:8]


def locked_rows(table: Path, key: tuple[str, ...]) -> Any:
    """Return all locked rows, as an Ibis expression. In a text file only an empty cell is missing."""
    source = Source(f"{shown(TEST_SET)}: table", file=str(table))
    return open_source(source, TextRules(as_text=key, missing=("",)))
