"""Small helpers for tables in memory. Who only asks an engine does not import them: pandas takes its time."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from .sheets import TAKEN

EXACT = 2**53  # a float holds every whole number below it
_WIDE, _LONG = 12, 300  # features in a sheet, and characters of each


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


def label_text(labels: pd.Series) -> pd.Series:
    """Return labels as text: 1 rather than 1.0 where all are whole numbers, which may name classes."""
    return plain(labels).astype(str)


def for_the_eye(frame: pd.DataFrame, features: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the first features of each row as text. A feature that has the name of a sheet's column is renamed."""
    seen = frame[[*features[:_WIDE]]].rename(columns={name: f"feature {name}" for name in TAKEN})
    seen = seen.assign(**{name: plain(seen[name]) for name in seen.select_dtypes("floating")})
    text = seen.astype(object).where(seen.notna(), "").astype(str)
    return text.apply(lambda column: column.str.slice(stop=_LONG)).to_dict("records")
