"""A run's score, and its gain over a rival on the same rows, computed again from its cells without any library.

The interval is the jackknife's (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, ch. 11): the score with
one row fewer in each cell, weighted by the rows of the cell.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Missing, Place, Unmet
from crispdm.gate.pilot.distributions import student
from crispdm.numbers import parse_number
from crispdm.words import describe_value

LIMIT = 64 << 20  # bytes of a file of cells: of a thousand classes, all of them mistaken for each other
COLUMNS = ("against", "truth", "prediction", "other", "n")
AVERAGED = ("balanced_accuracy", "precision", "recall", "f1")
METRICS = ("accuracy", "f1_micro", "f1_weighted", "mcc", *AVERAGED)
LEVEL = 0.05
_AGAIN = "score the run again"

Cell = tuple[str, str, str]  # the truth, the prediction, the rival's prediction


class Estimate(NamedTuple):
    """A score or a gain with its 95 % interval, and the rows that it is of."""

    value: float
    low: float
    high: float
    rows: int


class Cells(NamedTuple):
    """The cells of one run: alone, and beside each rival; and the classes that are known."""

    alone: Mapping[Cell, int]
    against: Mapping[str, Mapping[Cell, int]]
    known: frozenset[str]


def read_cells(evidence: Evidence, file: str) -> Cells | None:
    """Read a run's cells; None where there are none, or they are sums that only its script can compute again.

    Raises:
        Unmet: a row is no cell, or the rows beside a rival are not those of the run.
    """
    try:
        columns = evidence.columns(file)
    except Missing:
        return None
    if not {*COLUMNS} <= {*columns}:
        return None
    found: dict[str, Counter[Cell]] = {"": Counter()}
    known: set[str] = set()
    for line, row in evidence.rows(file, COLUMNS, limit=LIMIT):
        rows = parse_number(row["n"])
        place = Place(evidence.path(file), line)
        if rows is None or rows < 0 or rows != int(rows) or not row["truth"]:
            have = f"n: {describe_value(row['n'])} of truth {describe_value(row['truth'])}"
            raise Unmet(place, have, "a whole number of rows of a class", _AGAIN)
        known |= {row["truth"], row["prediction"], row["other"]} - {""}
        if rows:
            found.setdefault(row["against"], Counter())[row["truth"], row["prediction"], row["other"]] += int(rows)
    alone = found.pop("")
    if not alone:
        raise Unmet(Place(evidence.path(file)), "no rows of the run alone", "its rows, with against empty", _AGAIN)
    for rival, cells in found.items():
        _refuse_other_rows(evidence, file, alone, rival, cells)
    return Cells(alone, found, frozenset(known))


def _refuse_other_rows(evidence: Evidence, file: str, alone: Counter[Cell], rival: str, cells: Counter[Cell]) -> None:
    summed: Counter[Cell] = Counter()
    for (truth, prediction, _), rows in cells.items():
        summed[truth, prediction, ""] += rows
    if summed != alone:
        compared, scored = sum(cells.values()), sum(alone.values())
        have = f"compared with {rival} on {compared:,} rows, which are not the {scored:,} of the run"
        raise Unmet(Place(evidence.path(file)), have, "each comparison on the same rows", "score the runs again")


def score_again(cells: Cells, metric: str, positive: str | None) -> Estimate:
    """The score of a run with its interval."""
    return _jackknife(cells.alone, _scorer(cells, metric, positive), lambda own, _: own)


def gain_again(cells: Cells, rival: str, metric: str, positive: str | None) -> Estimate:
    """By how much a run is better than a rival, on the same rows."""
    return _jackknife(cells.against[rival], _scorer(cells, metric, positive), lambda own, other: own - other)


class _Counts:
    """How often each class is true, predicted and both."""

    def __init__(self) -> None:
        self.true: Counter[str] = Counter()
        self.predicted: Counter[str] = Counter()
        self.right: Counter[str] = Counter()
        self.rows = 0

    def add(self, truth: str, prediction: str, rows: int) -> None:
        """Count rows, or take them away again."""
        self.rows += rows
        self.true[truth] += rows
        self.predicted[prediction] += rows
        if truth == prediction:
            self.right[truth] += rows


Scorer = Callable[[_Counts], float]


def _jackknife(cells: Mapping[Cell, int], score: Scorer, combine: Callable[[float, float], float]) -> Estimate:
    own, other = _Counts(), _Counts()
    for (truth, mine, theirs), rows in cells.items():
        own.add(truth, mine, rows)
        other.add(truth, theirs, rows)
    value, total = combine(score(own), score(other)), own.rows
    if total < 2:  # noqa: PLR2004 - one row has no spread
        return Estimate(value, -math.inf, math.inf, total)
    without: list[tuple[int, float]] = []
    for (truth, mine, theirs), rows in cells.items():
        own.add(truth, mine, -1)
        other.add(truth, theirs, -1)
        without.append((rows, combine(score(own), score(other))))
        own.add(truth, mine, 1)
        other.add(truth, theirs, 1)
    middle = sum(rows * each for rows, each in without) / total
    variance = (total - 1) / total * sum(rows * (each - middle) ** 2 for rows, each in without)
    half = student(LEVEL, total - 1) * max(math.sqrt(variance), 1 / total)
    return Estimate(value, value - half, value + half, total)


def _scorer(cells: Cells, metric: str, positive: str | None) -> Scorer:
    classes = sorted({truth for truth, _, _ in cells.alone})
    if positive is None and len(cells.known) == 2:  # noqa: PLR2004 - of two classes the last one is meant
        positive = max(cells.known)
    averaged = [positive] if positive and metric in ("precision", "recall", "f1") else classes
    match metric:
        case "accuracy":
            return lambda of: of.right.total() / of.rows
        case "f1_micro":
            return _f1_micro
        case "mcc":
            return _mcc
        case "f1_weighted":
            return lambda of: sum(of.true[name] * _class_score(of, "f1", name) for name in classes) / of.rows
    return lambda of: sum(_class_score(of, metric, name) for name in averaged) / len(averaged)


def _class_score(of: _Counts, metric: str, name: str) -> float:
    right, true, predicted = of.right[name], of.true[name], of.predicted[name]
    parts = {"precision": (right, predicted), "f1": (2 * right, true + predicted)}
    hits, all_ = parts.get(metric, (right, true))
    return hits / all_ if all_ else 0.0


def _f1_micro(of: _Counts) -> float:
    right = of.right.total()
    wrong, missed = of.rows - of.predicted[""] - right, of.rows - right
    return 2 * right / (2 * right + wrong + missed)


def _mcc(of: _Counts) -> float:
    root = math.sqrt((of.rows**2 - _squares(of.predicted.values())) * (of.rows**2 - _squares(of.true.values())))
    both = sum(of.true[name] * of.predicted[name] for name in of.true)
    return (of.rows * of.right.total() - both) / root if root else 0.0


def _squares(numbers: Iterable[int]) -> int:
    return sum(number**2 for number in numbers)
