"""Profile the raw data in profile.yaml: rows, dates, missing values and the target."""

import argparse
import json
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # the project's root, instead of this folder

import pandas as pd

from {{ cookiecutter.package }}.features import kind_of
from {{ cookiecutter.package }}.files import Refusal, rows, run, write_yaml
from {{ cookiecutter.package }}.inventory import read_inventory, read_raw
from {{ cookiecutter.package }}.paths import AUDIT_LABELS_SCRIPT, INVENTORY, PROFILE, shown
from {{ cookiecutter.package }}.tables import read_table

MOST = 20  # values of the target that are listed; a numeric target with more is described by quantiles
FEWEST = 10  # rows that it takes to recognise a key
SHOWN = 5  # columns that are listed


def main() -> None:
    """Write profile.yaml, or print the fields of a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fields", metavar="TABLE", help="only print the columns of TABLE, for inventory.yaml")
    arguments = parser.parse_args()
    if arguments.fields:
        print_fields(Path(arguments.fields))
    else:
        profile()


def print_fields(table: Path) -> None:
    """Print an entry for each column, to copy and fill in."""
    frame = read_table(table.resolve())
    key = next((name for name in frame.columns if may_be_key(frame[name])), None)
    for name in frame.columns:
        role, end = ("key", "  # unique and never empty: confirm it") if name == key else ("feature", "")
        print("- {name: " + json.dumps(name, ensure_ascii=False) + f", role: {role}, source: " + "}" + end)


def may_be_key(column: pd.Series) -> bool:
    """Whether a column identifies each row and is not a measurement, a date or a text of several words."""
    if len(column) < FEWEST or column.isna().any() or not column.is_unique:
        return False
    if pd.api.types.is_float_dtype(column) or kind_of(column) == "date":
        return False
    return not column.astype(str).str.contains(r"\s").any()


def profile() -> None:
    """Write profile.yaml."""
    inventory = read_inventory()
    raw = read_raw(inventory)
    target = raw[inventory.target].dropna()
    if target.empty:
        raise Refusal(f"{shown(inventory.data)}: no row has a value in the target {inventory.target!r}")
    used = raw[inventory.columns]
    write_yaml(
        PROFILE,
        {
            "rows": len(raw),
            "dates": dates(used),
            "nulls": {name: rounded(share) for name, share in used.isna().mean().items()},
            "target": quantiles(target) if is_measured(target) else shares(target),
        },
    )
    unknown = [name for name in raw.columns if name not in inventory.columns]
    left_out = f"; left out, not kept in {shown(INVENTORY)}: {', '.join(unknown[:SHOWN])}" if unknown else ""
    more = f" and {len(unknown) - SHOWN} more" if len(unknown) > SHOWN else ""
    print(f"{shown(PROFILE)}: {rows(len(raw))}, {used.shape[1]} columns{left_out}{more}")
    print(f"Next: python {shown(AUDIT_LABELS_SCRIPT)}")


def is_measured(target: pd.Series) -> bool:
    """Whether the target is a number on a scale rather than a class."""
    return pd.api.types.is_numeric_dtype(target) and target.nunique() > MOST


def shares(target: pd.Series) -> dict[str, float]:
    """Return the share of each value, most frequent first; the rest is `other`."""
    counted = target.astype(str).value_counts(normalize=True)
    named = {name: rounded(share) for name, share in counted.head(MOST).items()}
    if len(counted) > MOST:
        named["other"] = rounded(named.get("other", 0) + counted.iloc[MOST:].sum())
    return named


def quantiles(target: pd.Series) -> dict[str, float]:
    """Return the minimum, the quartiles and the maximum."""
    return {f"{share:.0%}": float(value) for share, value in target.quantile([0, 0.25, 0.5, 0.75, 1]).items()}


def dates(used: pd.DataFrame) -> dict[str, str]:
    """Return the first and the last date over all columns of dates."""
    named = [used[name] for name in used.columns if kind_of(used[name]) == "date"]
    days = [pd.to_datetime(column.dropna(), format="ISO8601", utc=True) for column in named]
    if not days:
        return {}
    return {"from": str(min(each.min() for each in days).date()), "to": str(max(each.max() for each in days).date())}


def rounded(share: float) -> float:
    """Round to four decimal places."""
    return round(float(share), 4)


if __name__ == "__main__":
    run(main)
