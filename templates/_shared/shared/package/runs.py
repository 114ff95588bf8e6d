"""The runs in runs.csv."""

from dataclasses import asdict, dataclass, fields

import numpy as np

from .files import Refusal, read_rows, today, write_rows
from .paths import BASELINE_SCRIPT, RUNS, shown

KINDS = ("rule", "constant", "simple", "model")
BASELINES = KINDS[:3]


@dataclass(frozen=True)
class Run:
    """A row of runs.csv: what was scored, on which data and split."""

    run: str
    date: str
    kind: str
    score: str
    data: str
    split: str
    note: str


COLUMNS = [field.name for field in fields(Run)]


def read_runs() -> list[Run]:
    """Read all runs, oldest first."""
    runs: list[Run] = []
    for line, row in enumerate(read_rows(RUNS, COLUMNS), start=2):
        run = Run(**{name: row[name] for name in COLUMNS})
        if not run.run or run.run in [each.run for each in runs]:
            raise Refusal(f"{shown(RUNS)}:{line}: run: {run.run!r}; expected a name that no other run has")
        if run.kind not in KINDS:
            raise Refusal(f"{shown(RUNS)}:{line}: kind: {run.kind!r}; expected one of {', '.join(KINDS)}")
        try:
            float(run.score)
        except ValueError:
            raise Refusal(f"{shown(RUNS)}:{line}: score: {run.score!r} is not a number") from None
        runs.append(run)
    return runs


def add_run(kind: str, score: float, data: str, split: str, note: str) -> Run:
    """Add a row under the next free name."""
    runs = read_runs()
    run = Run(next_name(kind, runs), str(today()), kind, digits(score), data, split, note)
    write_rows(RUNS, COLUMNS, [asdict(each) for each in [*runs, run]])
    return run


def next_name(kind: str, runs: list[Run]) -> str:
    """Return the next free name of `rule-1`, `rule-2`, …."""
    names = {run.run for run in runs}
    return next(name for number in range(1, len(runs) + 2) if (name := f"{kind}-{number}") not in names)


def refuse_without_baseline(kind: str, runs: list[Run], data: str, split: str) -> None:
    """Refuse a model without a baseline on the same data and split. A simple model may be the first run."""
    if any(run.kind in BASELINES and (run.data, run.split) == (data, split) for run in runs):
        return
    if runs:
        last = f"all runs so far used other data (the last one {runs[-1].data}, {runs[-1].split})"
        again = f"run {shown(BASELINE_SCRIPT)} on this data ({data}, {split})"
        raise Refusal(f"{shown(RUNS)}: {last}; {again} to have a baseline to compare with")
    if kind not in BASELINES:
        raise Refusal(f"{shown(RUNS)}: no run yet; run {shown(BASELINE_SCRIPT)} first")


def digits(value: float) -> str:
    """Return a number with four digits and without an exponent."""
    return np.format_float_positional(value, precision=4, fractional=False, trim="-")
