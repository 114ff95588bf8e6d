"""The rows from elsewhere that the chosen run is validated on, as external.yaml describes them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from .dataset import open_table, to_frame
from .dataset_settings import Dataset
from .expressions import content_of, digest, joined
from .files import Refusal, needed, read_yaml, rows
from .inventory import read_inventory
from .metrics import Metric
from .paths import EXTERNAL, EXTERNAL_SCORES, shown
from .raw_data import read_raw, used_columns
from .runs import log_at
from .scores import Score, reach
from .sources import Source

EXTERNAL_LOG = log_at(EXTERNAL_SCORES)


@dataclass(frozen=True)
class External:
    """The file of the rows, where they come from, and the least score that was agreed on."""

    source: Source
    site: str
    minimum: float


def read_external() -> External:
    """Read external.yaml."""
    values = read_yaml(EXTERNAL)
    site = str(needed(values, "plan.site", EXTERNAL, "where the rows come from"))
    minimum = needed(values, "plan.minimum", EXTERNAL, "a score, such as 0.75")
    if not isinstance(minimum, int | float):
        raise Refusal(f"{shown(EXTERNAL)}: plan.minimum: {minimum!r}; expected a score, such as 0.75")
    table = str(needed(values, "table", EXTERNAL, "a path such as data/external.csv"))
    source = Source(f"{shown(EXTERNAL)}: table", file=table)
    if not source.path.is_file():
        raise Refusal(f"{table}: no such file")
    return External(source, site, float(minimum))


def open_external(external: External, dataset: Dataset) -> tuple[pd.DataFrame, str]:
    """Read the external rows that have a target. None of them may be in the table, where a model learned from it.

    Returns:
        The rows, and the digest of their content.
    """
    inventory = replace(read_inventory(), data=external.source)
    found = used_columns(read_raw(inventory), inventory)
    found = found.filter(found[dataset.target].notnull())
    ours = {*_marks(open_table(dataset).rows, dataset)}
    if both := sum(mark in ours for mark in _marks(found, dataset)):
        raise Refusal(f"{external.source}: {rows(both)} of it in {dataset.source} too; expected rows from elsewhere")
    frame = to_frame(found.to_pyarrow())
    if len(frame) < 2:
        raise Refusal(f"{external.source}: {rows(len(frame))} with a target; expected a hundred or more")
    return frame, content_of(found)


def _marks(table: Any, dataset: Dataset) -> Iterable[str]:
    """Return a text for each row, which is equal where the key, the features and the target are."""
    cells = (table[name] for name in (*dataset.key, *dataset.features, dataset.target))
    return table.select(mark=digest(joined(cells))).to_pyarrow()["mark"].to_pylist()


def better_by(score: Score, other: Score | float, metric: Metric) -> dict[str, float]:
    """Return by how much a score is better than a number, or than another score of the same rows; below 0 is worse.

    `low` and `high` are the ends of the 95 % interval: `low` is the worse one, whichever direction is better.
    """
    if isinstance(other, Score):
        difference, error = score.value - other.value, score.error_against(other)
    else:
        difference, error = score.value - other, score.error
    better, far = metric.sign * difference, reach(error, len(score.units))
    return {name: round(better + side * far, 4) for name, side in (("estimate", 0), ("low", -1), ("high", 1))}
