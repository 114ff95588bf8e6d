"""The log of runs, runs.csv: each row is one look at the test part."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from .files import Refusal, read_rows, write_rows
from .paths import BASELINE_SCRIPT, CELLS, PREDICTIONS, RUNS, shown

BASELINES = ("rule", "constant", "seasonal", "simple")
KINDS = (*BASELINES, "model")
NEEDED = ("run", "date", "kind", "score", "data", "split", "note")
NAME = r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,79}"  # it names files


@dataclass(frozen=True)
class Run:
    """A row of runs.csv: what was scored, on which data and split."""

    run: str
    date: str
    kind: str
    score: str
    low: str = ""  # the score's 95 % interval
    high: str = ""
    validation: str = ""  # the score on the validation part
    data: str = ""  # the first digits of the table's digest
    split: str = ""
    features: str = ""  # the first digits of a digest of the features' names
    fitted: str = ""  # rows of the training part
    predictions: str = ""  # the first digits of the digest of the file of predictions
    versions: str = ""
    note: str = ""
    others: dict[str, str] = field(default_factory=dict)  # columns that the team added

    @property
    def rows(self) -> tuple[str, str, str]:
        """Return what two runs must share to be compared: data, split and features."""
        return self.data, self.split, self.features


@dataclass(frozen=True)
class RunLog:
    """A log of runs, and the folders with what their scores are computed from, a file for each run."""

    path: Path
    cells: Path
    predictions: Path


RUN_LOG = RunLog(RUNS, CELLS, PREDICTIONS)


def log_at(path: Path) -> RunLog:
    """Return another log than runs.csv: its cells and predictions are in folders that are named as it is."""
    return RunLog(path, path.parent / CELLS.name / path.stem, PREDICTIONS / path.stem)


COLUMNS = [name for name in Run.__dataclass_fields__ if name != "others"]


def read_runs(path: Path = RUNS) -> list[Run]:
    """Read all runs, oldest first."""
    runs: list[Run] = []
    for line, row in enumerate(read_rows(path, NEEDED), start=2):
        others = {name: value for name, value in row.items() if name not in COLUMNS}
        run = Run(**{name: value for name, value in row.items() if name in COLUMNS}, others=others)
        if not run.run or run.run in [each.run for each in runs]:
            raise Refusal(f"{shown(path)}:{line}: run: {run.run!r}; expected a name that no other run has")
        if run.kind not in KINDS:
            raise Refusal(f"{shown(path)}:{line}: kind: {run.kind!r}; expected one of {', '.join(KINDS)}")
        try:
            float(run.score)
        except ValueError:
            raise Refusal(f"{shown(path)}:{line}: score: {run.score!r} is not a number") from None
        runs.append(run)
    return runs


def write_runs(runs: Iterable[Run], path: Path = RUNS) -> None:
    """Write the log; the columns that the team added stay, behind ours."""
    lines = [{**{name: getattr(run, name) for name in COLUMNS}, **run.others} for run in runs]
    write_rows(path, [*dict.fromkeys([*COLUMNS, *(name for line in lines for name in line)])], lines)


def refuse_name(name: str, runs: list[Run]) -> None:
    """Refuse a name that another run has, or that cannot name a file."""
    if not re.fullmatch(NAME, name):
        raise Refusal(f"run {name!r}: expected letters, digits and . _ -, at most 80, not beginning with a dot")
    if name in [each.run for each in runs]:
        raise Refusal(f"{shown(RUNS)}: there is a run {name!r} already; give another name")


def next_name(kind: str, runs: list[Run]) -> str:
    """Return the next free name of `rule-1`, `rule-2`, …."""
    names = {run.run for run in runs}
    return next(name for number in range(1, len(runs) + 2) if (name := f"{kind}-{number}") not in names)


def safe_name(text: str) -> str:
    """Return a text as the name of a run."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip(".-")[:80] or "run"


def refuse_without_baseline(kind: str, runs: list[Run], data: str, split: str) -> None:
    """Refuse a model without a baseline that has predictions, on the same data and split. A simple one may be first."""
    here = [run for run in runs if (run.data, run.split) == (data, split)]
    has_one = any(run.kind in BASELINES and run.predictions for run in here)
    if has_one or kind in ("rule", "constant", "seasonal"):
        return
    if here:
        what = "no run on this data is a baseline that was scored from predictions"
        raise Refusal(f"{shown(RUNS)}: {what}; run {shown(BASELINE_SCRIPT)} first")
    if runs:
        last = f"all runs so far used other data (the last one {runs[-1].data}, {runs[-1].split})"
        again = f"run {shown(BASELINE_SCRIPT)} on this data ({data}, {split})"
        raise Refusal(f"{shown(RUNS)}: {last}; {again} to have a baseline to compare with")
    if kind not in BASELINES:
        raise Refusal(f"{shown(RUNS)}: no runs yet; run {shown(BASELINE_SCRIPT)} first")


def digits(value: float) -> str:
    """Return a number with four digits and without an exponent; nothing for what is not a number."""
    return "" if np.isnan(value) else np.format_float_positional(value, precision=4, fractional=False, trim="-")
