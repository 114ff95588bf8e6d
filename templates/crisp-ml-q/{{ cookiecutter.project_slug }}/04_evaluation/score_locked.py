"""Score the chosen run and its baseline on the locked test set in locked_test.csv. Each run is scored once."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])  # the project's root, instead of this folder

from {{ cookiecutter.package }}.dataset import open_table, read_dataset
from {{ cookiecutter.package }}.files import Refusal, nearest, needed, read_yaml, run, today
from {{ cookiecutter.package }}.locked import open_locked, read_lock, read_scored
from {{ cookiecutter.package }}.metrics import read_metric
from {{ cookiecutter.package }}.model_files import load_model
from {{ cookiecutter.package }}.paths import LOCKED_TEST, METRIC, TRAIN_SCRIPT, shown
from {{ cookiecutter.package }}.record import scored_fields
from {{ cookiecutter.package }}.rules import RuleModel, load_rule
from {{ cookiecutter.package }}.runs import Run, read_runs, write_runs
from {{ cookiecutter.package }}.task import Task


def main() -> None:
    """Add what is missing to locked_test.csv."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    task = Task(read_dataset(), read_metric())
    dataset, metric = task.dataset, task.metric
    wanted = baseline_and_chosen()
    known = read_scored()
    rows, digest = open_locked(read_lock(), dataset.key)
    rows = rows.dropna(subset=[dataset.target])
    done = {each.run for each in known if each.data == digest}
    scored = []
    for each in wanted:
        if each.run not in done:
            frame = task.predictions(model_of(each, task), [rows])
            here = {"date": str(today()), "data": digest, "split": "locked", "validation": "", "predictions": ""}
            scored.append(replace(each, **here, **scored_fields(frame, metric)))
    if not scored:
        names = " and ".join(each.run for each in wanted)
        raise Refusal(f"{shown(LOCKED_TEST)}: {names} already scored; the locked test is taken once")
    write_runs([*known, *scored], LOCKED_TEST)
    said = ", ".join(f"{each.run} {metric.name} {each.score}" for each in scored)
    print(f"{shown(LOCKED_TEST)}: {said} on {len(rows)} rows that no run has seen")
    print("Next: crispdm check")


def baseline_and_chosen() -> list[Run]:
    """Return the first run on the data and split of the chosen one, and the chosen one if it is another."""
    name, runs = str(needed(read_yaml(METRIC), "chosen", METRIC, "the name of a run in runs.csv")), read_runs()
    chosen = next((each for each in runs if each.run == name), None)
    if chosen is None:
        end = nearest(name, [each.run for each in runs])
        raise Refusal(f"{shown(METRIC)}: chosen: no run {name!r} in runs.csv{end}")
    first = next(each for each in runs if (each.data, each.split) == (chosen.data, chosen.split))
    return [first] if first == chosen else [first, chosen]


def model_of(scored: Run, task: Task) -> Any:
    """Load the model of a run, or the rule."""
    if scored.kind == "rule":
        rows = open_table(task.dataset).rows_to_fit(task.metric.fit_at_most)
        known = rows[[*task.dataset.features, task.dataset.target]]
        return RuleModel(load_rule(), task.metric).fit(known, task.truth(rows))
    return load_model(scored.run, f"run {shown(TRAIN_SCRIPT)} and choose its run")


if __name__ == "__main__":
    run(main)
