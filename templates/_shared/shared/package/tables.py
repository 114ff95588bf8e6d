"""Read and write tables as files."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from .files import Refusal
from .paths import shown

EXACT = 2**53  # a float holds every whole number below it
SUFFIXES = (".csv", ".tsv", ".parquet")


def read_table(path: Path, as_text: Iterable[str] = (), empty_only: bool = False) -> pd.DataFrame:
    """Read a table that has rows.

    Args:
        path: a .csv, .tsv or .parquet file.
        as_text: the columns that stay as they are written, such as `007`: keys.
        empty_only: only an empty cell is missing, as in files that we write; otherwise NA and the like are missing too.
    """
    _check(path)
    try:
        if path.suffix == ".parquet":
            frame = pd.read_parquet(path)
            frame.columns = frame.columns.map(str)
            frame = frame.astype({name: str for name in as_text if name in frame})
        else:
            frame = pd.read_csv(
                path,
                sep="\t" if path.suffix == ".tsv" else ",",
                dtype=dict.fromkeys(as_text, str),
                keep_default_na=not empty_only,
                na_values=[""],
                low_memory=False,
            )
    except ImportError:
        raise Refusal(f"{shown(path)}: reading parquet needs pyarrow; run `pip install pyarrow`") from None
    except UnicodeDecodeError:
        raise Refusal(f"{shown(path)}: not UTF-8; export it again as UTF-8") from None
    except ValueError as error:  # pandas and pyarrow raise it for a file that is not a table
        raise Refusal(f"{shown(path)}: cannot be read: {error}") from None
    if frame.empty:
        raise Refusal(f"{shown(path)}: no rows")
    return frame


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV, TSV or parquet, as its suffix says, for programs: what looks like a formula stays."""
    if path.suffix == ".parquet":
        try:
            frame.to_parquet(path, index=False)
        except ImportError:
            raise Refusal(f"{shown(path)}: writing parquet needs pyarrow; run `pip install pyarrow`") from None
    else:
        frame.to_csv(path, sep="\t" if path.suffix == ".tsv" else ",", index=False, lineterminator="\n")


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


def _check(path: Path) -> None:
    if path.suffix not in SUFFIXES:
        raise Refusal(f"{shown(path)}: unknown file type; expected one of {', '.join(SUFFIXES)}")
    if not path.is_file():
        raise Refusal(f"{shown(path)}: no such file")
