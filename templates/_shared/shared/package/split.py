"""Which rows are in which part of the table: fit and validation, which are train together, and test."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import ibis

from .dataset_settings import Dataset
from .expressions import count_rows, fetch, first_row, id_of, is_drawn, joined
from .files import Refusal
from .kinds import DATE, moment
from .paths import DATASET, shown

PARTS = ("train", "fit", "validation", "test")
VALIDATED = 0.2  # of the training part, where it is split by time


def is_test(table: Any, dataset: Dataset) -> Any:
    """Return whether a row is in the test part, as an expression."""
    if dataset.test_from is None:
        return is_drawn(joined(table[name] for name in dataset.groups or (dataset.by,)))
    return position(table, dataset) >= _start(table, dataset.by, dataset.test_from)


def is_validation(table: Any, dataset: Dataset, validation_from: Any) -> Any:
    """Return whether a row is in the validation part, as an expression."""
    if dataset.test_from is None:
        drawn = is_drawn(joined(table[name] for name in dataset.groups or (dataset.by,)), "validation|")
    elif validation_from is None:  # nearly all rows are of one time
        drawn = is_drawn(id_of(table, dataset.key), "validation|")
    else:
        drawn = position(table, dataset) >= _start(table, dataset.by, validation_from)
    return drawn & ~is_test(table, dataset)


def rows_of(table: Any, dataset: Dataset, part: str, validation_from: Any) -> Any:
    """Return the rows of a part."""
    if part == "test":
        return table.filter(is_test(table, dataset))
    train = table.filter(~is_test(table, dataset))
    if part == "train":
        return train
    is_last = is_validation(train, dataset, validation_from)
    return train.filter(is_last if part == "validation" else ~is_last)


def position(table: Any, dataset: Dataset) -> Any:
    """Return where a row is in time; a group is where its first row is."""
    value = table[dataset.by]
    value = value if value.type().is_numeric() else moment(value)
    if not dataset.groups:
        return value
    return value.min().over(ibis.window(group_by=[table[name] for name in dataset.groups]))


def find_validation_from(table: Any, dataset: Dataset) -> Any:
    """Return where the last fifth of the training part begins in time, as YAML holds it; None if it has no fifth."""
    if dataset.test_from is None or dataset.validation_from is not None:
        return dataset.validation_from
    rows = table.mutate(at=position(table, dataset)).filter(~is_test(table, dataset)).select("at")
    count = count_rows(rows)
    last = rows.order_by(rows["at"].desc()).limit(count - int(count * (1 - VALIDATED)))
    start, first = (first_row(some.aggregate(at=some["at"].min()))["at"] for some in (last, rows))
    if start == first:
        return None
    return start.isoformat(" ") if isinstance(start, datetime) else start


def refuse_unfit(table: Any, dataset: Dataset) -> None:
    """Refuse a split that the column cannot decide."""
    kind = table[dataset.by].type()
    if dataset.test_from is None:
        if not dataset.groups and (kind.is_floating() or kind.is_decimal()):
            what = f"{dataset.by} holds decimal numbers, which engines write in different ways"
            raise Refusal(f"{shown(DATASET)}: split: {what}; split by a date, or by a column of text or whole numbers")
        return
    for start in (dataset.test_from, dataset.validation_from):
        if start is not None:
            _start(table, dataset.by, start)
    if kind.is_string():
        other = fetch(table.filter(~table[dataset.by].re_search(DATE)).select(value=dataset.by).limit(1))
        if other:
            raise _unfit(dataset.by, other[0]["value"])


def _start(table: Any, by: str, start: str | float) -> Any:
    """Return the first value of a part, of the type that the column is compared as."""
    kind = table[by].type()
    if kind.is_numeric() and not isinstance(start, str | bool):
        return ibis.literal(start)
    if not kind.is_numeric() and not kind.is_boolean():
        with suppress(ValueError):
            day = datetime.fromisoformat(str(start))
            return ibis.literal(day.astimezone(UTC).replace(tzinfo=None) if day.tzinfo else day)
    raise _unfit(by)


def _unfit(by: str, value: str | None = None) -> Refusal:
    what = f"expected a date such as 2026-10-01 in test_from and dates in {by!r}, or numbers in both"
    if value is not None:
        what += f"; it holds {value!r}: write dates so, or let a SELECT make them of the text"
    return Refusal(f"{shown(DATASET)}: split: {what}")
