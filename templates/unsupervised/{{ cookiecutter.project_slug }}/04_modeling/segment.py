"""Find segments in the training part and score them on the test part, beside those of today: a run in runs.csv.

--today scores the segments of today, the target of the table. It is the baseline, and comes first. The score is the
silhouette: how much nearer rows are to their own segment than to the next one.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # the project's root, instead of this folder
import {{ cookiecutter.package }}  # noqa: F401  # isort: skip - first, as it names a library that is missing

import numpy as np
import pandas as pd
from sklearn.pipeline import Pipeline

from {{ cookiecutter.package }}.dataset import OneTable, open_table, read_dataset
from {{ cookiecutter.package }}.features import columns_by_kind, features_digest
from {{ cookiecutter.package }}.files import Refusal, needed, read_yaml, run, today
from {{ cookiecutter.package }}.model_files import save_model
from {{ cookiecutter.package }}.paths import DESCRIBE_SCRIPT, METRIC, RUNS, SEGMENT_SCRIPT, shown
from {{ cookiecutter.package }}.record import versions
from {{ cookiecutter.package }}.runs import Run, digits, next_name, read_runs, refuse_without_baseline, write_runs
from {{ cookiecutter.package }}.scores import Score, reach
from {{ cookiecutter.package }}.segments import largest_first, make_segments, silhouette

COUNTS = range(2, 9)  # how many segments are tried if nobody says it
TO_FIT = 20_000  # rows


def main() -> None:
    """Add a run to runs.csv."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--today", action="store_true", help="score the segments of today instead")
    which.add_argument("--segments", type=int, metavar="N", help="how many; otherwise the best silhouette of 2 to 8")
    parser.add_argument("--note", default="", help="a note on the run")
    arguments = parser.parse_args()
    if arguments.segments is not None and arguments.segments < 2:
        raise Refusal(f"--segments {arguments.segments}: expected two or more")
    refuse_other_metric()
    table, kind = open_table(read_dataset()), "rule" if arguments.today else "simple"
    refuse_without_baseline(kind, read_runs(), table.data, table.dataset.split)
    if kind != "rule" and not any(each.rows == rows_of(table) and each.kind == "rule" for each in read_runs()):
        raise Refusal(f"{shown(RUNS)}: no run of today's segments yet; run {shown(SEGMENT_SCRIPT)} --today")
    model, fitted = found(table, [arguments.segments] if arguments.segments else COUNTS)
    test = pd.concat(table.chunks("test"), ignore_index=True)
    score, count = scored(model, test, table, is_today=arguments.today)
    said = f"{count} segment{'' if count == 1 else 's'}"
    new = Run("", "", kind, "", fitted=str(fitted), note=arguments.note or said)
    made = add(new, score, table, None if arguments.today else model)
    print(f"{shown(RUNS)}: {made.run}, {said}, silhouette {made.score} ({made.low} to {made.high})")
    print(f"Next: choose a run in {shown(METRIC)}, and python {shown(DESCRIBE_SCRIPT)}")


def refuse_other_metric() -> None:
    """Refuse a metric that nobody can compute without a target."""
    values = read_yaml(METRIC)
    for name, only in (("metric", "silhouette"), ("better", "higher")):
        if (said := needed(values, name, METRIC, only)) != only:
            raise Refusal(f"{shown(METRIC)}: {name}: {said}; expected {only}")


def found(table: OneTable, counts: list[int] | range) -> tuple[Pipeline, int]:
    """Return the segments with the best silhouette on the training part, and how many rows they were found in."""
    rows, columns = table.rows_to_fit(TO_FIT), columns_by_kind(table.dataset.features, table.kinds)
    models = [make_segments(count, columns) for count in counts if count < len(rows)]
    if not models:
        raise Refusal(f"{len(rows)} rows to find segments in; expected more rows than segments")
    features = rows[[*table.dataset.features]]
    scores = [silhouette(each[:-1].fit_transform(features), each.fit_predict(features)).value for each in models]
    return largest_first(models[int(np.argmax(scores))]), len(rows)


def scored(model: Pipeline, test: pd.DataFrame, table: OneTable, *, is_today: bool) -> tuple[Score, int]:
    """Return the silhouette on the test part, and how many segments there are in it."""
    features = test[[*table.dataset.features]]
    segments = test[table.dataset.target].astype(str).to_numpy() if is_today else model.predict(features)
    return silhouette(model[:-1].transform(features), segments), len({*segments})


def rows_of(table: OneTable) -> tuple[str, str, str]:
    """Return what two runs must share to be compared."""
    return table.data, table.dataset.split, features_digest(table.dataset.features)


def add(new: Run, score: Score, table: OneTable, model: Pipeline | None) -> Run:
    """Add a run, with its model; today's segments have none."""
    runs, far = read_runs(), reach(score.error, len(score.units))
    name = next_name("today" if model is None else "segments", runs)
    data, split, features = rows_of(table)
    scores = {"score": score.value, "low": max(score.value - far, -1.0), "high": min(score.value + far, 1.0)}
    where = {"date": str(today()), "data": data, "split": split, "features": features, "versions": versions()}
    made = replace(new, run=name, **where, **{each: digits(value) for each, value in scores.items()})
    if model is not None:
        save_model(model, name)
    write_runs([*runs, made])
    return made


if __name__ == "__main__":
    run(main)
