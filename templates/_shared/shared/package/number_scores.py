"""Scores of numbers, of several labels in a row, and of ranks within a query."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.stats import rankdata
from sklearn.metrics import ndcg_score

from .scores import Score, chances_of, mean_of, ratios

TINY = np.finfo(float).eps


def of_errors(loss: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Callable[[pd.DataFrame, "str | None"], Score]:
    """Return the function that takes the mean of a loss, given truth and prediction."""
    return lambda frame, _: mean_of(loss(frame["truth"].to_numpy(float), frame["prediction"].to_numpy(float)))


def rmse(frame: pd.DataFrame, _: str | None) -> Score:
    """Return the root of the mean squared error."""
    squares = np.square((frame["truth"] - frame["prediction"]).to_numpy(float))
    value = float(squares.mean() ** 0.5)
    return Score(value, value + (squares - value**2) / (2 * value) if value else squares)


def r2(frame: pd.DataFrame, _: str | None) -> Score:
    """Return the share of the variance that the predictions explain."""
    truth = frame["truth"].to_numpy(float)
    squares, spread = np.square(truth - frame["prediction"].to_numpy(float)), np.square(truth - truth.mean())
    if not spread.any():
        return mean_of(np.zeros(len(truth)))
    unexplained = squares.mean() / spread.mean()
    return Score(float(1 - unexplained), 1 - unexplained - (squares - unexplained * spread) / spread.mean())


def median_ae(frame: pd.DataFrame, _: str | None) -> Score:
    """Return the median of the errors' sizes; the density at the median is taken from the errors around it."""
    sizes = np.abs((frame["truth"] - frame["prediction"]).to_numpy(float))
    value, half = float(np.median(sizes)), min(0.25, len(sizes) ** -0.2 / 2)
    low, high = np.quantile(sizes, [0.5 - half, 0.5 + half])
    return Score(value, value + (0.5 - (sizes <= value)) * (low - high) / (2 * half) * -1)


def mape(truth: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    """Return errors as shares of the truth."""
    return np.abs(truth - predicted) / np.maximum(np.abs(truth), TINY)


def pinball(level: float) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """Return the loss of a prediction of the quantile at a level."""
    return lambda truth, predicted: np.maximum(level * (truth - predicted), (level - 1) * (truth - predicted))


def mase(frame: pd.DataFrame, _: str | None) -> Score:
    """Return the error in units of the seasonal rule's error in the training part (Hyndman and Koehler, 2006)."""
    scaled = np.abs(frame["truth"] - frame["prediction"]) / frame["scale"]
    return Score(float(scaled.mean()), scaled.to_numpy(float))


def of_sets(loss: Callable[..., np.ndarray]) -> Callable[[pd.DataFrame, "str | None"], Score]:
    """Return the function that scores rows with several labels, given those that each has and gets, and the chances."""

    def score(frame: pd.DataFrame, separator: str | None) -> Score:
        chances = chances_of(frame)
        truth, predicted = (
            frame[name].str.get_dummies(separator or "|").reindex(columns=chances.columns, fill_value=0).to_numpy(bool)
            for name in ("truth", "prediction")
        )
        return mean_of(loss(truth, predicted, chances.to_numpy()))

    return score


def f1_samples(truth: np.ndarray, predicted: np.ndarray, _: np.ndarray) -> np.ndarray:
    """Return the F1 of each row's labels. A row that has none and gets none counts 0, as in scikit-learn."""
    return ratios(2 * (truth & predicted).sum(axis=1), truth.sum(axis=1) + predicted.sum(axis=1))


def hamming(truth: np.ndarray, predicted: np.ndarray, _: np.ndarray) -> np.ndarray:
    """Return the share of labels that are wrong, for each row."""
    return (truth != predicted).mean(axis=1)


def lrap(truth: np.ndarray, _: np.ndarray, chances: np.ndarray) -> np.ndarray:
    """Return how well each row's labels rank above those that it does not have (label ranking average precision)."""
    rank = rankdata(-chances, method="max", axis=1)
    among = rankdata(np.where(truth, -chances, np.inf), method="max", axis=1)
    many = truth.sum(axis=1)
    precisions = np.where(truth, among / rank, 0).sum(axis=1)
    return np.where((many == 0) | (many == truth.shape[1]), 1.0, precisions / np.maximum(many, 1))


def ndcg(top: int | None) -> Callable[[pd.DataFrame, "str | None"], Score]:
    """Return the function that scores the order within each query. A query is a unit."""

    def score(frame: pd.DataFrame, _: str | None) -> Score:
        queries = [each for _, each in frame.groupby("query") if len(each) > 1 and each["truth"].any()]
        return mean_of([ndcg_score([each["truth"]], [each["prediction"]], k=top) for each in queries])

    return score
