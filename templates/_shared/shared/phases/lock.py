"""Lock rows of the raw table away for the last test, once: two tables and test_set_facts.yaml."""

import argparse
import sys
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])  # the project's root, instead of this folder

from {{ cookiecutter.package }}.dataset_settings import Dataset
from {{ cookiecutter.package }}.expressions import content_of, count_rows, is_drawn, joined
from {{ cookiecutter.package }}.files import Refusal, nearest, replacing, run, sha256, write_yaml
from {{ cookiecutter.package }}.inventory import Inventory, read_inventory
from {{ cookiecutter.package }}.locked import Lock, locked_rows, read_lock
from {{ cookiecutter.package }}.paths import DATASET, INVENTORY, RUNS, TEST_SET, TEST_SET_FACTS, shown
from {{ cookiecutter.package }}.preparation import refuse_empty
from {{ cookiecutter.package }}.raw_data import open_source
from {{ cookiecutter.package }}.raw_files import TextRules
from {{ cookiecutter.package }}.runs import read_runs
from {{ cookiecutter.package }}.split import is_test, refuse_unfit
from {{ cookiecutter.package }}.storage import write_file


def main() -> None:
    """Write both tables and test_set_facts.yaml."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    inventory, lock = read_inventory(), read_lock()
    refuse_late(inventory, lock)
    raw = open_source(inventory.data, TextRules(as_text=inventory.key))
    if lock.by not in raw.columns:
        end = nearest(lock.by, raw.columns)
        raise Refusal(f"{shown(TEST_SET)}: by: no column {lock.by!r} in {inventory.data}{end}")
    if inventory.target not in raw.columns:
        end = nearest(inventory.target, raw.columns)
        raise Refusal(f"{shown(INVENTORY)}: {inventory.target}: no column of {inventory.data} has this name{end}")
    raw = raw.filter(raw[lock.by].notnull())
    locked, counts = rows_to_lock(raw, inventory, lock)
    with replacing(lock.table) as table, replacing(lock.rest) as rest:
        write_file(raw.filter(locked), table)
        write_file(raw.filter(~locked), rest)
        digests = facts_of(table, inventory)
    facts = {"rows": counts["test_rows"], "rest": counts["rows"] - counts["test_rows"], **digests}
    write_yaml(TEST_SET_FACTS, facts)
    print(f"{shown(lock.table)}: {facts['rows']} rows locked; {shown(lock.rest)}: {facts['rest']} rows")
    print(f"Next: write data: {shown(lock.rest)} into {shown(INVENTORY)}")


def facts_of(table: Path, inventory: Inventory) -> dict[str, Any]:
    """Return how many of the locked rows can be scored, and the digests of them all and of their file."""
    rows = locked_rows(table, inventory.key)
    with_target = rows.filter(rows[inventory.target].notnull())
    return {"test_rows": count_rows(with_target), "content": content_of(rows), "sha256": sha256(table)}


def refuse_late(inventory: Inventory, lock: Lock) -> None:
    """Refuse a second lock, and one after the first run."""
    if TEST_SET_FACTS.exists():
        raise Refusal(f"{shown(TEST_SET_FACTS)}: rows are locked already; drawing others would spoil the test")
    if inventory.data.path in (lock.table, lock.rest) or lock.table == lock.rest:
        raise Refusal(f"{shown(TEST_SET)}: table and rest: expected two files, neither of them {inventory.data}")
    for table in (lock.table, lock.rest):
        if table.exists():
            raise Refusal(f"{shown(table)}: the file exists and is not overwritten; name another one")
    if read_runs():
        raise Refusal(f"{shown(RUNS)}: there are runs already, which may have seen every row; lock before any run")


def rows_to_lock(raw: Any, inventory: Inventory, lock: Lock) -> tuple[Any, dict[str, int]]:
    """Return which rows are locked, by the rules of dataset.yaml, and how many of all rows they are."""
    names = inventory.key, inventory.features, inventory.target
    split = Dataset(lock.rest, inventory.data, *names, lock.by, test_from=lock.start)
    try:
        refuse_unfit(raw, split)
        # salted: dataset.yaml may draw its test part by the same values, of which the locked ones are gone by then
        locked = is_drawn(joined([raw[lock.by]]), "locked|") if lock.start is None else is_test(raw, split)
        found = raw.aggregate(rows=raw.count(), test_rows=locked.sum()).to_pyarrow().to_pylist()[0]
        counts = {name: int(value or 0) for name, value in found.items()}
        refuse_empty(raw, split, counts)
    except Refusal as refusal:
        raise Refusal(str(refusal).replace(f"{shown(DATASET)}: split", f"{shown(TEST_SET)}: by")) from None
    return locked, counts


if __name__ == "__main__":
    run(main)
