"""List the training rows that the model gets wrong in errors.csv: often it is the label that is wrong.

Write the right label into the column checked and run prepare.py, which corrects the table. Checked rows stay.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])  # the project's root, instead of this folder

import pandas as pd

from {{ cookiecutter.package }}.dataset import read_dataset, read_parts
from {{ cookiecutter.package }}.files import Refusal, read_yaml, rows, run, write_rows
from {{ cookiecutter.package }}.metrics import read_metric, truth_of
from {{ cookiecutter.package }}.model_files import load_model
from {{ cookiecutter.package }}.paths import ERRORS, METRIC, PREPARE_SCRIPT, RUNS, TRAIN_SCRIPT, shown
from {{ cookiecutter.package }}.runs import Run, digits, read_runs
from {{ cookiecutter.package }}.sheets import checked_rows, for_the_eye
from {{ cookiecutter.package }}.tables import ids


def main() -> None:
    """Write errors.csv."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100, help="list at most this many rows (default: 100)")
    most = parser.parse_args().rows

    dataset, metric = read_dataset(), read_metric()
    parts = read_parts(dataset)
    reviewed = trained_run(parts.data, dataset.split)
    model = load_model(reviewed.run, f"run {shown(TRAIN_SCRIPT)}")
    features, truth = parts.train[[*dataset.features]], truth_of(parts.train, dataset.target, metric)
    scale = "residual" if metric.is_regression else "confidence"
    found = residuals(model, features, truth) if metric.is_regression else mistakes(model, features, truth)
    found = found.assign(id=ids(parts.train.loc[found.index], dataset.key))
    found = found.sort_values([scale, "id"], ascending=[False, True])

    kept = checked_rows(ERRORS)
    new = found[~found["id"].isin({row["id"] for row in kept})].head(max(0, most))
    sheet = new.assign(label=new["label"].astype(str), checked="", **{scale: new[scale].map(digits)})
    seen = for_the_eye(parts.train.loc[new.index], dataset.features)
    lines = [*kept, *({**row, **text} for row, text in zip(sheet.to_dict("records"), seen, strict=True))]
    columns = ["id", "label", "predicted", scale, "checked"]
    write_rows(ERRORS, [*dict.fromkeys([*columns, *(name for row in lines for name in row)])], lines)
    errs = "is furthest off" if metric.is_regression else f"is wrong on {len(found)} of {len(truth)} training rows"
    print(f"{shown(ERRORS)}: {rows(len(new))} to review, where {reviewed.run} {errs}; {len(kept)} checked before")
    print(f"Next: write the right label into checked, then run python {shown(PREPARE_SCRIPT)}")


def trained_run(data: str, split: str) -> Run:
    """Return the chosen run if it was trained on this data, otherwise the newest one that was."""
    runs = [each for each in read_runs() if (each.data, each.split) == (data, split)]
    trained = [each for each in runs if each.kind in ("simple", "model")]
    if not trained:
        raise Refusal(f"{shown(RUNS)}: no model was trained on this data ({data}, {split}); run {shown(TRAIN_SCRIPT)}")
    chosen = str(read_yaml(METRIC).get("chosen"))
    return next((each for each in trained if each.run == chosen), trained[-1])


def mistakes(model: Any, features: pd.DataFrame, truth: pd.Series) -> pd.DataFrame:
    """Return the rows where the prediction differs from the label, and how confident the model is."""
    chances = pd.DataFrame(model.predict_proba(features), columns=model.classes_, index=features.index)
    found = pd.DataFrame({"label": truth, "predicted": chances.idxmax(axis=1), "confidence": chances.max(axis=1)})
    return found[found["label"] != found["predicted"]]


def residuals(model: Any, features: pd.DataFrame, truth: pd.Series) -> pd.DataFrame:
    """Return how far the prediction of each row is off."""
    predicted = pd.Series(model.predict(features), index=features.index)
    return pd.DataFrame({"label": truth, "predicted": predicted.map(digits), "residual": (truth - predicted).abs()})


if __name__ == "__main__":
    run(main)
