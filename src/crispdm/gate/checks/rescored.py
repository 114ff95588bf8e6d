"""The chosen run, scored again from its cells and compared with its rivals on the same rows."""

import math
from collections.abc import Iterable
from typing import NamedTuple

from crispdm.gate.checks.cells import METRICS, Cells, Estimate, gain_again, read_cells, score_again
from crispdm.gate.checks.run_log import Run, cells_of, script_fix
from crispdm.gate.checks.sums import Sum, gain_of, read_sums, score_of
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Place, Unmet
from crispdm.gate.record import Record
from crispdm.numbers import show

_ROUNDED = 6e-4  # of a score: runs.csv has four digits
_NOTHING = 1e-9  # a score around zero, which a difference of two others never meets exactly


class Gain(NamedTuple):
    """By how much the run is better than a rival, and whether they are compared row by row."""

    estimate: Estimate
    is_paired: bool


class Rescored(NamedTuple):
    """A run's score, and its gain over each rival; `is_counted` where the cells give them, and not their script."""

    score: Estimate
    gains: dict[str, Gain]
    is_counted: bool


def rescored(evidence: Evidence, file: str, metric: Record, chosen: Run, rivals: Iterable[Run]) -> Rescored | None:
    """Score a run again; None where it has no cells.

    Args:
        evidence: of the phase.
        file: runs.csv, beside which the cells are.
        metric: metric.yaml.
        chosen: the run.
        rivals: those with which it is compared.

    Raises:
        Unmet: the cells give another score of the run or of a rival, or cannot be read.
    """
    if evidence.is_light or "/" in chosen.run:
        return None
    others = {rival.run: rival for rival in rivals if rival.run != chosen.run and "/" not in rival.run}
    name = str(metric.get("metric"))
    found = _by_labels(evidence, file, metric, chosen.run, others) if name in METRICS else None
    found = found or _by_sums(evidence, file, metric, chosen.run, others)
    if found is None:
        return None
    better = -1 if metric.get("better") == "lower" else 1
    scores = [(chosen, found.score.value)]
    scores += [(others[name], found.score.value - better * gain.estimate.value) for name, gain in found.gains.items()]
    for run, score in scores:
        if not math.isclose(run.score, score, rel_tol=_ROUNDED, abs_tol=_NOTHING):
            have = f"{run.run} has {name} {show(run.score)}; its cells give {show(score)}"
            place, fix = Place(evidence.path(file), run.line), script_fix(file)
            raise Unmet(place, have, "the score of its predictions", fix, {"chosen": chosen.values()})
    return found


def _by_labels(evidence: Evidence, file: str, metric: Record, run: str, others: Iterable[str]) -> Rescored | None:
    """By how often each truth met each prediction."""
    cells = read_cells(evidence, cells_of(file, run))
    if cells is None:
        return None
    name, given = str(metric.get("metric")), metric.get("positive")
    positive = None if given is None else str(given)
    score, gains = score_again(cells, name, positive), dict[str, Gain]()
    for other in others:
        theirs = None if other in cells.against else read_cells(evidence, cells_of(file, other))
        both = cells if other in cells.against else _beside(cells, theirs, run, other)
        if both is not None:
            gains[other] = Gain(gain_again(both, other, name, positive), is_paired=True)
        elif theirs is not None:
            gains[other] = _unpaired(score, score_again(theirs, name, positive), 1)
    return Rescored(score, gains, is_counted=True)


def _beside(cells: Cells, theirs: Cells | None, run: str, other: str) -> Cells | None:
    """The cells of both runs, where the other one came later and has them in its file."""
    if theirs is None or run not in theirs.against:
        return None
    turned = {(truth, mine, own): rows for (truth, own, mine), rows in theirs.against[run].items()}
    return cells._replace(against={other: turned}, known=cells.known | theirs.known)


def _by_sums(evidence: Evidence, file: str, metric: Record, run: str, others: Iterable[str]) -> Rescored | None:
    """By sums, of a score that is no count of labels: they fit runs.csv, and only a script sees them again."""
    sums = read_sums(evidence, cells_of(file, run))
    if sums is None:
        return None
    score, gains = score_of(sums[""]), dict[str, Gain]()
    sign = -1 if metric.get("better") == "lower" else 1
    for other in others:
        theirs = {} if other in sums else read_sums(evidence, cells_of(file, other)) or {}
        both = sums.get(other) or (_turned(theirs[run]) if run in theirs else None)
        if both is not None:
            gains[other] = Gain(gain_of(both, sign), is_paired=True)
        elif theirs:
            gains[other] = _unpaired(score, score_of(theirs[""]), sign)
    return Rescored(score, gains, is_counted=False)


def _turned(of: Sum) -> Sum:
    return of._replace(score=of.other, other=of.score)


def _unpaired(one: Estimate, other: Estimate, sign: int) -> Gain:
    """The gain where nobody knows which rows both got right: the errors of both add up."""
    value = sign * (one.value - other.value)
    half = math.hypot(one.high - one.value, other.high - other.value)
    return Gain(Estimate(value, value - half, value + half, min(one.rows, other.rows)), is_paired=False)
