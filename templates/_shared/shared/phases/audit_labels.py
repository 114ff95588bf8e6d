"""Draw random rows into label_audit.csv, so that people can check their labels.

Write the right label into the column checked and your name into by. Checked rows stay when you run it again.
"""

import argparse
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # the project's root, instead of this folder

from scipy.stats import binomtest

from {{ cookiecutter.package }}.files import Refusal, rows, run, write_rows
from {{ cookiecutter.package }}.inventory import read_inventory, read_raw
from {{ cookiecutter.package }}.paths import LABEL_AUDIT, shown
from {{ cookiecutter.package }}.sheets import checked_rows, for_the_eye
from {{ cookiecutter.package }}.tables import ids

COLUMNS = ["id", "label", "checked", "by"]


def main() -> None:
    """Write label_audit.csv."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=60, help="how many rows the sheet has in the end (default: 60)")
    wanted = parser.parse_args().rows
    checked = checked_rows(LABEL_AUDIT)
    drawn = draw(max(0, wanted - len(checked)), {row["id"] for row in checked})
    columns = [*dict.fromkeys([*COLUMNS, *(name for row in [*checked, *drawn[:1]] for name in row)])]
    write_rows(LABEL_AUDIT, columns, [*checked, *drawn])
    print(f"{shown(LABEL_AUDIT)}: {rows(len(checked) + len(drawn))}, {len(drawn)} to check{error(checked)}")
    print("Next: write the right label into checked and your name into by, then run crispdm check")


def draw(count: int, known: set[str]) -> list[dict[str, str]]:
    """Draw rows that have a label: at random, but always the same ones."""
    inventory = read_inventory()
    raw = read_raw(inventory).dropna(subset=[inventory.target])
    if raw.empty:
        raise Refusal(f"{shown(inventory.data)}: no row has a value in the target {inventory.target!r}")
    names = ids(raw, inventory.key)
    drawn = names[~names.duplicated() & ~names.isin(known)].sample(frac=1, random_state=0).head(count)
    labels = raw.loc[drawn.index, inventory.target].astype(str)
    seen = for_the_eye(raw.loc[drawn.index], inventory.features)
    return [{"id": id_, "label": label, **row} for id_, label, row in zip(drawn, labels, seen, strict=True)]


def error(checked: list[dict[str, str]]) -> str:
    """Say how many checked labels are wrong, with Wilson's 95 % interval."""
    if not checked:
        return ""
    wrong = sum(row["checked"] != row["label"] for row in checked)
    low, high = binomtest(wrong, len(checked)).proportion_ci(method="wilson")
    return f"; {wrong} of {len(checked)} checked labels wrong (95 % interval {low:.0%} to {high:.0%})"


if __name__ == "__main__":
    run(main)
