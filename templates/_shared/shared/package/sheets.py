"""The sheets on which people check labels: label_audit.csv and errors.csv."""

from pathlib import Path
from typing import Any

import pandas as pd

from .files import read_rows
from .tables import plain

COLUMNS = ["id", "label", "checked"]  # the least that a sheet has
_TAKEN = {*COLUMNS, "by", "predicted", "confidence", "residual"}
_WIDE, _LONG = 12, 300  # features in a sheet, and characters of each


def read_sheet(path: Path) -> list[dict[str, str]]:
    """Read the rows of a sheet; none if there is no sheet yet."""
    return read_rows(path, COLUMNS) if path.is_file() else []


def checked_rows(path: Path) -> list[dict[str, str]]:
    """Read the rows of a sheet that somebody checked. They stay, whatever is drawn next."""
    return [row for row in read_sheet(path) if row["checked"]]


def for_the_eye(frame: pd.DataFrame, features: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the first features of each row as text. A feature that has the name of a sheet's column is renamed."""
    seen = frame[[*features[:_WIDE]]].rename(columns={name: f"feature {name}" for name in _TAKEN})
    seen = seen.assign(**{name: plain(seen[name]) for name in seen.select_dtypes("floating")})
    text = seen.astype(object).where(seen.notna(), "").astype(str)
    return text.apply(lambda column: column.str.slice(stop=_LONG)).to_dict("records")


def corrections(path: Path) -> list[dict[str, str]]:
    """Return the rows of a sheet whose label somebody corrected."""
    return [row for row in checked_rows(path) if not is_same(row["checked"], row["label"])]


def is_same(checked: str, label: str, tolerance: float = 0) -> bool:
    """Whether two labels are the same: numbers are compared as numbers, so 1 is 1.0."""
    if checked == label:
        return True
    try:
        return abs(float(checked) - float(label)) <= tolerance
    except ValueError:
        return False


def label_text(labels: pd.Series) -> pd.Series:
    """Return labels as text: 1 rather than 1.0 where all are whole numbers, which may name classes."""
    return plain(labels).astype(str)
