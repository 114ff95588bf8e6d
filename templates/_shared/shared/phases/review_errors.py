"""List the training rows that the model gets wrong in errors.csv: often it is the label that is wrong.

Each row is predicted by a model that did not learn from it. Write the right label into the column checked and run
prepare.py, which corrects the table. Checked rows stay, and so does what you write into columns of your own.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])  # the project's root, instead of this folder
import {{ cookiecutter.package }}  # noqa: F401  # isort: skip - first, as it names a library that is missing

import pandas as pd
from sklearn.base import clone
from sklearn.model_selection import KFold

from {{ cookiecutter.package }}.files import Refusal, read_yaml, rows, run, write_rows
from {{ cookiecutter.package }}.inventory import read_inventory
from {{ cookiecutter.package }}.model_files import load_model
from {{ cookiecutter.package }}.paths import ERRORS, METRIC, PREPARE_SCRIPT, RUNS, TRAIN_SCRIPT, shown
from {{ cookiecutter.package }}.predictions import joined
from {{ cookiecutter.package }}.progress import busy
from {{ cookiecutter.package }}.runs import Run, digits, read_runs
from {{ cookiecutter.package }}.scores import chances_of
from {{ cookiecutter.package }}.scoring import Scoring, read_scoring
from {{ cookiecutter.package }}.sheets import people_wrote
from {{ cookiecutter.package }}.tables import for_the_eye, ids
from {{ cookiecutter.package }}.task import Task

FOLDS = 5


def main() -> None:
    """Write errors.csv."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100, help="list at most this many rows (default: 100)")
    most = parser.parse_args().rows

    scoring = read_scoring()
    task, dataset = scoring.task, scoring.task.dataset
    reviewed = trained_run(scoring)
    model = load_model(reviewed.run, f"run {shown(TRAIN_SCRIPT)}")
    part = scoring.table.rows_to_fit(task.metric.fit_at_most)
    frame, how = out_of_fold(model, part, task)
    scale = "residual" if task.metric.is_regression else "confidence"
    found = residuals(frame) if task.metric.is_regression else mistakes(frame)
    found = found.sort_values([scale, "id"], ascending=[False, True])

    kept, added = people_wrote(ERRORS, read_inventory())
    new = found[~found["id"].isin({row["id"] for row in kept})].head(max(0, most))
    sheet = new.assign(label=new["label"].astype(str), checked="", **{scale: new[scale].map(digits)})
    of_row = part.set_index(ids(part, dataset.key)).loc[new["id"]]
    seen = for_the_eye(of_row, dataset.features)
    lines = [*kept, *({**row, **text} for row, text in zip(sheet.to_dict("records"), seen, strict=True))]
    columns = ["id", "label", "predicted", scale, "checked", *added]
    write_rows(ERRORS, [*dict.fromkeys([*columns, *(name for row in lines for name in row)])], lines)
    errs = "is furthest off" if task.metric.is_regression else f"is wrong on {len(found)} of {len(part)} training rows"
    done = sum(bool(row["checked"]) for row in kept)
    print(f"{shown(ERRORS)}: {rows(len(new))} to review, where {reviewed.run} {errs}{how}; {done} checked before")
    print(f"Next: write the right label into checked, then run python {shown(PREPARE_SCRIPT)}")


def trained_run(scoring: Scoring) -> Run:
    """Return the chosen run if it was trained on this data, otherwise the newest one that was."""
    now = scoring.new_run("", "")
    trained = [each for each in read_runs() if each.data == now.data and each.kind in ("simple", "model")]
    if not trained:
        raise Refusal(f"{shown(RUNS)}: no model was trained on this data ({now.data}); run {shown(TRAIN_SCRIPT)}")
    chosen = str(read_yaml(METRIC).get("chosen"))
    return next((each for each in trained if each.run == chosen), trained[-1])


def out_of_fold(model: Any, part: pd.DataFrame, task: Task) -> tuple[pd.DataFrame, str]:
    """Return predictions by models that did not learn from the row, since a strong model knows its own rows by heart.

    That takes a model that can be fitted again, as those of scikit-learn can. Another one predicts as it is.
    """
    if not (hasattr(model, "get_params") and hasattr(model, "fit")):
        return task.predictions(model, [part]), ", which may have learned from these very rows"
    parts = []
    with busy(f"fitting {FOLDS} times"):
        for train, test in KFold(FOLDS, shuffle=True, random_state=0).split(part):
            rows = part.iloc[train]
            try:
                fitted = clone(model).fit(task.features(rows), task.truth(rows))
            except ValueError as error:
                what = f"the model cannot learn from a part of it: {error}"
                raise Refusal(f"{shown(task.dataset.table)}: {what}") from None
            parts.append(task.predictions(fitted, [part.iloc[test]]))
    return joined(parts, task.metric), ""


def mistakes(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows where the prediction differs from the label, and how confident the model is."""
    chances = chances_of(frame)
    sure = chances.max(axis=1) if len(chances.columns) else 1.0
    found = pd.DataFrame({"id": frame["id"], "label": frame["truth"], "predicted": frame["prediction"]})
    return found.assign(confidence=sure)[found["label"] != found["predicted"]]


def residuals(frame: pd.DataFrame) -> pd.DataFrame:
    """Return how far the prediction of each row is off."""
    off = (frame["truth"] - frame["prediction"]).abs()
    predicted = frame["prediction"].map(digits)
    return pd.DataFrame({"id": frame["id"], "label": frame["truth"], "predicted": predicted, "residual": off})


if __name__ == "__main__":
    run(main)
