"""Make a model of the training part, and see on the validation part what it is worth."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from .dataset import OneTable
from .files import Refusal, nearest
from .labels import Weighted, choose_weights, threshold_of
from .paths import METRIC, shown
from .progress import busy
from .runs import Run, digits
from .scores import positive_label, reach
from .task import Task

MOST_TO_VALIDATE = 200_000  # rows
Fit = Callable[[pd.DataFrame], Any]  # from training rows to a model


@dataclass(frozen=True)
class Validated:
    """What the validation part says: the score there, the weights of the classes, and whether more rows would help."""

    score: str = ""
    weights: dict[str, float] | None = None
    said: tuple[str, ...] = ()

    def weigh(self, model: Any) -> Any:
        """Return the model with the weights of the classes in its last step."""
        if self.weights:
            name, last = model.steps[-1]
            model.steps[-1] = (name, Weighted(last, self.weights))
        return model

    def of_run(self, run: Run, fitted: str) -> Run:
        """Return the run with its score on the validation part, and how many rows it was fitted on."""
        return replace(run, validation=self.score, fitted=fitted)


def validate(fit: Fit, task: Task, table: OneTable) -> Validated:
    """Fit without the validation part, and score on it. If the part is empty or has one class, nothing is said."""
    metric = task.metric
    rows, held_out = table.rows_to_fit(metric.fit_at_most, "fit"), table.rows_to_fit(MOST_TO_VALIDATE, "validation")
    refuse_unknown_positive(task, rows)
    if min(len(rows), len(held_out)) < 2 or any(_is_constant(task, part) for part in (rows, held_out)):
        return Validated()
    with busy(f"fitting on {len(rows)} rows, to validate on {len(held_out)}"):
        model = fit(rows)
        frame = task.predictions(model, [held_out])
    weights, said = dict[str, float](), list[str]()
    if metric.has_threshold and metric.wants in ("labels", "chances") and hasattr(model, "steps"):
        weights = choose_weights(frame, metric)
    if weights:
        said += [_threshold(weights, metric.positive)]
        frame = task.predictions(Validated(weights=weights).weigh(model), [held_out])
    score = metric.score(frame)
    if metric.fit_at_most is not None and table.counts()["fit"] > metric.fit_at_most:
        with busy(f"fitting on {len(rows) // 2} rows, to see whether more pay"):
            half = metric.score(task.predictions(fit(rows[: len(rows) // 2]), [held_out]))
        gain, sure = metric.sign * (score.value - half.value), reach(score.error_against(half), len(score.units))
        pays = "more rows may pay" if gain > sure else "more rows do not pay"
        said += [f"half of the rows: {metric.name} {digits(half.value)} on the validation part; {pays}"]
    return Validated(digits(score.value), weights, tuple(said))


def _is_constant(task: Task, part: pd.DataFrame) -> bool:
    if task.metric.is_regression:
        return False
    labels = {*task.truth(part).unique()}
    return len(labels) < 2 or not (task.metric.positive is None or task.metric.positive in labels)


def refuse_unknown_positive(task: Task, rows: pd.DataFrame) -> None:
    """Refuse a positive class of metric.yaml that no training row has."""
    if (positive := task.metric.positive) is not None and positive not in task.truth(rows).unique():
        what = f"positive: no row has {task.dataset.target} {positive!r}"
        raise Refusal(f"{shown(METRIC)}: {what}{nearest(positive, task.truth(rows).unique())}")


def _threshold(weights: dict[str, float], wanted: str | None) -> str:
    only = positive_label(sorted(weights), wanted)
    if only is None or len(weights) != 2:
        return "rare classes are favoured, as is best on the validation part"
    chance = threshold_of(weights, only)
    return f"{only} is predicted from a chance of {chance:.2f} on, as is best on the validation part"


def fit_all(fit: Fit, task: Task, table: OneTable) -> tuple[Any, str]:
    """Fit on the training part, or on as many of its rows as metric.yaml allows.

    Returns:
        The model, and how many rows it was fitted on.
    """
    rows, all_rows = table.rows_to_fit(task.metric.fit_at_most), table.counts()["train"]
    truth = task.truth(rows)
    if truth.nunique() == 1:
        only = f"all {len(truth)} rows of the training part have {task.dataset.target} {truth.iloc[0]!r}"
        raise Refusal(f"{shown(task.dataset.table)}: {only}, so there is nothing to learn")
    with busy(f"fitting on {len(rows)} rows"):
        return fit(rows), f"{len(rows)}" if len(rows) == all_rows else f"{len(rows)} of {all_rows}"
