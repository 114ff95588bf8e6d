"""Scores of predictions, each with the values that say how sure it is.

A score comes with one value for each row (each query of a ranking), whose mean is the score and whose spread gives its
standard error. The difference of two runs' values does the same for a gain on the same rows. For a mean loss the value
is the loss; for what is no mean it is the jackknife's pseudo-value or the influence of the row
(Efron and Tibshirani, An Introduction to the Bootstrap, chapters 11 and 21).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import t

LEVEL = 0.95
FOLD, ORIGIN, SERIES = "fold", "origin", "series"  # columns of predictions: of a cross-validation, of a forecast
CHANCE = "chance "  # begins the name of a column with the chances of a class


@dataclass(frozen=True)
class Score:
    """A score, and a value for each independent unit: a row, a query, an origin of a forecast."""

    value: float
    units: np.ndarray
    least: float = 0.0  # the standard error is never smaller: what happened in no row can still happen in one of them

    @property
    def error(self) -> float:
        """Return the standard error of the score; not a number if there are fewer than two units."""
        return max(standard_error(self.units), self.least)

    def error_against(self, other: "Score") -> float:
        """Return the standard error of the difference to another score of the same units."""
        return max(standard_error(self.units - other.units), self.least)


def standard_error(units: np.ndarray) -> float:
    """Return the standard error of the mean of independent values."""
    return float(np.std(units, ddof=1) / len(units) ** 0.5) if len(units) > 1 else float("nan")


def reach(error: float, units: int) -> float:
    """Return how far a 95 % interval reaches from its middle."""
    return float(t.ppf((1 + LEVEL) / 2, units - 1)) * error if units > 1 else float("nan")


def mean_of(values: Any) -> Score:
    """Return the score of a mean loss or gain."""
    values = np.asarray(values, dtype=float)
    return Score(float(values.mean()), values)


def by_folds(frame: pd.DataFrame, score: Callable[[pd.DataFrame], Score]) -> Score:
    """Return the mean score of the folds of a repeated cross-validation; each fold is a unit.

    The training parts of the folds overlap, so their scores vary less than independent ones would. Nadeau and Bengio
    (Inference for the Generalization Error, 2003) add the ratio of the rows tested to the rows trained on.
    """
    values = np.array([score(part).value for _, part in frame.groupby(FOLD)])
    folds = len(values) * frame["id"].nunique() / len(frame)  # of one repeat
    mean = float(values.mean())
    return Score(mean, mean + (values - mean) * (1 + len(values) / (folds - 1)) ** 0.5)


def by_origins(frame: pd.DataFrame, score: Score) -> Score:
    """Return the score with one unit for each origin and series: what is forecast together errs together."""
    names = [name for name in (ORIGIN, SERIES) if name in frame]
    sums = (pd.Series(score.units, index=frame.index) - score.value).groupby([frame[name] for name in names]).sum()
    return Score(score.value, score.value + sums.to_numpy() * len(sums) / len(frame))


def chances_of(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the chances of the classes, a column for each."""
    names = [name for name in frame if name.startswith(CHANCE)]
    return frame[names].rename(columns=lambda name: name.removeprefix(CHANCE)).astype(float)


def known_labels(frame: pd.DataFrame) -> list[str]:
    """Return all labels of the truth, the predictions and the chances; no answer is none."""
    chances = [name.removeprefix(CHANCE) for name in frame if name.startswith(CHANCE)]
    return sorted({*frame["truth"].unique(), *frame["prediction"].unique(), *chances} - {""})


def positive_label(labels: list[str], wanted: str | None) -> str | None:
    """Return the class that F1 and the like are about: metric.yaml's `positive`, or the last of two."""
    return wanted or (labels[-1] if len(labels) == 2 else None)


def ratios(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Return quotients; 0 where there is nothing to divide by."""
    return np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)
