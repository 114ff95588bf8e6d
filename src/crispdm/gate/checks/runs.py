"""`runs`: the log of runs, the baseline first."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, ClassVar, Literal

from msgspec import Struct, structs

from crispdm.gate.checks.rescored import rescored
from crispdm.gate.checks.run_doubts import DataFiles, with_doubts
from crispdm.gate.checks.run_table import compare_predictions, refuse_borrowed_predictions, refuse_other_table
from crispdm.gate.computed_again import LONGEST, computed_again
from crispdm.gate.evidence import LOG_LIMIT, Evidence
from crispdm.gate.finding import Finding, Place, Unmet, Unwritten
from crispdm.gate.kind import Check
from crispdm.gate.record import Record
from crispdm.numbers import parse_number, show
from crispdm.placeholders import is_placeholder
from crispdm.process import ProjectPath, Text
from crispdm.words import count, describe_value, listing

BASELINES = ("rule", "constant", "seasonal", "simple")
KINDS = (*BASELINES, "model")
_REVIEWED = 20  # errors that somebody has to look at
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

    def values(self) -> dict[str, Any]:
        """The values that a gate decides on."""
        return {name: getattr(self, name) for name in ("run", "kind", "score", "data", "split")}


class Runs(Check, frozen=True, kw_only=True, tag="runs"):
    """The runs, simple ones first: which was chosen, and why."""

    PARTS: ClassVar[dict[str, str]] = {
        "baseline": "The first run on this data and split is a rule, a constant or a simple model.",
        "chosen": "The chosen run is good enough, and beats the baseline by `min_gain` unless it is the baseline.",
        "errors": f"Somebody looked at {_REVIEWED} of the training rows that the chosen run gets wrong.",
        "cost": "The note of a chosen model says why it pays.",
    }

    file: ProjectPath
    part: Literal["baseline", "chosen", "errors", "cost"]
    metric: ProjectPath
    errors: ProjectPath = "errors.csv"
    facts: ProjectPath | None = None
    inventory: ProjectPath | None = None
    audit: ProjectPath | None = None
    profile: ProjectPath | None = None
    verify: tuple[Text, ...] = ()

    def decide(self, evidence: Evidence) -> Finding:
        """Check one part; "first" is the first run with the chosen run's data and split."""
        metric = evidence.record(self.metric)
        runs = [*_runs(evidence, self.file)]
        if not runs:
            place, fix = Place(evidence.path(self.file), 1), "record a run of the simplest approach first"
            raise Unwritten(place, "no run yet", self.says, fix, done=0)
        if self.part == "baseline" and is_placeholder(metric.get("chosen")):
            return self._baseline(evidence, runs[0])
        chosen = find_chosen_run(metric, runs)
        comparable = [run for run in runs if run.table == chosen.table]
        first = comparable[0]
        match self.part:
            case "baseline":
                return self._baseline(evidence, first)
            case "chosen":
                return self._chosen_again(evidence, metric, comparable, chosen)
            case "errors":
                return self._errors(evidence, chosen)
            case "cost":
                return self._cost(evidence, chosen)

    def written(self) -> str:
        """The errors, where they are to be reviewed; else the log of runs."""
        return self.errors if self.part == "errors" else self.file

    def command(self) -> tuple[tuple[str, ...], int] | None:
        """The script that scores the runs again from their predictions, to compare."""
        return (self.verify, LONGEST) if self.verify else None

    def _chosen_again(self, evidence: Evidence, metric: Record, comparable: list[Run], chosen: Run) -> Finding:
        """Compare the chosen run with its rivals, and with what is here of it: its table, predictions and cells."""
        place = Place(evidence.path(self.file), chosen.line)
        if self.facts and self.inventory:
            refuse_other_table(evidence, chosen, place, self.facts, self.inventory)
        refuse_borrowed_predictions(chosen, comparable, place)
        compare_predictions(evidence, chosen, place)
        rivals = [run for run in comparable if run.kind in BASELINES]
        finding = self._chosen(evidence, metric, comparable[0], chosen)
        finding = rescored(evidence, self.file, metric, chosen, rivals, finding)
        if self.verify and finding.status == "pass" and chosen.predictions:
            finding = self._computed_again(evidence, finding)
        if finding.status != "fail":
            about = DataFiles(self.facts, self.audit, self.profile)
            finding = with_doubts(finding, evidence, (chosen, str(metric.get("metric"))), about)
        if finding.status == "fail" or not comparable[1:]:
            return finding
        looks = f"; the test part was looked at {count(len(comparable), 'time')}"
        return structs.replace(finding, have=finding.have + looks)

    def _computed_again(self, evidence: Evidence, finding: Finding) -> Finding:
        """Let the script score all runs again, where the predictions are here."""
        if not evidence.glob("/predictions/*.parquet"):
            return finding
        cells = str(PurePosixPath(self.file).with_name("cells") / "*.csv")
        reads = [self.file, self.metric, cells, *([self.facts] if self.facts else [])]
        reads = [f"/{evidence.path(each)}" for each in reads]
        return computed_again(evidence, finding, self.verify, [*reads, "/predictions/*.parquet"])

    def _baseline(self, evidence: Evidence, first: Run) -> Finding:
        is_simple = first.kind in BASELINES
        return Finding(
            status="pass" if is_simple else "fail",
            place=Place(evidence.path(self.file), first.line),
            have=f"the first run, {first.run}, is of kind {first.kind}",
            want=f"a run of kind {listing(BASELINES, 'or')} first, on the same data and split",
            fix="" if is_simple else "run a rule or a constant on this data and split, and put it first",
            values=first.values(),
            basis="recorded",
        )

    def _chosen(self, evidence: Evidence, metric: Record, first: Run, chosen: Run) -> Finding:
        if first.kind not in BASELINES:
            return self._baseline(evidence, first)  # there is nothing to compare with yet
        name = metric.identifier("metric", "the name of the metric")
        good = metric.number("good_enough", f"the {name} that is good enough")
        gain = metric.number("min_gain", f"the smallest gain in {name} worth having")
        if gain < 0:
            raise metric.unmet("min_gain", f"the smallest gain in {name} worth having, 0 or more")
        sign = -1 if _better(metric) == "lower" else 1
        if chosen == first:
            bound = "at most" if sign < 0 else "at least"
            is_met, want = sign * (chosen.score - good) >= 0, f"{name} {bound} {show(good)}, which is good enough"
            have = f"{chosen.run}, the baseline, with {name} {show(chosen.score)}"
            fix = f"bring {name} to {show(good)}, or choose another run"
        elif sign * (chosen.score - good) < 0:
            is_met, want = False, f"{name} {'at most' if sign < 0 else 'at least'} {show(good)}, which is good enough"
            have = f"{chosen.run} with {name} {show(chosen.score)}"
            fix = f"bring {name} to {show(good)}, or choose another run"
        else:
            better = sign * (chosen.score - first.score)
            is_met = better > 0 and better >= gain * (1 - 1e-9)  # 0.7 - 0.6 is not quite 0.1
            margin = f"{show(gain)} better" if gain else "better"
            want = f"{margin} than {first.run}, the baseline, which has {show(first.score)}"
            have = f"{chosen.run} with {name} {show(chosen.score)}"
            fix = "choose another run, or stay with the baseline if it is good enough"
        return Finding(
            status="pass" if is_met else "fail",
            place=Place(evidence.path(self.file), chosen.line),
            have=have,
            want=want,
            fix="" if is_met else fix,
            values={"chosen": chosen.values(), "baseline": first.values()},
            basis="recorded",
            facts={"run": {"run": chosen.run, "kind": chosen.kind, "score": chosen.score, "metric": name}},
        )

    def _errors(self, evidence: Evidence, chosen: Run) -> Finding:
        if chosen.kind in ("rule", "constant"):
            place, have = Place(evidence.path(self.file), chosen.line), f"not asked of a {chosen.kind}"
            return Finding(status="pass", place=place, have=have, want=self.says, values={"kind": chosen.kind})
        rows, done, first = 0, 0, 1
        for line, row in evidence.rows(self.errors, ("checked",)):
            first = line if rows == done and not row["checked"] else first
            rows, done = rows + 1, done + bool(row["checked"])
        wanted = min(rows, _REVIEWED)
        return Finding(
            status="pass" if done >= wanted else "fail",
            place=Place(evidence.path(self.errors), first),
            have=f"{done} of {count(rows, 'training error')} reviewed",
            want=f"{wanted} of them reviewed: the right label in the column checked",
            fix="" if done >= wanted else f"review {wanted - done} more",
            values={"errors": rows, "checked": done},
            done=done / max(wanted, 1),
        )

    def _cost(self, evidence: Evidence, chosen: Run) -> Finding:
        is_said = chosen.kind != "model" or not is_placeholder(chosen.note)
        return Finding(
            status="pass" if is_said else "fail",
            place=Place(evidence.path(self.file), chosen.line),
            have=f"{chosen.run} is of kind {chosen.kind}" + (f": {chosen.note}" if chosen.note else ""),
            want=self.says,
            fix="" if is_said else "say in its note why it pays",
            values={"kind": chosen.kind, "note": chosen.note},
        )


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


def _better(metric: Record) -> str:
    better = metric.get("better")
    if better not in ("higher", "lower"):
        raise metric.unmet("better", "higher or lower")
    return str(better)


def _runs(evidence: Evidence, file: str) -> Iterator[Run]:
    path, seen = evidence.path(file), dict[str, int]()
    for line, row in evidence.rows(file, _COLUMNS, limit=LOG_LIMIT):
        score = parse_number(row["score"])
        if score is None:
            raise Unmet(Place(path, line), f"score: {describe_value(row['score'] or None)}", "a number", "fix the row")
        if row["kind"] not in KINDS:
            raise Unmet(
                Place(path, line), f"kind: {describe_value(row['kind'] or None)}", listing(KINDS, "or"), "fix the row"
            )
        if not row["run"] or row["run"] in seen:
            have = f"run: {describe_value(row['run'] or None)}" + (
                f", as on line {seen[row['run']]}" if row["run"] else ""
            )
            raise Unmet(Place(path, line), have, "a unique name for each run", "fix the row")
        seen[row["run"]] = line
        more = {name: row.get(name, "") for name in ("features", "predictions")}
        yield Run(row["run"], row["kind"], score, row["data"], row["split"], row["note"], line, **more)
