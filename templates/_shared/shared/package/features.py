"""What the models see of a table: each column as a number, a date, a category or text. An empty one they do not see."""

import numpy as np
import pandas as pd
from pandas.api import types

MANY = 50  # values that differ; with fewer, words are a category


def kind_of(column: pd.Series) -> str:
    """Change this where a column is taken for something that it is not."""
    values = column.dropna().astype(str)
    if values.empty:
        return "empty"
    if types.is_numeric_dtype(column):  # true and false among them
        return "number"
    if types.is_datetime64_any_dtype(column) or _are_dates(values):
        return "date"
    words = values.str.count(r"\s+").mean() + 1
    return "text" if values.nunique() > MANY and words >= 2 else "category"


def columns_by_kind(features: pd.DataFrame) -> dict[str, list[str]]:
    """The names of the columns of each kind, only kinds that there are."""
    kinds: dict[str, list[str]] = {}
    for name in features.columns:
        kinds.setdefault(kind_of(features[name]), []).append(name)
    return kinds


def _are_dates(values: pd.Series) -> bool:
    is_like_one = values.str.match(r"\d{4}-\d{2}-\d{2}([T ]|$)").all()
    return bool(is_like_one and pd.to_datetime(values, format="ISO8601", utc=True, errors="coerce").notna().all())


def as_numbers(columns: pd.DataFrame) -> np.ndarray:
    """Numbers as they are; infinite ones are missing."""
    return columns.astype(float).replace([np.inf, -np.inf], np.nan).to_numpy()


def as_days(columns: pd.DataFrame) -> np.ndarray:
    """Dates as days since 1970, and the month and the weekday of each."""
    parts = []
    for name in columns:
        dates = pd.to_datetime(columns[name], format="ISO8601", utc=True, errors="coerce")
        days = (dates - pd.Timestamp(0, tz="UTC")) / pd.Timedelta(days=1)
        parts += [days, dates.dt.month, dates.dt.day_of_week]
    return pd.concat(parts, axis=1).astype(float).to_numpy()


def as_categories(columns: pd.DataFrame) -> np.ndarray:
    """Categories as text; a missing one is a category too."""
    return columns.astype(object).where(columns.notna(), "").astype(str).to_numpy(dtype=object)


def as_one_text(columns: pd.DataFrame) -> np.ndarray:
    """All text of a row, one column after the other."""
    return columns.astype(object).where(columns.notna(), "").astype(str).agg(" ".join, axis=1).to_numpy(dtype=object)
