"""Make the table that the models learn from, as dataset.yaml describes it, and measure it in facts.yaml."""

import argparse
import sys
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])  # the project's root, instead of this folder

import pandas as pd

from {{ cookiecutter.package }}.dataset import Dataset, is_test, read_dataset
from {{ cookiecutter.package }}.files import Refusal, replacing, rows, run, write_yaml
from {{ cookiecutter.package }}.inventory import ROW, read_inventory, read_raw
from {{ cookiecutter.package }}.paths import ERRORS, FACTS, LABEL_AUDIT, shown
from {{ cookiecutter.package }}.sheets import correct
from {{ cookiecutter.package }}.tables import read_table, sha256, write_table


def main() -> None:
    """Write the table and facts.yaml."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    inventory, dataset = read_inventory(), read_dataset()
    sheets = {LABEL_AUDIT: inventory.key, ERRORS: dataset.key}
    raw, corrected = correct(read_raw(inventory), dataset.target, sheets)
    frame, dropped = clean(raw, dataset)
    if frame.empty:
        raise Refusal(f"{shown(inventory.data)}: no row has both {dataset.target!r} and {dataset.by!r}")
    with replacing(dataset.table) as new:
        write_table(frame, new)
        facts = measure(new, dataset)
    write_yaml(FACTS, facts)
    said = [f"{rows(number)} {what}" for what, number in {**dropped, "relabelled": corrected}.items() if number]
    print(f"{shown(dataset.table)}: {'; '.join([f'{rows(len(frame))}, {frame.shape[1]} columns', *said])}")
    doubled = f", {rows(facts['duplicate_keys'])} with a duplicate key" if facts["duplicate_keys"] else ""
    print(f"{shown(FACTS)}: overlap {facts['overlap']}{doubled}. Next: crispdm check")


def clean(raw: pd.DataFrame, dataset: Dataset) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the usable rows, and how many were dropped for each reason. Add what else has to be cleaned here."""
    alike = [name for name in raw.columns if name != ROW] if dataset.key == (ROW,) else dataset.columns
    no_target, no_split = raw[dataset.target].isna(), raw[dataset.by].isna()
    double = raw.duplicated(alike)
    dropped = {
        "dropped without a target": int(no_target.sum()),
        f"dropped without {dataset.by}": int((no_split & ~no_target).sum()),
        "dropped as exact copies": int((double & ~no_split & ~no_target).sum()),
    }
    return raw.loc[~(no_target | no_split | double), dataset.columns], dropped


def measure(table: Path, dataset: Dataset) -> dict[str, Any]:
    """Measure the table as it was written."""
    frame = read_table(table, as_text=dataset.key, empty_only=True)
    test = is_test(frame, dataset)
    return {
        "columns": frame.columns.to_list(),
        "rows": len(frame),
        "nulls": {name: round(float(share), 4) for name, share in frame.isna().mean().items()},
        "duplicate_keys": int(frame.duplicated([*dataset.key], keep=False).sum()),
        "overlap": overlap(frame, test, [*dataset.key])
        + (overlap(frame, test, [dataset.by]) if dataset.test_from is None else 0),
        "sha256": sha256(table),
    }


def overlap(frame: pd.DataFrame, test: pd.Series, names: list[str]) -> int:
    """Count the values that are in both parts."""
    return len(frame.loc[test, names].drop_duplicates().merge(frame.loc[~test, names].drop_duplicates()))


if __name__ == "__main__":
    run(main)
