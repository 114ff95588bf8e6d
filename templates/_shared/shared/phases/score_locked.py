"""Score the chosen run and its baseline on the locked test set in locked_test.csv. Each run is scored once."""

import argparse
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # the project's root, instead of this folder

from {{ cookiecutter.package }}.dataset import read_dataset
from {{ cookiecutter.package }}.files import Refusal, run
from {{ cookiecutter.package }}.locked import open_locked, read_lock, read_scored
from {{ cookiecutter.package }}.metrics import read_metric
from {{ cookiecutter.package }}.paths import LOCKED_TEST, shown
from {{ cookiecutter.package }}.runs import write_runs
from {{ cookiecutter.package }}.scored_once import baseline_and_chosen, scored_on
from {{ cookiecutter.package }}.task import Task


def main() -> None:
    """Add what is missing to locked_test.csv."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    task = Task(read_dataset(), read_metric())
    wanted = baseline_and_chosen()
    known = read_scored()
    rows, digest = open_locked(read_lock(), task.dataset.key)
    rows = rows.dropna(subset=[task.dataset.target])
    done = {each.run for each in known if each.data == digest}
    scored = [scored_on(rows, each, task, digest, "locked")[0] for each in wanted if each.run not in done]
    if not scored:
        names = " and ".join(each.run for each in wanted)
        raise Refusal(f"{shown(LOCKED_TEST)}: {names} already scored; the locked test is taken once")
    write_runs([*known, *scored], LOCKED_TEST)
    said = ", ".join(f"{each.run} {task.metric.name} {each.score}" for each in scored)
    print(f"{shown(LOCKED_TEST)}: {said} on {len(rows)} rows that no run has seen")
    print("Next: crispdm check")


if __name__ == "__main__":
    run(main)
