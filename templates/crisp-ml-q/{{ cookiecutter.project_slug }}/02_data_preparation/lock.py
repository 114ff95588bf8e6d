"""Lock rows of the raw table away for the last test, once: two tables and test_set_facts.yaml."""

import argparse
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # the project's root, instead of this folder

import pandas as pd

from {{ cookiecutter.package }}.dataset import Dataset, is_test
from {{ cookiecutter.package }}.files import Refusal, nearest, replacing, run, write_yaml
from {{ cookiecutter.package }}.inventory import Inventory, read_inventory
from {{ cookiecutter.package }}.locked import Lock, read_lock
from {{ cookiecutter.package }}.paths import DATASET, INVENTORY, RUNS, TEST_SET, TEST_SET_FACTS, shown
from {{ cookiecutter.package }}.runs import read_runs
from {{ cookiecutter.package }}.tables import read_table, sha256, write_table


def main() -> None:
    """Write both tables and test_set_facts.yaml."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    inventory, lock = read_inventory(), read_lock()
    refuse_late(inventory, lock)
    raw = read_table(inventory.data, as_text=inventory.key)
    if lock.by not in raw:
        end = nearest(lock.by, raw.columns)
        raise Refusal(f"{shown(TEST_SET)}: by: no column {lock.by!r} in {shown(inventory.data)}{end}")
    raw = raw.dropna(subset=[lock.by])
    locked = is_locked(raw, inventory, lock)
    with replacing(lock.table) as table, replacing(lock.rest) as rest:
        write_table(raw[locked], table)
        write_table(raw[~locked], rest)
        digest = sha256(table)
    write_yaml(TEST_SET_FACTS, {"rows": int(locked.sum()), "rest": int((~locked).sum()), "sha256": digest})
    print(f"{shown(lock.table)}: {locked.sum()} rows locked; {shown(lock.rest)}: {(~locked).sum()} rows")
    print(f"Next: write data: {shown(lock.rest)} into {shown(INVENTORY)}")


def refuse_late(inventory: Inventory, lock: Lock) -> None:
    """Refuse a second lock, and one after the first run."""
    if TEST_SET_FACTS.exists():
        raise Refusal(f"{shown(TEST_SET_FACTS)}: rows are locked already; drawing others would spoil the test")
    if inventory.data in (lock.table, lock.rest) or lock.table == lock.rest:
        raise Refusal(f"{shown(TEST_SET)}: table and rest: expected two files, neither of them {shown(inventory.data)}")
    for table in (lock.table, lock.rest):
        if table.exists():
            raise Refusal(f"{shown(table)}: the file exists and is not overwritten; name another one")
    if read_runs():
        raise Refusal(f"{shown(RUNS)}: there are runs already, which may have seen every row; lock before any run")


def is_locked(raw: pd.DataFrame, inventory: Inventory, lock: Lock) -> pd.Series:
    """Return which rows are locked, split as dataset.yaml splits."""
    split = Dataset(inventory.data, inventory.key, inventory.features, inventory.target, lock.by, lock.start)
    try:
        return is_test(raw, split)
    except Refusal as refusal:
        raise Refusal(str(refusal).replace(f"{shown(DATASET)}: split", f"{shown(TEST_SET)}: by")) from None


if __name__ == "__main__":
    run(main)
