"""Classifiers around another one: several labels for a row, and a threshold other than one half."""

from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin, clone

from .metrics import Metric, find_metric
from .scores import chances_of, known_labels, positive_label, reach

STEPS = np.linspace(0.02, 0.98, 49)  # thresholds to try
TEMPERS = (0.25, 0.5, 0.75, 1)  # how much rare classes are favoured: 1 makes up for all of their rarity


class ManyLabels(ClassifierMixin, BaseEstimator):
    """Predicts several labels for a row, each by a model of its own. Truth and predictions are text such as `a|b`."""

    def __init__(self, model: Any, separator: str) -> None:
        self.model, self.separator = model, separator

    def fit(self, features: Any, truth: pd.Series) -> "ManyLabels":
        """Fit a model for each label."""
        has = pd.Series(truth).str.get_dummies(self.separator)
        self.classes_ = has.columns.to_numpy(dtype=object)
        self.models_ = [clone(self.model).fit(features, has[label]) for label in self.classes_]
        return self

    def predict_proba(self, features: Any) -> np.ndarray:
        """Return the chance of each label. They do not add up to 1."""
        return np.column_stack([_chance(model, features) for model in self.models_])

    def predict(self, features: Any) -> np.ndarray:
        """Return the labels that are more likely than not, joined."""
        likely = self.predict_proba(features) >= 0.5
        return np.array([self.separator.join(self.classes_[each]) for each in likely], dtype=object)


def _chance(model: Any, features: Any) -> np.ndarray:
    return model.predict_proba(features)[:, list(model.classes_).index(1)] if 1 in model.classes_ else 0.0


class Weighted(ClassifierMixin, BaseEstimator):
    """Multiplies the chances of the classes by weights before it takes the largest, which is a threshold."""

    def __init__(self, model: Any, weights: dict[str, float]) -> None:
        self.model, self.weights = model, weights

    def fit(self, features: Any, truth: Any) -> "Weighted":
        """Fit the model inside."""
        self.model = clone(self.model).fit(features, truth)
        return self

    def __sklearn_is_fitted__(self) -> bool:
        """Whether the model inside is fitted, which its own methods check."""
        return True

    @property
    def classes_(self) -> np.ndarray:
        """Return the classes of the model inside."""
        return self.model.classes_

    def predict_proba(self, features: Any) -> np.ndarray:
        """Return the chances as the model inside has them."""
        return self.model.predict_proba(features)

    def predict(self, features: Any) -> np.ndarray:
        """Return the class with the largest weighted chance."""
        weights = [self.weights.get(str(label), 1.0) for label in self.classes_]
        return self.classes_[(self.predict_proba(features) * weights).argmax(axis=1)]


def threshold_of(weights: dict[str, float], positive: str) -> float:
    """Return the chance from which on the positive one of two classes is predicted."""
    other = next(weight for label, weight in weights.items() if label != positive)
    return other / (other + weights[positive])


def choose_weights(validation: pd.DataFrame, metric: Metric) -> dict[str, float]:
    """Return the weights of the classes that score best on the validation part; none if the plain chances do.

    With two classes each threshold is tried, with more how much rare classes are favoured. A metric of labels must
    surely gain by it. Metrics of chances do not depend on a threshold; for them it is the one with the best F1.
    """
    score = metric.function if metric.wants == "labels" else find_metric("f1")[2]
    chances = chances_of(validation)
    labels, best = known_labels(validation), score(validation, metric.positive)
    only, start, chosen = positive_label(labels, metric.positive), best, dict[str, float]()
    for weights in _candidates(validation, only if len(labels) == 2 else None):
        answers = (chances * pd.Series(weights)).idxmax(axis=1)
        tried = score(validation.assign(prediction=answers), metric.positive)
        if tried.value > best.value:
            best, chosen = tried, weights
    sure = reach(best.error_against(start), len(start.units)) if metric.wants == "labels" else 0
    return chosen if best.value - start.value > sure else {}


def _candidates(validation: pd.DataFrame, positive: str | None) -> list[dict[str, float]]:
    chances = chances_of(validation)
    if positive is not None:
        return [{label: step if label != positive else 1 - step for label in chances} for step in STEPS]
    often = np.maximum(chances.mean(), 1e-6)
    return [dict((often**-temper).items()) for temper in TEMPERS]
