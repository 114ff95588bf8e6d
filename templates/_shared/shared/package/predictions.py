"""Predictions: a table with the id, the truth and the prediction of each row, and the chances of each class.

`chance A` is the column with the chances of class A. A cross-validation adds the column `fold`; a forecast `origin`,
`series` and `scale`; a ranking `query`. A rule that gives no answer predicts the empty text, which is always wrong.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from .files import Refusal
from .metrics import Metric, labels_of
from .paths import PREDICTIONS, shown
from .scores import CHANCE, FOLD, ORIGIN, SERIES

NEEDED = ("id", "truth", "prediction")
MORE = (FOLD, ORIGIN, SERIES, "scale", "query")


def predict(model: Any, features: pd.DataFrame, truth: pd.Series, ids: pd.Series, metric: Metric) -> pd.DataFrame:
    """Return what a model predicts for rows, beside the truth."""
    if hasattr(model, "steps"):  # what prepares the features runs once, for the answers and for the chances
        model, features = model[-1], model[:-1].transform(features)
    answers = model.predict(features)
    if metric.is_regression:
        return _table(ids, truth, np.asarray(answers, dtype=float))
    made = _table(ids, truth, ["" if answer is None else str(answer) for answer in answers])
    if not hasattr(model, "predict_proba"):
        if metric.wants != "labels":
            raise Refusal(f"{metric.name} needs chances, but the model has no predict_proba")
        return made
    names = [f"{CHANCE}{label}" for label in model.classes_]
    chances = pd.DataFrame(model.predict_proba(features), made.index, names).astype(np.float32)
    return pd.concat([made, chances], axis=1)


def _table(ids: pd.Series, truth: pd.Series, answers: Any) -> pd.DataFrame:
    return pd.DataFrame({"id": ids.to_numpy(), "truth": truth.to_numpy(), "prediction": answers})


def joined(parts: Iterable[pd.DataFrame], metric: Metric) -> pd.DataFrame:
    """Return parts as one table in the order of ids, so that the predictions of two runs lie side by side."""
    frame = pd.concat(parts, ignore_index=True)
    chances = [name for name in frame if name.startswith(CHANCE)]
    of_truth = [f"{CHANCE}{label}" for label in labels_of(frame["truth"], metric)] if chances else []
    unseen = dict.fromkeys([name for name in of_truth if name not in chances], 0)  # in the training part
    frame = frame.assign(**unseen).fillna(dict.fromkeys([*chances, *unseen], 0))
    return in_order(frame)


def in_order(frame: pd.DataFrame) -> pd.DataFrame:
    """Return predictions in the order of ids."""
    by = [name for name in ("id", FOLD, ORIGIN) if name in frame]
    return frame.sort_values(by, kind="stable", ignore_index=True)


def checked(frame: pd.DataFrame, truth: pd.DataFrame, metric: Metric) -> pd.DataFrame:
    """Return predictions made elsewhere, in order and with the table's truth.

    Args:
        frame: a table with at least the columns id and prediction.
        truth: the ids and the truth of the test part.
        metric: the metric that will score them.
    """
    for name in ("id", "prediction"):
        if name not in frame:
            raise Refusal(f"predictions: no column {name!r}; expected id, prediction and, for chances, `{CHANCE}LABEL`")
    frame = frame.assign(id=frame["id"].astype(str))
    if twice := frame.loc[frame["id"].duplicated(), "id"].tolist():
        raise Refusal(f"predictions: id {twice[0]!r} comes twice{_more(twice)}; expected one for each test row")
    if unknown := sorted({*frame["id"]} - {*truth["id"]}):
        raise Refusal(f"predictions: id {unknown[0]!r} is not in the test part{_more(unknown)}")
    if missing := sorted({*truth["id"]} - {*frame["id"]}):
        raise Refusal(f"predictions: id {missing[0]!r} of the test part is missing{_more(missing)}")
    frame, truth = in_order(frame), in_order(truth)
    if "truth" in frame and (frame["truth"].astype(truth["truth"].dtype) != truth["truth"]).any():
        other = frame.loc[frame["truth"].astype(truth["truth"].dtype) != truth["truth"], "id"].tolist()
        raise Refusal(f"predictions: the truth of id {other[0]!r} is not the table's{_more(other)}")
    frame = frame.assign(**{name: truth[name] for name in truth if name != "id"}, prediction=_answers(frame, metric))
    chances = [name for name in frame if name.startswith(CHANCE)]
    if metric.wants in ("chances", "sets") and not chances:
        raise Refusal(f"predictions: {metric.name} needs the chances of each class, in columns such as `{CHANCE}LABEL`")
    return joined([frame[[*NEEDED, *(name for name in MORE if name in frame), *chances]]], metric)


def _answers(frame: pd.DataFrame, metric: Metric) -> pd.Series:
    answers = frame["prediction"]
    if not metric.is_regression:
        return answers.astype(object).where(answers.notna(), "").astype(str)
    numbers = pd.to_numeric(answers, errors="coerce")
    if not np.isfinite(numbers).all():
        wrong = frame.loc[~np.isfinite(numbers), "id"].tolist()
        raise Refusal(f"predictions: the prediction of id {wrong[0]!r} is not a number{_more(wrong)}")
    return numbers.astype(float)


def _more(found: list[str]) -> str:
    return f" (and {len(found) - 1} more)" if len(found) > 1 else ""


def read_predictions(run: str, folder: Path = PREDICTIONS) -> pd.DataFrame | None:
    """Read the predictions of a run; None if they are not here, as in a clone."""
    path = folder / f"{run}.parquet"
    if not path.is_file():
        return None
    try:
        return pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise Refusal(f"{shown(path)}: cannot be read: {error}") from None
