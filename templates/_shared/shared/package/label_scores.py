"""Scores of labels. Each needs only how often a class was right, was the truth, and was predicted."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .scores import Score, known_labels, positive_label, ratios


@dataclass(frozen=True)
class Counts:
    """How often each class was right, was the truth and was predicted, in a number of rows."""

    right: np.ndarray
    truth: np.ndarray
    predicted: np.ndarray
    rows: int
    averaged: np.ndarray  # the classes that a mean over classes takes in

    def without(self, truth: int, predicted: int) -> "Counts":
        """Return the counts without one row. A prediction of -1 is no answer."""
        right, truths, answers = self.right.copy(), self.truth.copy(), self.predicted.copy()
        right[truth] -= truth == predicted
        truths[truth] -= 1
        if predicted >= 0:
            answers[predicted] -= 1
        return Counts(right, truths, answers, self.rows - 1, self.averaged)


def accuracy(counts: Counts) -> float:
    """Return the share of rows that are right."""
    return _ratio(counts.right.sum(), counts.rows)


def recall(counts: Counts) -> float:
    """Return how many rows of a class are found; its mean over all classes is the balanced accuracy."""
    return float(ratios(counts.right, counts.truth)[counts.averaged].mean())


def precision(counts: Counts) -> float:
    """Return how many of the predictions of a class are right."""
    return float(ratios(counts.right, counts.predicted)[counts.averaged].mean())


def f1(counts: Counts) -> float:
    """Return the harmonic mean of precision and recall."""
    return float(ratios(2 * counts.right, counts.truth + counts.predicted)[counts.averaged].mean())


def f1_weighted(counts: Counts) -> float:
    """Return the mean F1 of the classes, weighted by how often they occur."""
    return _ratio(float((ratios(2 * counts.right, counts.truth + counts.predicted) * counts.truth).sum()), counts.rows)


def f1_micro(counts: Counts) -> float:
    """Return the F1 of all classes taken together; it differs from accuracy where there is no answer."""
    return _ratio(2 * counts.right.sum(), counts.rows + counts.predicted.sum())


def mcc(counts: Counts) -> float:
    """Return Matthews' correlation coefficient; no answer counts as a class of its own."""
    answers = [*counts.predicted.astype(float), float(counts.rows - counts.predicted.sum())]
    both = counts.rows * float(counts.right.sum()) - float(counts.truth.astype(float) @ answers[:-1])
    spread = (counts.rows**2 - np.square(answers).sum()) * (counts.rows**2 - np.square(counts.truth, dtype=float).sum())
    return float(both / spread**0.5) if spread > 0 else 0.0


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole else 0.0


def of_labels(formula: Callable[[Counts], float], averages: str) -> Callable[[pd.DataFrame, "str | None"], Score]:
    """Return the function that scores labels; `averages` says over what: `truth`, or `positive` where there is one."""

    def score(frame: pd.DataFrame, positive: str | None) -> Score:
        labels = known_labels(frame)
        truth, predicted = (pd.Index(labels).get_indexer(frame[name]) for name in ("truth", "prediction"))
        many = len(labels)
        averaged = np.bincount(truth, minlength=many) > 0
        if averages == "positive" and (only := positive_label(labels, positive)) is not None:
            averaged = np.array(labels) == only
        counts = Counts(
            np.bincount(truth[truth == predicted], minlength=many),
            np.bincount(truth, minlength=many),
            np.bincount(predicted[predicted >= 0], minlength=many),
            len(frame),
            averaged,
        )
        value = formula(counts)
        of_row, cells = pd.factorize(truth * (many + 1) + predicted + 1)  # a number for each pair; -1 is no answer
        pairs = [(cell // (many + 1), cell % (many + 1) - 1) for cell in cells]
        less = np.array([formula(counts.without(*pair)) if len(frame) > 1 else value for pair in pairs])[of_row]
        return Score(value, len(frame) * value - (len(frame) - 1) * less, 1 / len(frame))  # pseudo-values

    return score
