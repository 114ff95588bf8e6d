"""The rows that are locked away for the last test, as test_set.yaml describes them."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from .dataset import to_frame
from .files import Refusal, needed, read_yaml, sha256
from .paths import LOCK_SCRIPT, LOCKED_TEST, ROOT, TEST_SET, TEST_SET_FACTS, shown
from .raw_data import open_source
from .raw_files import TextRules
from .runs import Run, read_runs
from .sources import Source


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


def open_locked(lock: Lock, key: tuple[str, ...]) -> tuple[pd.DataFrame, str]:
    """Read the locked rows. They must be the ones that were put aside.

    Returns:
        The rows, and the first digits of their file's hash.
    """
    if not TEST_SET_FACTS.is_file():
        raise Refusal(f"{shown(TEST_SET_FACTS)}: no such file; run {shown(LOCK_SCRIPT)}")
    source = Source(f"{shown(TEST_SET)}: table", file=str(lock.table))
    rows = to_frame(open_source(source, TextRules(as_text=key, missing=("",))).to_pyarrow())
    digest = sha256(lock.table)
    if read_yaml(TEST_SET_FACTS).get("sha256") != digest:
        raise Refusal(f"{shown(lock.table)}: changed since it was locked, says {shown(TEST_SET_FACTS)}; restore it")
    return rows, digest[:8]


def read_scored() -> list[Run]:
    """Read the runs that were scored on the locked rows."""
    return read_runs(LOCKED_TEST)
