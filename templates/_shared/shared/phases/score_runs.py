"""Score all runs again from their predictions: score, interval, and the cells that the gate reads.

With --verify nothing is written; each field that differs is named, and the exit code is 1.
"""

import argparse
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # the project's root, instead of this folder
import {{ cookiecutter.package }}  # noqa: F401  # isort: skip - first, as it names a library that is missing

import pandas as pd
from sklearn.metrics import precision_recall_fscore_support

from {{ cookiecutter.package }}.files import Refusal, nearest, rows, run
from {{ cookiecutter.package }}.paths import CELLS, RUNS, shown
from {{ cookiecutter.package }}.predictions import checked, read_predictions
from {{ cookiecutter.package }}.record import comparable, difference, predictions_digest, scored_fields, write_cells
from {{ cookiecutter.package }}.runs import Run, read_runs, write_runs
from {{ cookiecutter.package }}.scores import FOLD, ORIGIN
from {{ cookiecutter.package }}.scoring import Scoring, read_scoring


def main() -> None:
    """Write runs.csv and the cells, or compare them with what would be written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--verify", action="store_true", help="write nothing; exit 1 if something differs")
    parser.add_argument("--classes", metavar="RUN", help="show precision, recall and F1 of a run for each class")
    arguments = parser.parse_args()
    if arguments.classes:
        print(by_class(arguments.classes))
        return
    scoring, runs = read_scoring(), read_runs()
    found = {each.run: predictions_of(each, scoring) for each in runs}
    again = {each.run: each if found[each.run] is None else scored(each, found[each.run], scoring) for each in runs}
    here = [place for place, each in enumerate(runs) if found[each.run] is not None]
    with tempfile.TemporaryDirectory() as folder:
        differ = []
        for place in here:
            name, path = runs[place].run, Path(folder) / "cells.csv"
            write_cells(found[name], comparable(again[name], runs[:place]), scoring.task.metric, path)
            differ += difference(runs[place], again[name], path)
            if not arguments.verify:
                (CELLS / f"{name}.csv").write_bytes(path.read_bytes())
    if arguments.verify and differ:
        raise Refusal("; ".join(differ))
    if not arguments.verify:
        write_runs(again.values())
    print(f"{shown(RUNS)}: {rows(len(runs))}, {len(here)} with predictions here that were made from this table")
    print("Written again: " + "; ".join(differ) if differ else "All is as recorded")


def by_class(name: str) -> str:
    """Return how well a run does on each class, the rarest first."""
    frame = read_predictions(name)
    if frame is None:
        end = nearest(name, [each.run for each in read_runs()])
        raise Refusal(f"--classes: the predictions of {name!r} are not here{end}")
    if pd.api.types.is_numeric_dtype(frame["prediction"]):
        raise Refusal(f"--classes: {name} predicts numbers, not classes")
    labels = [*frame["truth"].value_counts(ascending=True).index]
    scores = precision_recall_fscore_support(frame["truth"], frame["prediction"], labels=labels, zero_division=0)
    table = pd.DataFrame(dict(zip(("precision", "recall", "f1", "rows"), scores, strict=True)), index=labels)
    return table.round(3).to_string()


def predictions_of(run: Run, scoring: Scoring) -> pd.DataFrame | None:
    """Return the predictions of a run if they are here and were made from this table."""
    now = scoring.new_run(run.kind, "")
    if (run.data, run.features) != (now.data, now.features) or (frame := read_predictions(run.run)) is None:
        return None
    if FOLD in frame or ORIGIN in frame:
        return frame
    try:
        return checked(frame, scoring.task.truths(scoring.table.chunks("test")), scoring.task.metric)
    except Refusal as refusal:
        raise Refusal(f"{shown(RUNS)}: {run.run}: {refusal}") from None


def scored(run: Run, frame: pd.DataFrame, scoring: Scoring) -> Run:
    """Return a run with the score, the interval and the digest that its predictions give."""
    fields = scored_fields(frame, scoring.task.metric)
    return replace(run, **fields, predictions=predictions_digest(run.run))


if __name__ == "__main__":
    run(main)
