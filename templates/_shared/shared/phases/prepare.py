"""Make the table that the models learn from, as dataset.yaml describes it, and measure it in facts.yaml.

With --verify nothing is written: the table is made again and compared with the one that is kept, and with facts.yaml.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])  # the project's root, instead of this folder

from {{ cookiecutter.package }}.corrections import correct, digests_of_corrections
from {{ cookiecutter.package }}.dataset import open_stored, read_dataset, stored_at
from {{ cookiecutter.package }}.dataset_settings import Dataset
from {{ cookiecutter.package }}.engines import made_by
from {{ cookiecutter.package }}.expressions import are_alike
from {{ cookiecutter.package }}.files import differences, read_yaml, rows, run, write_yaml
from {{ cookiecutter.package }}.inventory import Inventory, read_inventory
from {{ cookiecutter.package }}.kinds import describe
from {{ cookiecutter.package }}.paths import ERRORS, FACTS, LABEL_AUDIT, shown
from {{ cookiecutter.package }}.preparation import digest_of_script, measure, usable_rows
from {{ cookiecutter.package }}.raw_data import digest_of_raw, read_raw
from {{ cookiecutter.package }}.split import find_validation_from, refuse_unfit
from {{ cookiecutter.package }}.storage import digest_of_stored, keep, write_file


def main() -> None:
    """Write the table and facts.yaml, or compare them with the data."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--verify", action="store_true", help="write nothing; exit 1 if facts.yaml says otherwise")
    inventory, dataset = read_inventory(), read_dataset()
    verify(inventory, dataset) if parser.parse_args().verify else prepare(inventory, dataset)


def prepare(inventory: Inventory, dataset: Dataset) -> None:
    """Write the table and facts.yaml."""
    made, origin, dropped = make(inventory, dataset)
    with keep(made, dataset) as stored:
        facts = facts_of(stored.rows, inventory, dataset)
    script = digest_of_script(Path(__file__).resolve(), inventory, dataset)
    write_yaml(FACTS, {**facts, **origin, "script": script, **stored.place, "made_by": made_by(made)})
    counted = {**dropped, "relabelled": origin["relabelled"]}
    size = f"{rows(facts['rows'])}, {len(facts['columns'])} columns"
    print(f"{stored.name}: {'; '.join([size, *(f'{rows(count)} {what}' for what, count in counted.items() if count)])}")
    parts = f"{rows(facts['rows'] - facts['test_rows'])} to train on, {facts['test_rows']} to test"
    same = facts["same_features"]
    twins = f" ({rows(same)} with the features of a training row)" if same else ""
    print(f"{shown(FACTS)}: {parts}{twins}, overlap {facts['overlap']}. Next: crispdm check")


def make(inventory: Inventory, dataset: Dataset) -> tuple[Any, dict[str, Any], dict[str, int]]:
    """Return the table, what it was made from, and how many rows were left out for each reason."""
    raw = read_raw(inventory)
    usable, dropped = usable_rows(raw, inventory, dataset)
    refuse_unfit(usable, dataset)
    sheets = {LABEL_AUDIT: inventory.key, ERRORS: dataset.key}
    corrected, relabelled = correct(usable, inventory, sheets)
    origin = {"relabelled": relabelled, "raw": digest_of_raw(inventory, raw)}
    return corrected.select(*dataset.columns), {**origin, "corrections": digests_of_corrections(sheets)}, dropped


def facts_of(table: Any, inventory: Inventory, dataset: Dataset) -> dict[str, Any]:
    """Measure the table as it was written."""
    described = describe(table, inventory.kinds).columns
    return measure(table, dataset, described, find_validation_from(table, dataset))


def verify(inventory: Inventory, dataset: Dataset) -> None:
    """Make the table again, and name each fact that differs."""
    recorded = read_yaml(FACTS)
    source = stored_at(dataset, recorded)
    made, origin, _ = make(inventory, dataset)
    kept, is_kept = open_stored(source, dataset), True
    with tempfile.TemporaryDirectory() as folder:
        again = kept if source.file else made
        if source.file and not are_alike(made, kept):  # in a text file, values look otherwise than in the raw data
            write_file(made, Path(folder) / source.path.name)
            again = open_stored(source.at(Path(folder) / source.path.name), dataset)
            is_kept = are_alike(again, kept)
        now = {**facts_of(again, inventory, dataset), **origin}
    differ = differences(recorded, now)
    if not differ and not is_kept:
        differ.append(f"rows: {source} has other rows than the table that is made again")
    stored = digest_of_stored(source, dataset)
    other = [name for name in stored if recorded.get(name) != stored[name]]
    differ += [f"{name}: {source} is not the table that was measured" for name in other]
    if differ:
        sys.exit("\n".join(f"prepare.py: {shown(FACTS)}: {each}" for each in differ))
    print(f"{shown(FACTS)}: as recorded; {source} was made again from {inventory.data}, {rows(now['rows'])}")


if __name__ == "__main__":
    run(main)
