"""Train a model on the training part and score it on the test part. make_model in models.py says which model."""

import argparse
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # the project's root, instead of this folder

from {{ cookiecutter.package }}.dataset import read_dataset, read_parts
from {{ cookiecutter.package }}.files import Refusal, run
from {{ cookiecutter.package }}.metrics import read_metric, score, truth_of
from {{ cookiecutter.package }}.model_files import save_model
from {{ cookiecutter.package }}.models import make_model
from {{ cookiecutter.package }}.paths import METRIC, REVIEW_ERRORS_SCRIPT, RUNS, shown
from {{ cookiecutter.package }}.runs import add_run, next_name, read_runs, refuse_without_baseline


def main() -> None:
    """Add a run to runs.csv, and its model to models/."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kind", choices=["simple", "model"], default="simple", help="linear, or gradient boosting")
    parser.add_argument("--note", default="", help="a note on the run; for a model, why it pays")
    arguments = parser.parse_args()

    dataset, metric, runs = read_dataset(), read_metric(), read_runs()
    parts = read_parts(dataset)
    refuse_without_baseline(arguments.kind, runs, parts.data, dataset.split)
    train, test = parts.train[[*dataset.features]], parts.test[[*dataset.features]]
    truth, test_truth = truth_of(parts.train, dataset.target, metric), truth_of(parts.test, dataset.target, metric)
    if truth.nunique() == 1:
        only = f"all {len(truth)} rows of the training part have {dataset.target} {truth.iloc[0]!r}"
        raise Refusal(f"{shown(dataset.table)}: {only}, so there is nothing to learn")
    model = make_model(arguments.kind, metric.is_regression, train)
    try:
        model.fit(train, truth)
    except ValueError as error:
        raise Refusal(f"{shown(dataset.table)}: the model cannot learn from it: {error}") from None
    value = score(model, test, test_truth, metric)
    save_model(model, next_name(arguments.kind, runs))
    made = add_run(arguments.kind, value, parts.data, dataset.split, arguments.note)
    print(f"{shown(RUNS)}: {made.run}, {metric.name} {made.score} on {len(test)} rows{metric.wanted}")
    print(f"Next: python {shown(REVIEW_ERRORS_SCRIPT)}; to choose the run: chosen: {made.run} in {shown(METRIC)}")


if __name__ == "__main__":
    run(main)
