"""What profile.py and prepare.py find, by pandas: the yardstick. `python by_pandas.py profile|prepare TABLE FOLDER`."""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd

KEY, TARGET, DAY, TEST_FROM = "id", "category", "created", "2026-01-01"


def read(path: Path) -> pd.DataFrame:
    """The table in memory, its keys as text."""
    return pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path, dtype={KEY: str})


def digest_of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def profile(path: Path, folder: Path) -> None:
    """Missing values, distinct values, ranges, words, the shares of the labels, what tells them; a single key."""
    table = read(path)
    assert table[KEY].is_unique
    found: dict[str, Any] = {"rows": len(table), "raw": digest_of_file(path), "nulls": table.isna().mean().to_dict()}
    ranges = {name: [str(column.min()), str(column.max())] for name, column in table.items() if column.dtype != object}
    found |= {"distinct": table.nunique().to_dict(), "ranges": ranges}
    found |= {"target": table[TARGET].value_counts(normalize=True).to_dict()}
    texts = [name for name in table if pd.api.types.is_string_dtype(table[name]) and found["distinct"][name] > 50]
    found |= {"words": {name: table[name].str.count(" ").mean() + 1 for name in texts}}
    few = [name for name, count in found["distinct"].items() if name != TARGET and 1 < count <= 1000]
    found |= {"told": {name: int(_told(table, name)) for name in few}}
    (folder / "profile.json").write_text(json.dumps(found))


def _told(table: pd.DataFrame, name: str) -> int:
    """How many rows have the most frequent label of their value."""
    return table.groupby([name, TARGET], observed=True).size().groupby(level=0).max().sum()


def prepare(path: Path, folder: Path) -> None:
    """The rows with a label, each once, as parquet; its parts, its digest, and what is in both parts."""
    table = read(path)
    table = table[table[TARGET].notna() & table[DAY].notna()].drop_duplicates()
    assert table[KEY].is_unique
    table.to_parquet(folder / "table.parquet", compression="zstd")
    stored = pd.read_parquet(folder / "table.parquet")
    test = pd.to_datetime(stored[DAY]) >= pd.Timestamp(TEST_FROM)
    features = pd.util.hash_pandas_object(stored.drop(columns=[KEY, TARGET, DAY]), index=False)
    found = {"rows": len(stored), "test_rows": int(test.sum()), "nulls": stored.isna().mean().to_dict()}
    found |= {"overlap": len({*stored.loc[test, KEY]} & {*stored.loc[~test, KEY]})}
    found |= {"same_features": int(features[test].isin(features[~test]).sum())}
    found |= {"content": int(pd.util.hash_pandas_object(stored, index=False).sum())}
    found |= {"sha256": digest_of_file(folder / "table.parquet")}
    (folder / "facts.json").write_text(json.dumps(found))


if __name__ == "__main__":
    {"profile": profile, "prepare": prepare}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
