"""Tables as files: read with complaints that help, written whole."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from .files import Refusal
from .paths import shown

EXACT = 2**53  # below it a float holds each whole number
SUFFIXES = (".csv", ".tsv", ".parquet")


def read_table(path: Path, as_text: Iterable[str] = (), empty_only: bool = False) -> pd.DataFrame:
    """Read a table that has rows.

    Args:
        path: a .csv, .tsv or .parquet file.
        as_text: the columns that stay as they are written, `007` among them: keys.
        empty_only: nothing but an empty cell is missing, as in the files that we write; else NA and the like are too.
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
        raise Refusal(f"{shown(path)}: to read parquet, `pip install pyarrow`") from None
    except UnicodeDecodeError:
        raise Refusal(f"{shown(path)}: not UTF-8; export it again as UTF-8") from None
    except ValueError as error:  # what pandas and pyarrow raise for a file that is none
        raise Refusal(f"{shown(path)}: cannot be read: {error}") from None
    if frame.empty:
        raise Refusal(f"{shown(path)}: no rows in it")
    return frame


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Write a table; by the ending it is CSV, TSV or parquet."""
    if path.suffix == ".parquet":
        try:
            frame.to_parquet(path, index=False)
        except ImportError:
            raise Refusal(f"{shown(path)}: to write parquet, `pip install pyarrow`") from None
    else:
        frame.to_csv(path, sep="\t" if path.suffix == ".tsv" else ",", index=False, lineterminator="\n")


def sha256(path: Path) -> str:
    """The file's SHA-256, by which a change is noticed."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def ids(frame: pd.DataFrame, key: Iterable[str]) -> pd.Series:
    """One text a row that tells it from the others: the key's value, or its values joined."""
    first, *more = (frame[name].astype(str) for name in key)
    return first.str.cat(more, sep=" | ") if more else first


def plain(column: pd.Series) -> pd.Series:
    """Whole numbers that a missing one turned into 1.0, 2.0, … are whole again: they may be the names of classes."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.astype(column.cat.categories.dtype)
    numbers = column.dropna()
    is_whole = pd.api.types.is_float_dtype(column) and ((numbers % 1 == 0) & (numbers.abs() < EXACT)).all()
    return column.astype("Int64") if is_whole else column


def _check(path: Path) -> None:
    if path.suffix not in SUFFIXES:
        raise Refusal(f"{shown(path)}: not one of {', '.join(SUFFIXES)}")
    if not path.is_file():
        raise Refusal(f"{shown(path)}: there is no such file")
