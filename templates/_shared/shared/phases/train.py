"""Train a model on the training part and score it on the test part. make_model in models.py says which model."""

import argparse
import sys
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])  # the project's root, instead of this folder
import {{ cookiecutter.package }}  # noqa: F401  # isort: skip - first, as it names a library that is missing

import pandas as pd

from {{ cookiecutter.package }}.files import Refusal, run
from {{ cookiecutter.package }}.mlflow_log import log_to_mlflow
from {{ cookiecutter.package }}.model_files import save_model
from {{ cookiecutter.package }}.models import make_model
from {{ cookiecutter.package }}.paths import METRIC, REVIEW_ERRORS_SCRIPT, RUNS, shown
from {{ cookiecutter.package }}.record import add_run
from {{ cookiecutter.package }}.runs import read_runs, refuse_without_baseline
from {{ cookiecutter.package }}.scoring import read_scoring, result


def main() -> None:
    """Add a run to runs.csv, and its model to models/."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kind", choices=["simple", "model"], default="simple", help="linear, or gradient boosting")
    parser.add_argument("--note", default="", help="a note on the run; for a model, why it pays")
    parser.add_argument("--cv", action="store_true", help="for small data: score by repeated cross-validation")
    parser.add_argument("--validate", action="store_true", help="only score on the validation part; record no run")
    arguments = parser.parse_args()

    runs = read_runs()
    scoring = read_scoring(arguments.cv)
    task, metric = scoring.task, scoring.task.metric
    new = scoring.new_run(arguments.kind, arguments.note)
    refuse_without_baseline(new.kind, runs, new.data, new.split)

    def fit(rows: pd.DataFrame) -> Any:
        model = make_model(arguments.kind, metric, scoring.columns)
        try:
            return model.fit(task.features(rows), task.truth(rows))
        except ValueError as error:
            raise Refusal(f"{shown(task.dataset.table)}: the model cannot learn from it: {error}") from None

    validated = scoring.validate(fit)
    if arguments.validate:
        if not validated.score:
            raise Refusal("--validate: the validation part has no rows to score on, or only one class")
        print("; ".join([f"{metric.name} {validated.score} on the validation part", *validated.said]))
        return
    model, predictions, fitted = scoring.score(fit, validated)
    new = validated.of_run(new, fitted)
    made = add_run(new, predictions, metric, lambda name: save_model(model, name))
    log_to_mlflow(made, metric)
    print("; ".join([f"{shown(RUNS)}: {result(made, predictions, task)}", *validated.said]))
    print(f"Next: python {shown(REVIEW_ERRORS_SCRIPT)}; to choose the run: chosen: {made.run} in {shown(METRIC)}")


if __name__ == "__main__":
    run(main)
