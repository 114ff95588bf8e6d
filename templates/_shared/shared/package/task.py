"""The task: which columns of the table a model sees, what it predicts, and how its predictions are laid out."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from .dataset_settings import Dataset
from .files import Refusal
from .metrics import Metric, truth_of
from .paths import DATASET, METRIC, shown
from .predictions import joined, predict
from .tables import ids


@dataclass(frozen=True)
class Task:
    """A data set and a metric."""

    dataset: Dataset
    metric: Metric

    def features(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the columns that a model sees."""
        return frame[[*self.dataset.features]]

    def truth(self, frame: pd.DataFrame) -> pd.Series:
        """Return what a model is to predict."""
        return truth_of(frame, self.dataset.target, self.metric)

    def predictions(self, model: Any, frames: Iterable[pd.DataFrame], **more: Any) -> pd.DataFrame:
        """Return a model's predictions for all rows of some frames, such as the chunks of the test part."""
        parts = [
            predict(model, self.features(frame), self.truth(frame), ids(frame, self.dataset.key), self.metric).assign(
                **self._beside(frame), **more
            )
            for frame in frames
        ]
        return joined(parts, self.metric)

    def truths(self, frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
        """Return the ids and the truth of all rows of some frames."""
        parts = [
            pd.DataFrame({"id": ids(frame, self.dataset.key), "truth": self.truth(frame), **self._beside(frame)})
            for frame in frames
        ]
        return pd.concat(parts, ignore_index=True)

    def _beside(self, frame: pd.DataFrame) -> dict[str, Any]:
        """Return the query of each row of a ranking: metric.yaml names its column, or it is what splits the table."""
        if self.metric.wants != "ranks":
            return {}
        query = self.metric.query or self.dataset.by
        if query not in frame:
            raise Refusal(f"{shown(METRIC)}: query: {query!r} is not in the table; name it in key of {shown(DATASET)}")
        return {"query": frame[query].astype(str).to_numpy()}
