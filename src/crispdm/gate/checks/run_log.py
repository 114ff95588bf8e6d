"""The rows of runs.csv: one for each run, and so for each look at the test part; and of other logs like it."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import PurePosixPath
from typing import Any

from msgspec import Struct

from crispdm.dates import parse_date
from crispdm.gate.evidence import LOG_LIMIT, Evidence
from crispdm.gate.finding import Basis, Place, Unmet
from crispdm.gate.record import Record
from crispdm.numbers import parse_number
from crispdm.words import describe_value, listing

_COST = {"rule": 0, "constant": 0, "seasonal": 0, "simple": 1, "model": 2}  # what a run of this kind costs to keep up
KINDS = (*_COST,)
BASELINES = KINDS[:-1]
_COLUMNS = ("run", "date", "kind", "score", "data", "split", "note")


class Run(Struct, frozen=True):
    """One row of runs.csv."""

    run: str
    kind: str
    score: float
    data: str
    split: str
    note: str
    line: int
    features: str = ""
    predictions: str = ""

    @property
    def table(self) -> tuple[str, str, str]:
        """What two runs share that are compared: data, split and features."""
        return self.data, self.split, self.features

    @property
    def basis(self) -> Basis:
        """How its score is known: from predictions that a script recorded, or as somebody's word."""
        return "recorded" if self.predictions else "typed"

    def values(self) -> dict[str, Any]:
        """The values that a gate decides on."""
        return {name: getattr(self, name) for name in ("run", "kind", "score", "data", "split")}

    def is_comparable(self, other: "Run") -> bool:
        """Whether the other one is on the same table, and scored from predictions if this one is."""
        return other.table == self.table and (bool(other.predictions) or not self.predictions)

    def has_to_beat(self, other: "Run") -> bool:
        """Whether the other one is a rival: comparable, and of a cheaper kind."""
        return self.is_comparable(other) and _COST[other.kind] < _COST[self.kind]


def read_runs(evidence: Evidence, file: str) -> Iterator[Run]:
    """Read runs.csv.

    Raises:
        Unmet: a row has no score, no known kind, a day that is none or still to come, or no name of its own.
    """
    path, seen = evidence.path(file), dict[str, int]()
    for line, row in evidence.rows(file, _COLUMNS, limit=LOG_LIMIT):
        score = parse_number(row["score"])
        if score is None:
            raise Unmet(Place(path, line), f"score: {describe_value(row['score'] or None)}", "a number", "fix the row")
        if row["kind"] not in KINDS:
            raise Unmet(
                Place(path, line), f"kind: {describe_value(row['kind'] or None)}", listing(KINDS, "or"), "fix the row"
            )
        if row["date"] and not _is_past(row["date"], evidence.today):
            have, want = f"date: {describe_value(row['date'])}", f"the day of the run{_until(evidence.today)}"
            raise Unmet(Place(path, line), have, want, "fix the row")
        if not row["run"] or row["run"] in seen:
            have = f"run: {describe_value(row['run'] or None)}" + (
                f", as on line {seen[row['run']]}" if row["run"] else ""
            )
            raise Unmet(Place(path, line), have, "a unique name for each run", "fix the row")
        seen[row["run"]] = line
        more = {name: row.get(name, "") for name in ("features", "predictions")}
        yield Run(row["run"], row["kind"], score, row["data"], row["split"], row["note"], line, **more)


def _is_past(written: str, today: date | None) -> bool:
    """Whether it is a day that has come, somewhere on earth; a run may be older than the project."""
    day = parse_date(written[:10])
    return day is not None and (today is None or day - today <= timedelta(days=1))


def _until(today: date | None) -> str:
    return f", not after today, {today}" if today else ", such as 2026-12-24"


def cells_of(file: str, run: str) -> str:
    """The file with the cells of a run: in `cells/` beside runs.csv, in `cells/NAME/` of another log NAME.csv."""
    log = PurePosixPath(file)
    return str(log.parent / "cells" / _folder(log) / f"{run}.csv")


def predictions_of(file: str, run: str) -> str:
    """The file with the predictions of a run: in `/predictions/`, or `/predictions/NAME/` of another log NAME.csv."""
    return str(PurePosixPath("/predictions") / _folder(PurePosixPath(file)) / f"{run}.parquet")


def script_fix(file: str) -> str:
    """What to do where a row is not what a script wrote: runs are scored again, and rows put aside only once."""
    return "score it again with score_runs.py" if is_runs(file) else f"restore {PurePosixPath(file).name} and its cells"


def is_runs(file: str) -> bool:
    """Whether a log is that of all runs, and not of those that were scored once on rows that were put aside."""
    return PurePosixPath(file).stem == "runs"


def _folder(log: PurePosixPath) -> str:
    return "" if is_runs(str(log)) else log.stem


def find_chosen_run(metric: Record, runs: list[Run]) -> Run:
    """The run that metric.yaml chooses.

    Raises:
        Unmet: none is chosen, or there is none of that name.
    """
    name = chosen_run_name(metric)
    found = [run for run in runs if run.run == name]
    if not found:
        names = listing([run.run for run in runs[-5:]], "or")
        raise metric.unmet("chosen", f"the name of a run: {names}", "write the name of a run into chosen")
    return found[0]


def chosen_run_name(metric: Record) -> str:
    """The name of the run that metric.yaml chooses.

    Raises:
        Unmet: none is chosen.
    """
    return metric.identifier("chosen", "the name of the run to pilot")
