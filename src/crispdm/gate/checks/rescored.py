"""The chosen run, scored again from its cells and compared with its rivals on the same rows."""

import math
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Protocol

from msgspec import structs

from crispdm.gate.checks.cells import METRICS, Estimate, gain_again, read_cells, score_again
from crispdm.gate.checks.sums import gain_of, read_sums, score_of
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Place, Unmet
from crispdm.gate.record import Record
from crispdm.numbers import show
from crispdm.placeholders import is_placeholder

_ROUNDED = 6e-4  # of a score: runs.csv has four digits


class ScoredRun(Protocol):
    """What of a row of runs.csv is compared."""

    @property
    def run(self) -> str: ...  # noqa: D102 - a column
    @property
    def kind(self) -> str: ...  # noqa: D102 - a column
    @property
    def score(self) -> float: ...  # noqa: D102 - a column
    @property
    def note(self) -> str: ...  # noqa: D102 - a column
    @property
    def line(self) -> int: ...  # noqa: D102 - a column


def rescored(  # noqa: PLR0913, PLR0917 - a run, its files, its rivals and what is found of it
    evidence: Evidence, file: str, metric: Record, chosen: ScoredRun, rivals: Iterable[ScoredRun], finding: Finding
) -> Finding:
    """The finding on the chosen run with its interval and its gain: seen; as it is where there are no cells.

    Raises:
        Unmet: the cells give another score, or cannot be read.
    """
    name, positive = str(metric.get("metric")), metric.get("positive")
    if evidence.is_light or "/" in chosen.run:
        return finding
    path = str(PurePosixPath(file).with_name("cells") / f"{chosen.run}.csv")
    cells = read_cells(evidence, path) if name in METRICS else None
    others = [rival for rival in rivals if rival.run != chosen.run]
    if cells is None:
        return _by_sums(evidence, (file, path), metric, chosen, others, finding)
    of_class = None if positive is None else str(positive)
    score = score_again(cells, name, of_class)
    _refuse_other_score(evidence, file, name, chosen, score, finding)
    gains = {each.run: gain_again(cells, each.run, name, of_class) for each in others if each.run in cells.against}
    return _told(structs.replace(finding, basis="seen"), score, gains, chosen)


def _by_sums(  # noqa: PLR0913, PLR0917 - as above
    evidence: Evidence,
    files: tuple[str, str],
    metric: Record,
    chosen: ScoredRun,
    others: list[ScoredRun],
    finding: Finding,
) -> Finding:
    """The same of a score that is no count of labels: its sums fit runs.csv, and only a script sees them again."""
    sums = read_sums(evidence, files[1])
    if sums is None:
        return finding
    score, sign = score_of(sums[""]), -1 if metric.get("better") == "lower" else 1
    _refuse_other_score(evidence, files[0], str(metric.get("metric")), chosen, score, finding)
    gains = {each.run: gain_of(sums[each.run], sign) for each in others if each.run in sums}
    return _told(finding, score, gains, chosen)


def _refuse_other_score(  # noqa: PLR0913, PLR0917 - as above
    evidence: Evidence, file: str, name: str, chosen: ScoredRun, score: Estimate, finding: Finding
) -> None:
    if abs(score.value - chosen.score) > _ROUNDED * max(abs(score.value), abs(chosen.score)):
        have = f"{chosen.run} has {name} {show(chosen.score)}; its cells give {show(score.value)}"
        fix = "score it again with score_runs.py"
        raise Unmet(Place(evidence.path(file), chosen.line), have, "the score of its predictions", fix, finding.values)


def _told(finding: Finding, score: Estimate, gains: dict[str, Estimate], chosen: ScoredRun) -> Finding:
    """Say the interval, and the gain over the rival that comes nearest; a costly run that may be no better says why."""
    have = finding.have
    if math.isfinite(score.low):
        have += f", 95 % between {show(_short(score.low))} and {show(_short(score.high))}"
    if not gains:
        return structs.replace(finding, have=have)
    rival = min(gains, key=lambda name: gains[name].value)
    gain = gains[rival]
    have += f"; {show(_short(gain.value))} better than {rival}"
    if math.isfinite(gain.low):
        have += f", 95 % from {show(_short(gain.low))} to {show(_short(gain.high))}"
    if finding.status != "pass" or chosen.kind != "model" or gain.low > 0:
        return structs.replace(finding, have=have)
    pays = not is_placeholder(chosen.note)
    fix = f"choose {rival}, or score on more rows" if pays else f"choose {rival}, or say in the run's note why it pays"
    want = f"surely better than {rival} on the same rows"
    return structs.replace(finding, status="warn" if pays else "fail", have=have, want=want, fix=fix)


def _short(value: float) -> float:
    return float(f"{value:.3g}")
