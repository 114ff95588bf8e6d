"""Cells: what of a run's predictions lies in git, so that the gate computes score and interval again without them.

For labels they say how often each truth met each prediction, alone and beside the prediction of each run to compare
with. For all other scores they hold the score and its standard error, and the same of the difference to each such run.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from .metrics import Metric
from .scores import FOLD, ORIGIN, known_labels

LABELS = ["against", "truth", "prediction", "other", "n"]
SUMS = ["against", "rows", "units", "score", "other", "error"]
Cells = tuple[list[str], list[dict[str, Any]]]  # the columns and the rows of the file


def cells_of(frame: pd.DataFrame, others: Mapping[str, pd.DataFrame], metric: Metric) -> Cells:
    """Return the cells of a run.

    Args:
        frame: its predictions.
        others: the predictions of the runs that it is compared with, for the same rows in the same order.
        metric: the metric that scores them.
    """
    if metric.wants != "labels" or FOLD in frame or ORIGIN in frame:
        return SUMS, _sums(frame, others, metric)
    pairs = [frame[["truth", "prediction"]].assign(against="", other="")]
    pairs += [pairs[0].assign(against=run, other=theirs["prediction"]) for run, theirs in others.items()]
    counted = pd.concat(pairs).value_counts(LABELS[:-1], sort=False).sort_index().reset_index(name="n")
    unseen = {*known_labels(frame)} - {*frame["truth"].unique(), *frame["prediction"].unique()}
    empty = [{"against": "", "truth": label, "prediction": "", "other": "", "n": 0} for label in sorted(unseen)]
    return LABELS, [*empty, *counted.to_dict("records")]


def _sums(frame: pd.DataFrame, others: Mapping[str, pd.DataFrame], metric: Metric) -> list[dict[str, Any]]:
    mine = metric.score(frame)
    lines = [{"against": "", "other": "", "error": _exact(mine.error)}]
    for run, theirs in others.items():
        other = metric.score(theirs)
        error = _exact(mine.error_against(other))
        lines.append({"against": run, "other": _exact(other.value), "error": error})
    same = {"rows": len(frame), "units": len(mine.units), "score": _exact(mine.value)}
    return [{**same, **line} for line in lines]


def _exact(number: float) -> str:
    return "" if np.isnan(number) else np.format_float_positional(number, precision=12, fractional=False, trim="-")
