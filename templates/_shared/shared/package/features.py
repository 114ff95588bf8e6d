"""Turn columns into features for the models: numbers, dates, categories or text. Empty columns are skipped."""

import hashlib
import json
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from pandas.api import types

MANY = 50  # distinct values; a column of words with fewer is a category


def kind_of(column: pd.Series) -> str:
    """Return the kind of a column. Change this if a column is treated as the wrong kind."""
    values = column.dropna().astype(str)
    if values.empty:
        return "empty"
    if types.is_numeric_dtype(column):  # including true and false
        return "number"
    if types.is_datetime64_any_dtype(column) or _are_dates(values):
        return "date"
    words = values.str.count(r"\s+").mean() + 1
    return "text" if values.nunique() > MANY and words >= 2 else "category"


def columns_by_kind(features: Iterable[str], kinds: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the names of the features by kind, without kinds that have none."""
    found: dict[str, list[str]] = {}
    for name in features:
        found.setdefault(kinds[name], []).append(name)
    return found


def _are_dates(values: pd.Series) -> bool:
    is_like_one = values.str.match(r"\d{4}-\d{2}-\d{2}([T ]|$)").all()
    return bool(is_like_one and pd.to_datetime(values, format="ISO8601", utc=True, errors="coerce").notna().all())


def as_numbers(columns: pd.DataFrame) -> np.ndarray:
    """Return numbers unchanged; infinite ones count as missing."""
    return columns.astype(float).replace([np.inf, -np.inf], np.nan).to_numpy()


def as_days(columns: pd.DataFrame) -> np.ndarray:
    """Return dates as days since 1970, with the month and the weekday of each."""
    parts = []
    for name in columns:
        dates = pd.to_datetime(columns[name], format="ISO8601", utc=True, errors="coerce")
        days = (dates - pd.Timestamp(0, tz="UTC")) / pd.Timedelta(days=1)
        parts += [days, dates.dt.month, dates.dt.day_of_week]
    return pd.concat(parts, axis=1).astype(float).to_numpy()


def as_categories(columns: pd.DataFrame) -> np.ndarray:
    """Return categories as text; a missing value is a category of its own."""
    return np.column_stack([_cells(columns[name]) for name in columns])


def as_one_text(columns: pd.DataFrame) -> np.ndarray:
    """Return all text of a row as one text, column after column."""
    first, *more = (_cells(columns[name]) for name in columns)
    for cells in more:
        first = first + " " + cells
    return first


def _cells(column: pd.Series) -> np.ndarray:
    """Return the cells as Python's text, which is faster to go through than pandas' own; a missing one is empty."""
    text = column if isinstance(column.dtype, pd.StringDtype) else column.astype(object)
    return text.where(text.notna(), "").astype(str).to_numpy(dtype=object)


def features_digest(names: Iterable[str]) -> str:
    """Return the first digits of a digest of the features' names, whatever their order."""
    text = json.dumps(sorted(names), separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:8]
