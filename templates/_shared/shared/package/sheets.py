"""The sheets on which people check labels: label_audit.csv and errors.csv."""

from pathlib import Path
from typing import Any

import pandas as pd

from .files import Refusal, nearest, read_rows
from .paths import shown
from .tables import ids, plain

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


def correct(frame: pd.DataFrame, target: str, keys: dict[Path, tuple[str, ...]]) -> tuple[pd.DataFrame, int]:
    """Replace labels in the data by those that people corrected.

    Args:
        frame: the data.
        target: the column with the labels.
        keys: the sheets, the latest last, and the columns that their ids are made of.

    Returns:
        The table, and the number of rows that changed.
    """
    corrected = frame[target].copy()
    known = corrected.dropna()
    for path, key in keys.items():
        row_of = pd.Series(frame.index, index=ids(frame, key))
        for row in checked_rows(path):
            if row["checked"] != row["label"] and row["id"] in row_of.index:
                where = f"{shown(path)}: id {row['id']}: checked"
                corrected.loc[row_of[[row["id"]]].to_list()] = _as_it_is(row["checked"], known, where)
    is_same = (corrected == frame[target]).fillna(False) | (corrected.isna() & frame[target].isna())
    return frame.assign(**{target: corrected}), int((~is_same).sum())


def _as_it_is(text: str, known: pd.Series, where: str) -> Any:
    """Turn the text in a sheet into a value of the column. A label that is close to a known one counts as a typo."""
    if pd.api.types.is_bool_dtype(known):
        if text.lower() not in ("true", "false"):
            raise Refusal(f"{where}: {text!r}; expected True or False")
        return text.lower() == "true"
    if pd.api.types.is_numeric_dtype(known):
        try:
            return known.dtype.type(text)
        except ValueError:
            raise Refusal(f"{where}: {text!r} is not a {'whole ' if known.dtype.kind in 'iu' else ''}number") from None
    end = nearest(text, known.unique())
    if end and text not in set(known):
        raise Refusal(f"{where}: {text!r} is not a value of {known.name!r}{end}")
    return text
