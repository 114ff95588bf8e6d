"""Small helpers for tables in memory, and the digest of a file."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

EXACT = 2**53  # a float holds every whole number below it


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, which shows whether it changed."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def ids(frame: pd.DataFrame, key: Iterable[str]) -> pd.Series:
    """Return a text that identifies each row: the value of the key, or its values joined."""
    first, *more = (frame[name].astype(str) for name in key)
    return first.str.cat(more, sep=" | ") if more else first


def plain(column: pd.Series) -> pd.Series:
    """Turn 1.0, 2.0, … back into whole numbers, as they were before a missing value: they may name classes."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.astype(column.cat.categories.dtype)
    numbers = column.dropna()
    is_whole = pd.api.types.is_float_dtype(column) and ((numbers % 1 == 0) & (numbers.abs() < EXACT)).all()
    return column.astype("Int64") if is_whole else column
