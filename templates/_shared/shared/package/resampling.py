"""Score a recipe on many test parts instead of one: cross-validation for small data, rolling origins for forecasts."""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from sklearn.model_selection import GroupKFold, RepeatedKFold, RepeatedStratifiedKFold, StratifiedGroupKFold

from .dataset import OneTable
from .files import Refusal
from .forecasts import Horizon
from .paths import DATASET, shown
from .predictions import joined
from .progress import busy
from .scores import FOLD, ORIGIN
from .task import Task
from .training import Fit

FOLDS, REPEATS = 5, 10
MOST = 20_000  # rows; with more, one test part is precise enough
Forecast = Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame]  # from rows before and behind an origin to predictions
CROSS_VALIDATED = f", cv {REPEATS}x{FOLDS}"


def all_rows(table: OneTable) -> pd.DataFrame:
    """Return the training and the test part as one."""
    return pd.concat([table.rows_to_fit(), *table.chunks("test")], ignore_index=True)


def cross_validated(fit: Fit, task: Task, rows: pd.DataFrame) -> pd.DataFrame:
    """Return out-of-fold predictions for all rows, once for each repeat."""
    if task.dataset.test_from is not None:
        what = "split.test_from: later rows are to be predicted, but a cross-validation lets a model see them"
        raise Refusal(f"{shown(DATASET)}: {what}; leave test_from empty, or set split.horizon")
    if len(rows) > MOST:
        raise Refusal(f"--cv is for small data, at most {MOST} rows; the table has {len(rows)}; leave --cv out")
    parts = []
    with busy(f"fitting {FOLDS * REPEATS} times"):
        for number, (train, test) in enumerate(_folds(task, rows)):
            parts.append(task.predictions(fit(rows.iloc[train]), [rows.iloc[test]], **{FOLD: number}))
    return joined(parts, task.metric)


def _folds(task: Task, rows: pd.DataFrame) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    groups, is_regression = rows[task.dataset.by], task.metric.is_regression or task.metric.wants == "sets"
    truth = None if is_regression else task.truth(rows)
    if groups.is_unique:
        kind = RepeatedKFold if is_regression else RepeatedStratifiedKFold
        yield from kind(n_splits=FOLDS, n_repeats=REPEATS, random_state=0).split(rows, truth)
        return
    if groups.nunique() < FOLDS:
        what = f"split.by: {task.dataset.by} has {groups.nunique()} values"
        raise Refusal(f"{shown(DATASET)}: {what}, too few for {FOLDS} folds of whole ones")
    for repeat in range(REPEATS):
        kind = GroupKFold if is_regression else StratifiedGroupKFold
        yield from kind(n_splits=FOLDS, shuffle=True, random_state=repeat).split(rows, truth, groups)


def rolled(forecast: Forecast, task: Task, rows: pd.DataFrame, horizon: Horizon) -> pd.DataFrame:
    """Return the forecasts of each origin, made from what lies before it, for the steps behind it."""
    parts = []
    for number, (before, after) in enumerate(horizon.origins(rows)):
        with busy(f"origin {number + 1}, {len(before)} rows before it"):
            parts.append(horizon.beside(forecast(before, after).assign(**{ORIGIN: number}), after, task))
    return joined(parts, task.metric)


def by_model(fit: Fit, task: Task) -> Forecast:
    """Return how a recipe forecasts: fitted on what lies before the origin."""
    return lambda before, after: task.predictions(fit(before), [after])


def by_season(task: Task, horizon: Horizon) -> Forecast:
    """Return how the seasonal rule forecasts."""

    def forecast(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
        return task.truths([after]).assign(prediction=horizon.seasonal(before, after, task.truth(before)))

    return forecast
