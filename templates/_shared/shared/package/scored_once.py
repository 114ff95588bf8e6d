"""Score the chosen run and its baseline on rows that were put aside, as their models are: nothing is fitted anew."""

import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from .dataset import open_table
from .files import Refusal, nearest, needed, read_yaml, today
from .metrics import Metric
from .model_files import load_model
from .paths import METRIC, TRAIN_SCRIPT, shown
from .predictions import in_order, read_predictions
from .record import comparable, difference, predictions_digest, scored_fields, write_cells, write_scored
from .rules import RuleModel, load_rule
from .runs import Run, RunLog, read_runs, write_runs
from .task import Task


def baseline_and_chosen() -> list[Run]:
    """Return the first run on the data and split of the chosen one, and the chosen one if it is another."""
    name, runs = str(needed(read_yaml(METRIC), "chosen", METRIC, "the name of a run in runs.csv")), read_runs()
    chosen = next((each for each in runs if each.run == name), None)
    if chosen is None:
        end = nearest(name, [each.run for each in runs])
        raise Refusal(f"{shown(METRIC)}: chosen: no run {name!r} in runs.csv{end}")
    first = next(each for each in runs if (each.data, each.split) == (chosen.data, chosen.split))
    return [first] if first == chosen else [first, chosen]


def scored_on(rows: pd.DataFrame, run: Run, task: Task, data: str, split: str) -> tuple[Run, pd.DataFrame]:
    """Return a run as it scores on other rows, and its predictions for them.

    Args:
        rows: with the key, the features and the target.
        run: the run, as runs.csv has it.
        task: what is predicted, and the metric.
        data: the first digits of a digest of the rows.
        split: what the rows are, for the log.
    """
    frame = task.predictions(_model_of(run, task), [rows])
    here = {"date": str(today()), "data": data, "split": split, "validation": "", "predictions": ""}
    return replace(run, **here, **scored_fields(frame, task.metric)), frame


def record_once(scored: Iterable[tuple[Run, pd.DataFrame]], metric: Metric, log: RunLog) -> None:
    """Add runs to a log, with their predictions and cells. A run that was scored on other rows is replaced."""
    known = read_runs(log.path)
    for run, frame in scored:
        known = [each for each in known if each.run != run.run]
        known.append(write_scored(run, frame, comparable(run, known), metric, log))
    write_runs(known, log.path)


def verify_once(rows: pd.DataFrame, data: str, task: Task, log: RunLog) -> list[str]:
    """Score the runs of a log again from their predictions, and return what differs. Nothing is written.

    Args:
        rows: on which they were scored.
        data: the first digits of a digest of the rows.
        task: what is predicted, and the metric.
        log: the log of runs.
    """
    truth, runs, differ = in_order(task.truths([rows])), read_runs(log.path), list[str]()
    for place, was in enumerate(runs):
        frame = read_predictions(was.run, log.predictions) if was.data == data else None
        if frame is None:
            continue
        if any(frame[name].tolist() != truth[name].tolist() for name in ("id", "truth")):
            differ.append(f"{was.run}: its predictions are not those of the rows that are here")
            continue
        now = replace(was, **scored_fields(frame, task.metric), predictions=predictions_digest(was.run, log))
        with tempfile.TemporaryDirectory() as folder:
            cells = Path(folder) / "cells.csv"
            write_cells(frame, comparable(now, runs[:place]), task.metric, cells, log)
            differ += difference(was, now, cells, log)
    return differ


def _model_of(scored: Run, task: Task) -> Any:
    """Load the model of a run, or the rule."""
    if scored.kind == "rule":
        rows = open_table(task.dataset).rows_to_fit(task.metric.fit_at_most)
        known = rows[[*task.dataset.features, task.dataset.target]]
        return RuleModel(load_rule(), task.metric).fit(known, task.truth(rows))
    return load_model(scored.run, f"run {shown(TRAIN_SCRIPT)} and choose its run")
