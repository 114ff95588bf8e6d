"""Scores of chances: how likely each class is for a row, and how well the chances rank the rows."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from .scores import Score, chances_of, known_labels, mean_of, positive_label


def log_loss(frame: pd.DataFrame, _: str | None) -> Score:
    """Return the mean of minus the logarithm of the truth's chance."""
    chances = chances_of(frame)
    of_truth = chances.to_numpy()[np.arange(len(frame)), chances.columns.get_indexer(frame["truth"])]
    return mean_of(-np.log(np.clip(of_truth, 1e-15, 1)))


def brier(frame: pd.DataFrame, _: str | None) -> Score:
    """Return the mean squared difference between chances and truth; with two classes, that of one of them."""
    chances = chances_of(frame)
    hits = frame["truth"].to_numpy()[:, None] == chances.columns.to_numpy()[None, :]
    squares = np.square(chances.to_numpy() - hits).sum(axis=1)
    return mean_of(squares / 2 if chances.shape[1] == 2 else squares)


def of_ranks(one: Callable[[np.ndarray, np.ndarray], Score]) -> Callable[[pd.DataFrame, "str | None"], Score]:
    """Return the function that scores how chances rank: of the positive class, or the mean over those that occur."""

    def score(frame: pd.DataFrame, positive: str | None) -> Score:
        only, chances = positive_label(known_labels(frame), positive), chances_of(frame)
        labels = sorted(set(frame["truth"])) if only is None else [only]
        scores = [one((frame["truth"] == label).to_numpy(), chances[label].to_numpy()) for label in labels]
        return Score(float(np.mean([each.value for each in scores])), np.mean([each.units for each in scores], axis=0))

    return score


def roc_auc(is_one: np.ndarray, chance: np.ndarray) -> Score:
    """Return the chance that a row of the class ranks above another one.

    Its values are the placements of DeLong, DeLong and Clarke-Pearson (1988).
    """
    ones, others = int(is_one.sum()), int((~is_one).sum())
    overall, placed = rankdata(chance), np.empty(len(chance))
    placed[is_one] = (overall[is_one] - rankdata(chance[is_one])) / others
    placed[~is_one] = 1 - (overall[~is_one] - rankdata(chance[~is_one])) / ones
    value = float(placed[is_one].mean())
    return Score(value, value + (placed - value) * np.where(is_one, len(chance) / ones, len(chance) / others))


def average_precision(is_one: np.ndarray, chance: np.ndarray) -> Score:
    """Return the mean precision at the rows of the class; also called the area below precision and recall.

    The value of a row is the score plus its influence: what the score would gain if the row weighed a little more.
    """
    ones = is_one.sum()
    at_least = rankdata(-chance, method="max")  # rows that rank as high or higher
    order = np.argsort(-chance, kind="stable")
    found = np.cumsum(is_one[order])[at_least.astype(int) - 1]
    precisions = found / at_least
    value = float(precisions[is_one].mean())
    up = np.argsort(chance, kind="stable")  # each row changes the precision at the rows that rank as low or lower
    at_most = rankdata(chance, method="max").astype(int) - 1
    share, loss = (np.cumsum(np.where(is_one, of, 0)[up])[at_most] for of in (1 / at_least, precisions / at_least))
    influence = is_one * (precisions - value) + is_one * share - loss
    return Score(value, value + influence * len(chance) / ones)
