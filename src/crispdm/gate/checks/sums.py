"""Cells of what is no label: a score, its standard error, and the same of the difference to each rival.

The sums are recorded: only a script can compute them from the predictions. What can be checked here is whether they fit
each other, as a difference cannot be less certain than both of its parts together.
"""

import math
from collections.abc import Mapping
from typing import NamedTuple

from crispdm.gate.checks.cells import LEVEL, LIMIT, Estimate
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Missing, Place, Unmet
from crispdm.gate.pilot.distributions import student
from crispdm.numbers import parse_number
from crispdm.words import describe_value

COLUMNS = ("against", "rows", "units", "score", "other", "error")
_FEWEST = 2  # units that have a spread


class Sum(NamedTuple):
    """One row: a score, its rival's, and the standard error of the score or of their difference."""

    units: int
    rows: int
    score: float
    other: float
    error: float | None


def read_sums(evidence: Evidence, file: str) -> Mapping[str, Sum] | None:
    """Read a run's sums: alone, under the empty name, and against each rival; None where there are none.

    Raises:
        Unmet: a row is not of numbers, or the error of a difference is larger than that of both runs can be.
    """
    try:
        if not {*COLUMNS} <= {*evidence.columns(file)}:
            return None
    except Missing:
        return None
    found: dict[str, Sum] = {}
    for line, row in evidence.rows(file, COLUMNS, limit=LIMIT):
        numbers = [parse_number(row[name]) for name in ("units", "rows", "score")]
        other, error = (parse_number(row[name]) for name in ("other", "error"))
        if None in numbers or (row["error"] and (error is None or error < 0)) or (row["against"] and other is None):
            have = f"against {describe_value(row['against'])}: {describe_value(','.join(row.values()))}"
            raise Unmet(Place(evidence.path(file), line), have, "numbers, and no error below 0", "score the run again")
        units, rows, score = (float(each or 0) for each in numbers)
        found[row["against"]] = Sum(int(units), int(rows), score, other or 0.0, error)
    return found if "" in found else None


def score_of(of: Sum) -> Estimate:
    """A score with its 95 % interval."""
    return _around(of.score, of)


def gain_of(of: Sum, sign: int) -> Estimate:
    """By how much a run is better than a rival, with its 95 % interval; `sign` is -1 where lower is better."""
    return _around(sign * (of.score - of.other), of)


def _around(value: float, of: Sum) -> Estimate:
    if of.error is None or of.units < _FEWEST:
        return Estimate(value, -math.inf, math.inf, of.rows)
    half = student(LEVEL, of.units - 1) * of.error
    return Estimate(value, value - half, value + half, of.rows)
