"""How the runs of this project are scored: on the test part, by cross-validation, or from the origins of forecasts."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from .dataset import OneTable, open_table, read_dataset
from .features import columns_by_kind, features_digest
from .files import Refusal
from .forecasts import Horizon, read_horizon
from .metrics import read_metric
from .paths import DATASET, METRIC, shown
from .predictions import read_predictions
from .record import comparable
from .resampling import CROSS_VALIDATED, Forecast, all_rows, by_model, cross_validated, rolled
from .runs import Run, read_runs
from .scores import reach
from .task import Task
from .training import Fit, Validated, fit_all, validate


@dataclass(frozen=True)
class Scoring:
    """The table, the task, and what its runs are scored on."""

    task: Task
    table: OneTable
    horizon: Horizon | None
    is_cv: bool

    @property
    def split(self) -> str:
        """Return the name of what is scored, for runs.csv."""
        if self.horizon is not None:
            return self.horizon.split
        return self.task.dataset.split + (CROSS_VALIDATED if self.is_cv else "")

    @property
    def columns(self) -> dict[str, list[str]]:
        """Return the features by kind."""
        return columns_by_kind(self.task.dataset.features, self.table.kinds)

    def new_run(self, kind: str, note: str) -> Run:
        """Return a run that is not scored yet."""
        features = features_digest(self.task.dataset.features)
        return Run("", "", kind, "", data=self.table.data, split=self.split, features=features, note=note)

    def validate(self, fit: Fit) -> Validated:
        """Score on the validation part, where there is one: folds and origins need none."""
        return Validated() if self.is_cv or self.horizon else validate(fit, self.task, self.table)

    def score(self, fit: Fit, validated: Validated) -> tuple[Any, pd.DataFrame, str]:
        """Return the model that would be served, its predictions, and how many rows it was fitted on."""
        if self.horizon is not None:
            return self.forecast(by_model(fit, self.task), fit)
        if self.is_cv:
            rows = all_rows(self.table)
            return fit(rows), cross_validated(fit, self.task, rows), str(len(rows))
        model, fitted = fit_all(fit, self.task, self.table)
        model = validated.weigh(model)
        return model, self.task.predictions(model, self.table.chunks("test")), fitted

    def forecast(self, forecast: Forecast, fit: Fit) -> tuple[Any, pd.DataFrame, str]:
        """Return the same of forecasts; the model that would be served is fitted on all rows."""
        rows = all_rows(self.table)
        return fit(rows), rolled(forecast, self.task, rows, self.horizon), str(len(rows))


def read_scoring(is_cv: bool = False) -> Scoring:
    """Open the table, and read how its runs are scored."""
    task = Task(read_dataset(), read_metric())
    table = open_table(task.dataset)
    horizon = read_horizon(task.dataset, table.rows_to_fit)
    if horizon is None and task.metric.wants == "forecast":
        what = f"split: horizon: nothing yet; {task.metric.name} in {shown(METRIC)} needs the steps of a forecast"
        raise Refusal(f"{shown(DATASET)}: {what}")
    if horizon is not None and is_cv:
        raise Refusal(f"--cv: {shown(DATASET)} has a horizon, and forecasts are scored from its origins")
    return Scoring(task, table, horizon, is_cv)


def result(run: Run, frame: pd.DataFrame, task: Task) -> str:
    """Say in one line how a run scored, and what it gains over the best simple run on the same rows."""
    name, rows = task.metric.name, frame["id"].nunique()
    between = f" ({run.low} to {run.high})" if run.low else ""
    return f"{run.run}, {name} {run.score}{between} on {rows} rows{task.metric.wanted}{_gain(run, frame, task)}"


def _gain(run: Run, frame: pd.DataFrame, task: Task) -> str:
    metric = task.metric
    rivals = [each for each in comparable(run, read_runs()) if each.kind != "model" and each.run != run.run]
    theirs = {each.run: found for each in rivals if (found := read_predictions(each.run)) is not None}
    scores = {name: metric.score(found) for name, found in theirs.items() if found["id"].equals(frame["id"])}
    if not scores:
        return ""
    best, score = max(scores, key=lambda name: metric.sign * scores[name].value), metric.score(frame)
    gain = metric.sign * (score.value - scores[best].value)
    far = reach(score.error_against(scores[best]), len(score.units))
    return f"; {gain:+.4g} ({gain - far:+.4g} to {gain + far:+.4g}) beside {best}"
