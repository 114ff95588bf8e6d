"""The metrics that metric.yaml can name, and the score of a model by one of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn import metrics

from .files import Refusal, nearest, needed, read_yaml
from .paths import METRIC, shown

NOTHING = ""  # the label if a rule returns None; it is always wrong

Labels = Callable[[pd.Series, np.ndarray, list[str]], float]


def _averaged(score: Callable[..., float]) -> Labels:
    return lambda truth, answers, labels: score(truth, answers, labels=labels, average="macro", zero_division=0)


def _by_class(score: Callable[..., float]) -> Callable[[pd.Series, pd.DataFrame, list[str]], float]:
    return lambda truth, chances, labels: float(np.mean([score(truth == each, chances[each]) for each in labels]))


def _log_loss(truth: pd.Series, chances: pd.DataFrame, _: list[str]) -> float:
    of_truth = chances.to_numpy()[np.arange(len(truth)), chances.columns.get_indexer(truth)]
    return float(-np.log(np.clip(of_truth, 1e-15, 1)).mean())


def _balanced(truth: pd.Series, answers: np.ndarray, _: list[str]) -> float:
    return float(_averaged(metrics.recall_score)(truth, answers, sorted(set(truth))))


# name: (what it scores, which direction is better, the function). With two classes, `f1` and the like are those of
# the last class in alphabetical order (1, True, yes); with more, the mean over the classes.
METRICS: dict[str, tuple[str, str, Callable[..., float]]] = {
    "accuracy": ("labels", "higher", lambda truth, answers, _: metrics.accuracy_score(truth, answers)),
    "balanced_accuracy": ("labels", "higher", _balanced),
    "f1": ("labels", "higher", _averaged(metrics.f1_score)),
    "precision": ("labels", "higher", _averaged(metrics.precision_score)),
    "recall": ("labels", "higher", _averaged(metrics.recall_score)),
    "roc_auc": ("chances", "higher", _by_class(metrics.roc_auc_score)),
    "average_precision": ("chances", "higher", _by_class(metrics.average_precision_score)),
    "log_loss": ("chances", "lower", _log_loss),
    "mae": ("numbers", "lower", metrics.mean_absolute_error),
    "median_ae": ("numbers", "lower", metrics.median_absolute_error),
    "rmse": ("numbers", "lower", metrics.root_mean_squared_error),
    "r2": ("numbers", "higher", metrics.r2_score),
}


@dataclass(frozen=True)
class Metric:
    """A metric of the table above, and the score that is good enough as metric.yaml has it."""

    name: str
    better: str
    good_enough: Any

    @property
    def is_regression(self) -> bool:
        """Whether the metric is for numbers rather than classes."""
        return METRICS[self.name][0] == "numbers"

    @property
    def wanted(self) -> str:
        """Return the end of a sentence about a score."""
        return "" if self.good_enough is None else f" ({self.good_enough} is good enough)"


def read_metric() -> Metric:
    """Read metric.yaml."""
    values = read_yaml(METRIC)
    name = str(needed(values, "metric", METRIC, f"one of {', '.join(METRICS)}"))
    if name not in METRICS:
        known = nearest(name, METRICS) or f"; expected one of {', '.join(METRICS)}"
        raise Refusal(f"{shown(METRIC)}: metric: unknown metric {name!r}{known}")
    better = needed(values, "better", METRIC, METRICS[name][1])
    if better != METRICS[name][1]:
        raise Refusal(f"{shown(METRIC)}: better: {better}; for {name}, {METRICS[name][1]} is better")
    return Metric(name, str(better), values.get("good_enough"))


def truth_of(part: pd.DataFrame, target: str, metric: Metric) -> pd.Series:
    """Return the target as the metric needs it: numbers, or labels as text."""
    values = part[target]
    if metric.is_regression:
        if pd.api.types.is_bool_dtype(values) or not pd.api.types.is_numeric_dtype(values):
            raise Refusal(f"{shown(METRIC)}: {metric.name} needs numbers, but {target!r} holds {values.iloc[0]!r}")
        return values.astype(float)
    if values.nunique() > max(20, len(values) / 2):
        held = f"{target!r} has {values.nunique()} values in {len(values)} rows"
        raise Refusal(f"{shown(METRIC)}: {metric.name} needs classes, but {held}; use mae, rmse or r2 for numbers")
    return values.astype(str)


def score(model: Any, features: pd.DataFrame, truth: pd.Series, metric: Metric) -> float:
    """Return the score of a model's predictions."""
    wants, _, function = METRICS[metric.name]
    if wants == "numbers":
        return float(function(truth, model.predict(features)))
    labels = sorted({*truth, *model.classes_})
    positive = labels[-1:] if len(labels) == 2 else sorted(set(truth))
    if wants == "chances":
        if truth.nunique() == 1:
            only = f"the test part has only {truth.iloc[0]!r}"
            raise Refusal(f"{shown(METRIC)}: {metric.name} needs two classes, but {only}")
        chances = pd.DataFrame(model.predict_proba(features), index=truth.index, columns=model.classes_)
        return float(function(truth, chances.reindex(columns=labels, fill_value=0), positive))
    answers = [NOTHING if answer is None else str(answer) for answer in model.predict(features)]
    return float(function(truth, np.array(answers), positive))
