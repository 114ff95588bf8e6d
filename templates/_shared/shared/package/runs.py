"""The runs of the models, as runs.csv holds them."""

from dataclasses import asdict, dataclass, fields

import numpy as np

from .files import Refusal, read_rows, today, write_rows
from .paths import BASELINE_SCRIPT, RUNS, shown

KINDS = ("rule", "constant", "simple", "model")
BASELINES = KINDS[:3]


@dataclass(frozen=True)
class Run:
    """A row: what was scored, and on which data and split."""

    run: str
    date: str
    kind: str
    score: str
    data: str
    split: str
    note: str


COLUMNS = [field.name for field in fields(Run)]


def read_runs() -> list[Run]:
    """All runs so far, the oldest first."""
    runs: list[Run] = []
    for line, row in enumerate(read_rows(RUNS, COLUMNS), start=2):
        run = Run(**{name: row[name] for name in COLUMNS})
        if not run.run or run.run in [each.run for each in runs]:
            raise Refusal(f"{shown(RUNS)}:{line}: run: {run.run!r}; each run has a name, and each once")
        if run.kind not in KINDS:
            raise Refusal(f"{shown(RUNS)}:{line}: kind: {run.kind!r}; it is {', '.join(KINDS)}")
        try:
            float(run.score)
        except ValueError:
            raise Refusal(f"{shown(RUNS)}:{line}: score: {run.score!r} is no number") from None
        runs.append(run)
    return runs


def add_run(kind: str, score: float, data: str, split: str, note: str) -> Run:
    """Write one more row, under the next name that is free."""
    runs = read_runs()
    run = Run(next_name(kind, runs), str(today()), kind, digits(score), data, split, note)
    write_rows(RUNS, COLUMNS, [asdict(each) for each in [*runs, run]])
    return run


def next_name(kind: str, runs: list[Run]) -> str:
    """`rule-1`, `rule-2`, …: the next one that is free."""
    names = {run.run for run in runs}
    return next(name for number in range(1, len(runs) + 2) if (name := f"{kind}-{number}") not in names)


def refuse_without_baseline(kind: str, runs: list[Run], data: str, split: str) -> None:
    """A model is compared with a baseline on the same data and split; a simple one may be the first run of all."""
    if any(run.kind in BASELINES and (run.data, run.split) == (data, split) for run in runs):
        return
    if runs:
        last = f"the runs so far are on other data (the last on {runs[-1].data}, {runs[-1].split})"
        again = f"run {shown(BASELINE_SCRIPT)} again on this data ({data}, {split})"
        raise Refusal(f"{shown(RUNS)}: {last}; {again} before a model is compared with it")
    if kind not in BASELINES:
        raise Refusal(f"{shown(RUNS)}: no run yet; run {shown(BASELINE_SCRIPT)} first, the simplest thing")


def digits(value: float) -> str:
    """A number with four digits, never with an exponent."""
    return np.format_float_positional(value, precision=4, fractional=False, trim="-")
