"""The metrics that metric.yaml can name, and what a model must predict for each."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from . import chance_scores, label_scores, number_scores
from .chance_scores import of_ranks
from .files import Refusal, find, nearest, needed, read_yaml
from .label_scores import of_labels
from .number_scores import of_errors, of_sets
from .paths import METRIC, shown
from .scores import FOLD, ORIGIN, Score, by_folds, by_origins

# name: (what it scores, which direction is better, the function). With two classes, or with `positive` in metric.yaml,
# f1, precision, recall, roc_auc and pr_auc are about that class; otherwise they are the mean over the classes.
METRICS: dict[str, tuple[str, str, Callable[[pd.DataFrame, str | None], Score]]] = {
    "accuracy": ("labels", "higher", of_labels(label_scores.accuracy, "truth")),
    "balanced_accuracy": ("labels", "higher", of_labels(label_scores.recall, "truth")),
    "f1": ("labels", "higher", of_labels(label_scores.f1, "positive")),
    "f1_weighted": ("labels", "higher", of_labels(label_scores.f1_weighted, "truth")),
    "f1_micro": ("labels", "higher", of_labels(label_scores.f1_micro, "truth")),
    "precision": ("labels", "higher", of_labels(label_scores.precision, "positive")),
    "recall": ("labels", "higher", of_labels(label_scores.recall, "positive")),
    "mcc": ("labels", "higher", of_labels(label_scores.mcc, "truth")),
    "roc_auc": ("chances", "higher", of_ranks(chance_scores.roc_auc)),
    "pr_auc": ("chances", "higher", of_ranks(chance_scores.average_precision)),
    "average_precision": ("chances", "higher", of_ranks(chance_scores.average_precision)),  # another name of pr_auc
    "log_loss": ("chances", "lower", chance_scores.log_loss),
    "brier": ("chances", "lower", chance_scores.brier),
    "mae": ("numbers", "lower", of_errors(lambda truth, predicted: np.abs(truth - predicted))),
    "median_ae": ("numbers", "lower", number_scores.median_ae),
    "mape": ("numbers", "lower", of_errors(number_scores.mape)),
    "rmse": ("numbers", "lower", number_scores.rmse),
    "r2": ("numbers", "higher", number_scores.r2),
    "pinball@0.5": ("numbers", "lower", of_errors(number_scores.pinball(0.5))),
    "mase": ("forecast", "lower", number_scores.mase),
    "f1_samples": ("sets", "higher", of_sets(number_scores.f1_samples)),
    "hamming": ("sets", "lower", of_sets(number_scores.hamming)),
    "lrap": ("sets", "higher", of_sets(number_scores.lrap)),
    "ndcg": ("ranks", "higher", number_scores.ndcg(None)),
}


@dataclass(frozen=True)
class Metric:
    """A metric, and what metric.yaml says of it."""

    name: str
    wants: str  # labels, chances, numbers, forecast (numbers too), sets (several labels) or ranks
    better: str
    function: Callable[[pd.DataFrame, str | None], Score]
    good_enough: Any = None
    positive: str | None = None
    separator: str = "|"  # between the labels of a row that can have several
    query: str | None = None  # the column that says which rows are ranked together; or split.by
    fit_at_most: int | None = None  # rows
    is_balanced: bool = False  # whether rare classes weigh as much as common ones
    has_threshold: bool = True  # whether a threshold is chosen on the validation part

    @property
    def is_regression(self) -> bool:
        """Whether the model predicts numbers rather than classes."""
        return self.wants in ("numbers", "forecast", "ranks")

    @property
    def sign(self) -> int:
        """Return 1 if higher is better, otherwise -1."""
        return 1 if self.better == "higher" else -1

    def labels(self, text: str) -> list[str]:
        """Return the labels of a row: one, or several where metric.yaml says what separates them."""
        return [each for each in text.split(self.separator) if each] if self.wants == "sets" else [text]

    @property
    def bounds(self) -> tuple[float, float]:
        """Return the least and the most that the score can be."""
        if self.better == "lower":
            return 0.0, np.inf
        return {"mcc": -1.0, "silhouette": -1.0, "r2": -np.inf}.get(self.name, 0.0), 1.0

    @property
    def quantile(self) -> float | None:
        """Return the quantile that a pinball loss is about."""
        return float(self.name.partition("@")[2]) if self.name.startswith("pinball") else None

    @property
    def is_absolute(self) -> bool:
        """Whether errors count by their size and not by its square: then the median is the best constant."""
        return self.name in ("mae", "median_ae", "mape", "mase")

    @property
    def wanted(self) -> str:
        """Return the end of a sentence about a score."""
        return "" if self.good_enough is None else f" ({self.good_enough} is good enough)"

    def score(self, frame: pd.DataFrame) -> Score:
        """Return the score of predictions, which have the columns of predictions.py."""
        if self.wants == "chances" and frame["truth"].nunique() == 1:
            only = f"the test part has only {frame['truth'].iloc[0]!r}"
            raise Refusal(f"{shown(METRIC)}: {self.name} needs two classes, but {only}")
        if self.positive is not None and self.positive not in frame["truth"].unique():
            only = f"no row of the test part is {self.positive!r}"
            raise Refusal(f"{shown(METRIC)}: positive: {only}{nearest(self.positive, frame['truth'].unique())}")
        if FOLD in frame:
            return by_folds(frame, self._score)
        return by_origins(frame, self._score(frame)) if ORIGIN in frame else self._score(frame)

    def _score(self, frame: pd.DataFrame) -> Score:
        return self.function(frame, self.separator if self.wants == "sets" else self.positive)


def read_metric() -> Metric:
    """Read metric.yaml."""
    values = read_yaml(METRIC)
    name = str(needed(values, "metric", METRIC, f"one of {', '.join(METRICS)}"))
    wants, better, function = find_metric(name)
    if (said := needed(values, "better", METRIC, better)) != better:
        raise Refusal(f"{shown(METRIC)}: better: {said}; for {name}, {better} is better")
    positive = values.get("positive")
    if positive is not None and wants not in ("labels", "chances"):
        raise Refusal(f"{shown(METRIC)}: positive: {name} is not about a class; leave it empty")
    return Metric(
        name,
        wants,
        better,
        function,
        values.get("good_enough"),
        None if positive is None else str(positive),
        str(find(values, "target.split") or "|"),
        None if values.get("query") is None else str(values["query"]),
        _rows(values.get("fit_at_most")),
        _word(values, "class_weight", "balanced") is not None,
        _word(values, "threshold", "none") is None,
    )


def find_metric(name: str) -> tuple[str, str, Callable[[pd.DataFrame, str | None], Score]]:
    """Return what a metric scores, which direction is better, and its function."""
    if name in METRICS:
        return METRICS[name]
    if re.fullmatch(r"pinball@0?\.\d*[1-9]\d*", name):
        return "numbers", "lower", of_errors(number_scores.pinball(float(name.partition("@")[2])))
    if re.fullmatch(r"ndcg@[1-9]\d*", name):
        return "ranks", "higher", number_scores.ndcg(int(name.partition("@")[2]))
    known = nearest(name, METRICS) or f"; expected one of {', '.join(METRICS)}"
    raise Refusal(f"{shown(METRIC)}: metric: unknown metric {name!r}{known}")


def _rows(value: Any) -> int | None:
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 2):
        raise Refusal(f"{shown(METRIC)}: fit_at_most: {value!r}; expected a number of rows such as 1000000")
    return value


def _word(values: dict[str, Any], name: str, word: str) -> str | None:
    value = values.get(name)
    if value not in (None, word):
        raise Refusal(f"{shown(METRIC)}: {name}: {value!r}; expected {word}, or nothing")
    return value


def truth_of(part: pd.DataFrame, target: str, metric: Metric) -> pd.Series:
    """Return the target as the metric needs it: numbers, or labels as text."""
    values = part[target]
    if metric.is_regression:
        if pd.api.types.is_bool_dtype(values) or not pd.api.types.is_numeric_dtype(values):
            raise Refusal(f"{shown(METRIC)}: {metric.name} needs numbers, but {target!r} holds {values.iloc[0]!r}")
        return values.astype(float)
    if metric.wants != "sets" and values.nunique() > max(20, len(values) / 2):
        held = f"{target!r} has {values.nunique()} values in {len(values)} rows"
        raise Refusal(f"{shown(METRIC)}: {metric.name} needs classes, but {held}; use mae, rmse or r2 for numbers")
    return values.astype(str)


def labels_of(truth: pd.Series, metric: Metric) -> list[str]:
    """Return all labels of a part; none if the metric is for numbers."""
    return [] if metric.is_regression else sorted({label for each in truth.unique() for label in metric.labels(each)})
