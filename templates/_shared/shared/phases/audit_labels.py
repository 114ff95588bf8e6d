"""Draw random rows into label_audit.csv, so that people can check their labels.

Write the right label into the column checked and your name into by. Rows on which you wrote stay when you run it again,
and so do columns of your own. If the target is a number that is measured, write what you measure: tolerance, beside the
target in inventory.yaml, says how far from the label it may be.

With --verify nothing is written: each checked row is looked up in the raw data, with its label.
"""

import argparse
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # the project's root, instead of this folder
import {{ cookiecutter.package }}  # noqa: F401  # isort: skip - first, as it names a library that is missing

from scipy.stats import binomtest

from {{ cookiecutter.package }}.drawing import draw_rows, find_labels
from {{ cookiecutter.package }}.files import Refusal, rows, run, write_rows
from {{ cookiecutter.package }}.inventory import Inventory, read_inventory
from {{ cookiecutter.package }}.paths import LABEL_AUDIT, shown
from {{ cookiecutter.package }}.sheets import checked_rows, is_same, people_wrote
from {{ cookiecutter.package }}.tables import for_the_eye, ids, label_text

COLUMNS = ["id", "label", "checked", "by"]


def main() -> None:
    """Write label_audit.csv, or compare it with the raw data."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=60, help="how many rows the sheet has in the end (default: 60)")
    parser.add_argument("--verify", action="store_true", help="write nothing; exit 1 if the raw data says otherwise")
    arguments, inventory = parser.parse_args(), read_inventory()
    verify(checked_rows(LABEL_AUDIT), inventory) if arguments.verify else write(inventory, arguments.rows)


def write(inventory: Inventory, wanted: int) -> None:
    """Draw more rows, below those on which somebody wrote."""
    kept, added = people_wrote(LABEL_AUDIT, inventory)
    drawn = draw(inventory, max(0, wanted - len(kept)), {row["id"] for row in kept})
    columns = [*dict.fromkeys([*COLUMNS, *added, *(name for row in [*kept, *drawn[:1]] for name in row)])]
    write_rows(LABEL_AUDIT, columns, [*kept, *drawn])
    checked = [row for row in kept if row["checked"]]
    left = len(kept) - len(checked) + len(drawn)
    print(f"{shown(LABEL_AUDIT)}: {rows(len(kept) + len(drawn))}, {left} to check{error(checked, inventory)}")
    what = "what you measured" if inventory.tolerance else "the right label"
    print(f"Next: write {what} into checked and your name into by, then run crispdm check")


def verify(checked: list[dict[str, str]], inventory: Inventory) -> None:
    """Look up each checked row: most are in the raw data, with their label, or the right one if it was corrected."""
    known = find_labels(inventory, {row["id"] for row in checked})
    for row in checked:
        labels = known.get(row["id"], ())
        if labels and not any(is_same(row[name], label) for label in labels for name in ("label", "checked")):
            held = f"{row['label']!r}; the row has {min(labels)!r} in {inventory.data}"
            raise Refusal(f"{shown(LABEL_AUDIT)}: id {row['id']}: label: {held}")
    gone = sum(row["id"] not in known for row in checked)
    if gone * 2 > len(checked):
        raise Refusal(f"{shown(LABEL_AUDIT)}: {gone} of {rows(len(checked))} are not in {inventory.data}")
    print(f"{shown(LABEL_AUDIT)}: {rows(len(checked) - gone)} of {len(checked)} found in {inventory.data}, as they are")


def draw(inventory: Inventory, count: int, known: set[str]) -> list[dict[str, str]]:
    """Draw rows that have a label: at random, but always the same ones."""
    drawn = draw_rows(inventory, count, known)
    labels = label_text(drawn[inventory.target])
    seen = for_the_eye(drawn, inventory.features)
    names = ids(drawn, inventory.key)
    return [{"id": id_, "label": label, **row} for id_, label, row in zip(names, labels, seen, strict=True)]


def error(checked: list[dict[str, str]], inventory: Inventory) -> str:
    """Say how many checked labels are wrong, with Wilson's 95 % interval."""
    if not checked:
        return ""
    wrong = sum(not is_same(row["checked"], row["label"], inventory.tolerance) for row in checked)
    low, high = binomtest(wrong, len(checked)).proportion_ci(method="wilson")
    further = f" (by more than {inventory.tolerance:g})" if inventory.tolerance else ""
    return f"; {wrong} of {len(checked)} checked labels wrong{further} (95 % interval {low:.0%} to {high:.0%})"


if __name__ == "__main__":
    run(main)
