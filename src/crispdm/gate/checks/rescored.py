"""The chosen run, scored again from its cells and compared with its rivals on the same rows."""

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Protocol

from msgspec import structs

from crispdm.gate.checks.cells import METRICS, Cells, Estimate, gain_again, read_cells, score_again
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Place, Unmet
from crispdm.gate.record import Record
from crispdm.numbers import show

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
    def line(self) -> int: ...  # noqa: D102 - a column


def rescored(  # noqa: PLR0913, PLR0917 - a run, its files, its rivals and what is found of it
    evidence: Evidence, file: str, metric: Record, chosen: ScoredRun, rivals: Iterable[ScoredRun], finding: Finding
) -> Finding:
    """The finding on the chosen run with its interval and its gain: seen; as it is where there are no cells.

    Raises:
        Unmet: the cells give another score, or cannot be read.
    """
    name, positive = str(metric.get("metric")), metric.get("positive")
    if evidence.is_light or name not in METRICS or "/" in chosen.run:
        return finding
    cells = read_cells(evidence, str(PurePosixPath(file).with_name("cells") / f"{chosen.run}.csv"))
    if cells is None:
        return finding
    of_class = None if positive is None else str(positive)
    score = score_again(cells, name, of_class)
    if abs(score.value - chosen.score) > _ROUNDED * max(abs(score.value), abs(chosen.score)):
        have = f"{chosen.run} has {name} {show(chosen.score)}; its cells give {show(score.value)}"
        fix = "score it again with score_runs.py"
        raise Unmet(Place(evidence.path(file), chosen.line), have, "the score of its predictions", fix, finding.values)
    gains = {rival.run: gain_again(cells, rival.run, name, of_class) for rival in _paired(cells, chosen, rivals)}
    return _told(finding, score, gains, is_costly=chosen.kind == "model")


def _paired(cells: Cells, chosen: ScoredRun, rivals: Iterable[ScoredRun]) -> list[ScoredRun]:
    return [rival for rival in rivals if rival.run in cells.against and rival.run != chosen.run]


def _told(finding: Finding, score: Estimate, gains: dict[str, Estimate], *, is_costly: bool) -> Finding:
    """Say the interval, and the gain over the rival that comes nearest; warn where a costly run may be no better."""
    have = f"{finding.have}, 95 % between {show(_short(score.low))} and {show(_short(score.high))}"
    if not gains:
        return structs.replace(finding, have=have, basis="seen")
    rival = min(gains, key=lambda name: gains[name].value)
    gain = gains[rival]
    ends = f"{show(_short(gain.low))} to {show(_short(gain.high))}"
    have = f"{have}; {show(_short(gain.value))} better than {rival}, 95 % from {ends}"
    if finding.status != "pass" or not is_costly or gain.low > 0:
        return structs.replace(finding, have=have, basis="seen")
    fix = f"choose {rival}, score on more rows, or say in the run's note why it pays"
    want = f"surely better than {rival} on the same rows"
    return structs.replace(finding, status="warn", have=have, want=want, fix=fix, basis="seen")


def _short(value: float) -> float:
    return float(f"{value:.3g}")
