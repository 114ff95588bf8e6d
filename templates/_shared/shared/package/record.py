"""Record a run: its row in runs.csv, its predictions, and its cells. Scripts, notebooks and jobs elsewhere use it."""

import platform
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import numpy as np
import pandas as pd

from .cells import cells_of
from .dataset import open_table, read_dataset
from .features import features_digest
from .files import Refusal, replacing, sha256, today, write_rows
from .metrics import Metric, read_metric
from .paths import shown
from .predictions import checked, read_predictions
from .runs import (
    KINDS,
    RUN_LOG,
    Run,
    RunLog,
    digits,
    next_name,
    read_runs,
    refuse_name,
    refuse_without_baseline,
    write_runs,
)
from .scores import reach
from .task import Task

LIBRARIES = ("scikit-learn", "pandas", "lightgbm", "xgboost", "catboost", "torch", "tensorflow", "pyspark")


def record_run(
    kind: str,
    predictions: pd.DataFrame,
    *,
    score: float | None = None,
    data: str = "",
    split: str = "",
    features: Iterable[str] = (),
    fitted: str = "",
    note: str = "",
    name: str = "",
) -> Run:
    """Record a run of a model that was made in a notebook or elsewhere, and return its row of runs.csv.

    Args:
        kind: rule, constant, seasonal, simple or model.
        predictions: one row for each row of the test part, with the columns `id` (the key as text; of several columns
            the values joined by " | ") and `prediction`, and for chances a column `chance LABEL` for each class.
        score: the score as you computed it; a run whose predictions score otherwise is refused.
        data: the digest of the table that was read, if it may have changed since (`OneTable.data`).
        split: the name of the split that was used, if it may have changed since.
        features: the features that the table offered, if they may have changed since.
        fitted: how many rows it was fitted on, such as "200000 of 4287630".
        note: a note; for a model, why it pays.
        name: the run's name; otherwise KIND-1, KIND-2, ….

    Raises:
        Refusal: the predictions are not those of the test part, or were not made from this table.
    """
    task, runs = Task(read_dataset(), read_metric()), read_runs()
    dataset, metric, table = task.dataset, task.metric, open_table(task.dataset)
    if kind not in KINDS:
        raise Refusal(f"kind {kind!r}; expected one of {', '.join(KINDS)}")
    now = table.data, dataset.split, features_digest(dataset.features)
    then = data or now[0], split or now[1], features_digest(features) if features else now[2]
    for what, was, is_now in zip(("data", "split", "features"), then, now, strict=True):
        if was != is_now:
            raise Refusal(f"{what}: the predictions were made from {was}, but the table has {is_now}; predict again")
    frame = checked(predictions, task.truths(table.chunks()), metric)
    value = metric.score(frame).value
    if score is not None and not np.isclose(score, value, rtol=1e-3, atol=1e-6):
        raise Refusal(f"score: {score}, but these predictions have {metric.name} {digits(value)}; leave it out")
    if again := next((run for run in runs if run.kind == kind and _is_the_same(run, frame)), None):
        return again  # a notebook that was run again
    made = Run(name, "", kind, "", data=now[0], split=now[1], features=now[2], fitted=fitted, note=note)
    return add_run(made, frame, metric)


def _is_the_same(run: Run, frame: pd.DataFrame) -> bool:
    before = read_predictions(run.run) if run.predictions else None
    return before is not None and before.equals(frame)


def add_run(run: Run, frame: pd.DataFrame, metric: Metric, save: Callable[[str], None] = lambda run: None) -> Run:
    """Add a run to runs.csv, with its predictions and its cells. If it fails or is interrupted, nothing is written.

    Args:
        run: what is known of it; its name may be empty.
        frame: its predictions, in order.
        metric: the metric that scores them.
        save: saves the model under the name of the run.
    """
    runs = read_runs()
    refuse_without_baseline(run.kind, runs, run.data, run.split)
    if run.run:
        refuse_name(run.run, runs)
    named = replace(run, run=run.run or next_name(run.kind, runs), date=str(today()), versions=versions())
    files = [RUN_LOG.predictions / f"{named.run}.parquet", RUN_LOG.cells / f"{named.run}.csv"]
    try:
        scored = write_scored(named, frame, comparable(named, runs), metric)
        save(scored.run)
        write_runs([*runs, scored])
    except BaseException:
        for path in files:
            path.unlink(missing_ok=True)
        raise
    return scored


def comparable(run: Run, runs: Iterable[Run]) -> list[Run]:
    """Return the runs that a run is compared with: on the same rows and features, and one of the two is simple."""
    same = [each for each in runs if each.rows == run.rows and each.predictions]
    return [each for each in same if not (each.kind == "model" and run.kind == "model")]


def write_scored(run: Run, frame: pd.DataFrame, others: list[Run], metric: Metric, log: RunLog = RUN_LOG) -> Run:
    """Write the predictions and the cells of a run, and return it with its score, interval and digest."""
    with replacing(log.predictions / f"{run.run}.parquet") as new:
        frame.to_parquet(new, index=False, compression="zstd")
    write_cells(frame, others, metric, log.cells / f"{run.run}.csv", log)
    return replace(run, **scored_fields(frame, metric), predictions=predictions_digest(run.run, log))


def write_cells(frame: pd.DataFrame, others: list[Run], metric: Metric, path: Path, log: RunLog = RUN_LOG) -> None:
    """Write the cells of predictions, alone and beside those of other runs whose predictions are here."""
    found = {each.run: read_predictions(each.run, log.predictions) for each in others}
    same = {name: each for name, each in found.items() if each is not None and each["id"].equals(frame["id"])}
    write_rows(path, *cells_of(frame, same, metric))


def scored_fields(frame: pd.DataFrame, metric: Metric) -> dict[str, str]:
    """Return the score and its 95 % interval, as runs.csv has them."""
    score = metric.score(frame)
    low, high = (score.value + side * reach(score.error, len(score.units)) for side in (-1, 1))
    least, most = metric.bounds
    return {"score": digits(score.value), "low": digits(max(low, least)), "high": digits(min(high, most))}


def predictions_digest(run: str, log: RunLog = RUN_LOG) -> str:
    """Return the first digits of the SHA-256 of a run's file of predictions."""
    return sha256(log.predictions / f"{run}.parquet")[:16]


def difference(was: Run, now: Run, cells: Path, log: RunLog = RUN_LOG) -> list[str]:
    """Return what differs between a row of a log with its cells and what the predictions give."""
    names = ("score", "low", "high", "predictions")
    differ = [(name, getattr(was, name), getattr(now, name)) for name in names]
    lines = [f"{was.run}: {name}: {old or 'nothing'}, now {new}" for name, old, new in differ if old != new]
    kept = log.cells / f"{was.run}.csv"
    if not kept.is_file() or kept.read_bytes() != cells.read_bytes():
        lines.append(f"{was.run}: {shown(kept)}: not what its predictions give")
    return lines


def versions() -> str:
    """Return the versions of Python and of the libraries that are in use."""
    used = [name for name in LIBRARIES if name.replace("scikit-learn", "sklearn") in sys.modules]
    return "; ".join([f"python {platform.python_version()}", *(f"{name} {metadata.version(name)}" for name in used)])
