"""Forecasts: the origins from which they are made, and the seasonal rule that they have to beat.

dataset.yaml says it: `split: {by: month, test_from: 1960-01, horizon: 12, season: 12}`. From test_from on, every
`horizon` steps is an origin: the model is fitted on the rows before it and forecasts the steps behind it.
A step is a value of `by`. Features must be known at the origin, such as the value of a year ago.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from .dataset_settings import Dataset
from .files import Refusal, find, read_yaml
from .paths import DATASET, shown
from .scores import SERIES
from .task import Task


@dataclass(frozen=True)
class Horizon:
    """How far a forecast reaches, in steps, and what a season and a series are."""

    dataset: Dataset
    steps: int
    gap: int  # steps that are not known yet at the origin
    season: int  # steps after which the pattern repeats
    series: str | None  # the column that tells several series apart
    start: pd.DataFrame  # the rows before the first origin

    @property
    def split(self) -> str:
        """Return the name of the split in runs.csv."""
        return f"{self.dataset.split}, every {self.steps} steps"

    def origins(self, rows: pd.DataFrame) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
        """Yield the rows before each origin, without the gap, and the rows of the steps behind it."""
        by = self.dataset.by
        times = np.sort(rows[by].unique())
        first = int(np.searchsorted(times, self.start[by].max(), side="right"))
        for origin in range(first, len(times), self.steps):
            known = origin - self.gap
            if known < 1:
                raise Refusal(f"{shown(DATASET)}: split: no rows left before the first origin and its gap")
            last = times[min(origin + self.steps, len(times)) - 1]
            yield rows[rows[by] <= times[known - 1]], rows[(rows[by] >= times[origin]) & (rows[by] <= last)]

    def seasonal(self, before: pd.DataFrame, after: pd.DataFrame, truth: pd.Series) -> np.ndarray:
        """Return the value of a season ago for each row behind an origin, or of as many seasons ago as are known there.

        Args:
            before: the rows that are known at the origin.
            after: the rows to forecast.
            truth: the values of the rows before.
        """
        by = self.dataset.by
        times = np.sort(np.concatenate([before[by].unique(), after[by].unique()]))
        step = pd.Series(np.arange(len(times)), index=times)
        known = pd.DataFrame({"series": self.series_of(before), "step": before[by].map(step), "value": truth})
        values = known.groupby(["series", "step"])["value"].last()
        last = before[by].map(step).max() + self.gap
        ahead = after[by].map(step) + self.gap
        ago = ahead - self.season * np.ceil((ahead - last + self.gap) / self.season).astype(int)
        found = values.reindex(pd.MultiIndex.from_arrays([self.series_of(after), ago])).to_numpy()
        latest = self.series_of(after).map(values.groupby("series").last()).to_numpy()
        return np.where(np.isnan(found), latest, found)

    def beside(self, frame: pd.DataFrame, rows: pd.DataFrame, task: Task) -> pd.DataFrame:
        """Return forecasts with their series and the scale of MASE, the seasonal rule's error in the beginning."""
        named = rows.assign(id=task.truths([rows])["id"].to_numpy()).set_index("id").loc[frame["id"]]
        series = self.series_of(named).to_numpy()
        return frame.assign(**{SERIES: series, "scale": pd.Series(series).map(self.scales).to_numpy()})

    def series_of(self, rows: pd.DataFrame) -> pd.Series:
        """Return which series each row belongs to."""
        return pd.Series("", index=rows.index) if self.series is None else rows[self.series].astype(str)

    @cached_property
    def scales(self) -> dict[str, float]:
        """Return the mean error of the seasonal rule before the first origin, for each series."""
        scales = {}
        for name, rows in self.start.groupby(self.series_of(self.start)):
            values = rows.sort_values(self.dataset.by)[self.dataset.target].to_numpy(float)
            if len(values) <= self.season:
                what = f"season: {self.season} steps, but {name or 'the table'} has only {len(values)} before test_from"
                raise Refusal(f"{shown(DATASET)}: split: {what}")
            scales[str(name)] = float(np.abs(values[self.season :] - values[: -self.season]).mean()) or 1.0
        return scales


def read_horizon(dataset: Dataset, read_start: Callable[[], pd.DataFrame]) -> Horizon | None:
    """Read the horizon of dataset.yaml; none if nothing is forecast."""
    values = read_yaml(DATASET)
    steps = _steps(values, "horizon", 0)
    if not steps:
        return None
    if dataset.test_from is None:
        raise Refusal(f"{shown(DATASET)}: split: test_from: nothing yet; expected the first origin of the forecasts")
    start = read_start()
    series = find(values, "split.series")
    if series is not None and series not in start:
        what = f"series: no column {series!r} in the table; name it in key, or make it a feature"
        raise Refusal(f"{shown(DATASET)}: split: {what}")
    return Horizon(dataset, steps, _steps(values, "gap", 0), _steps(values, "season", 1), series, start)


def _steps(values: dict[str, Any], name: str, default: int) -> int:
    value = find(values, f"split.{name}")
    if value is None:
        return default
    if not isinstance(value, int) or isinstance(value, bool) or value < (name != "gap"):
        raise Refusal(f"{shown(DATASET)}: split: {name}: {value!r}; expected a number of steps")
    return value
