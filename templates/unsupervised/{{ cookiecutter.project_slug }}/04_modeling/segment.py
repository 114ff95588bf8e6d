"""Find segments in the training part and score them on the test part, beside those of today: a run in runs.csv.

--today scores the segments of today, the target of the table. It is the baseline, and comes first. The score is the
silhouette: how much nearer rows are to their own segment than to the next one. --verify scores all runs again from the
segments that they gave to the test rows, writes nothing, and exits with 1 if something differs.
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
from {{ cookiecutter.package }}.files import Refusal, needed, read_yaml, run
from {{ cookiecutter.package }}.metrics import Metric
from {{ cookiecutter.package }}.model_files import save_model
from {{ cookiecutter.package }}.paths import DESCRIBE_SCRIPT, METRIC, RUNS, SEGMENT_SCRIPT, shown
from {{ cookiecutter.package }}.predictions import read_predictions
from {{ cookiecutter.package }}.record import add_run, predictions_digest, scored_fields
from {{ cookiecutter.package }}.runs import Run, next_name, read_runs, refuse_without_baseline
from {{ cookiecutter.package }}.segments import largest_first, make_segments, names_of, silhouette, silhouette_among
from {{ cookiecutter.package }}.tables import ids

COUNTS = range(2, 9)  # how many segments are tried if nobody says it
TO_FIT = 20_000  # rows


def main() -> None:
    """Add a run to runs.csv."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--today", action="store_true", help="score the segments of today instead")
    which.add_argument("--segments", type=int, metavar="N", help="how many; otherwise the best silhouette of 2 to 8")
    which.add_argument("--verify", action="store_true", help="write nothing; exit 1 if a recorded score differs")
    parser.add_argument("--note", default="", help="a note on the run")
    arguments = parser.parse_args()
    if arguments.segments is not None and arguments.segments < 2:
        raise Refusal(f"--segments {arguments.segments}: expected two or more")
    refuse_other_metric()
    table, kind = open_table(read_dataset()), "rule" if arguments.today else "simple"
    if arguments.verify:
        verify(table)
        return
    refuse_without_baseline(kind, read_runs(), table.data, table.dataset.split)
    if kind != "rule" and not any(each.rows == rows_of(table) and each.kind == "rule" for each in read_runs()):
        raise Refusal(f"{shown(RUNS)}: no run of today's segments yet; run {shown(SEGMENT_SCRIPT)} --today")
    model, fitted = found(table, [arguments.segments] if arguments.segments else COUNTS)
    frame = segmented(table, None if arguments.today else model)
    count = frame["prediction"].nunique()
    said = f"{count} segment{'' if count == 1 else 's'}"
    new = Run("", "", kind, "", fitted=str(fitted), note=arguments.note or said)
    made = add(new, frame, table, None if arguments.today else model)
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


def segmented(table: OneTable, model: Pipeline | None) -> pd.DataFrame:
    """Return the segment of each test row, beside that of today; without a model it is the same."""
    test = pd.concat(table.chunks("test"), ignore_index=True)
    of_today = test[table.dataset.target].astype(str).to_numpy()
    found = of_today if model is None else names_of(model.predict(test[[*table.dataset.features]]))
    names = [str(each) for each in ids(test, table.dataset.key)]
    return pd.DataFrame({"id": names, "truth": of_today, "prediction": found})


def metric_of(table: OneTable) -> Metric:
    """Return the silhouette among the test rows: how far they lie apart does not depend on any segments."""
    rows, columns = table.rows_to_fit(TO_FIT), columns_by_kind(table.dataset.features, table.kinds)
    features = [*table.dataset.features]
    prepared = make_segments(2, columns)[:-1].fit(rows[features])
    return silhouette_among(prepared.transform(pd.concat(table.chunks("test"), ignore_index=True)[features]))


def rows_of(table: OneTable) -> tuple[str, str, str]:
    """Return what two runs must share to be compared."""
    return table.data, table.dataset.split, features_digest(table.dataset.features)


def add(new: Run, frame: pd.DataFrame, table: OneTable, model: Pipeline | None) -> Run:
    """Add a run with its segments, and with its model; today's segments have none."""
    name = next_name("today" if model is None else "segments", read_runs())
    data, split, features = rows_of(table)
    made = replace(new, run=name, data=data, split=split, features=features)
    return add_run(made, frame, metric_of(table), lambda run: None if model is None else save_model(model, run))


def verify(table: OneTable) -> None:
    """Score the runs on this table again, whose segments are here; refuse the first that was recorded otherwise."""
    metric, count = metric_of(table), 0
    for each in read_runs():
        frame = read_predictions(each.run) if each.rows == rows_of(table) else None
        if frame is None:
            continue
        if [*frame["id"]] != [*segmented(table, None)["id"]]:
            raise Refusal(f"{shown(RUNS)}: {each.run}: its segments are not those of the test rows")
        for field, now in {**scored_fields(frame, metric), "predictions": predictions_digest(each.run)}.items():
            if (was := getattr(each, field)) != now:
                raise Refusal(f"{shown(RUNS)}: {each.run}: {field}: {was or 'nothing'}, now {now}")
        count += 1
    print(f"{shown(RUNS)}: {count} run{'' if count == 1 else 's'} with segments here. All is as recorded")


if __name__ == "__main__":
    run(main)
