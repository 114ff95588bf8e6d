"""`runs`: the log of runs, the baseline first."""

from pathlib import PurePosixPath
from typing import ClassVar, Literal

from msgspec import structs

from crispdm.gate.checks.chosen_run import chosen_finding, with_intervals
from crispdm.gate.checks.rescored import rescored
from crispdm.gate.checks.run_doubts import DataFiles, with_doubts
from crispdm.gate.checks.run_log import BASELINES, Run, find_chosen_run, read_runs
from crispdm.gate.checks.run_table import (
    compare_predictions,
    refuse_borrowed_predictions,
    refuse_other_rows,
    refuse_other_table,
    refuse_typed_rivals,
    refuse_typed_run,
)
from crispdm.gate.computed_again import LONGEST, computed_again
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Place, Unwritten
from crispdm.gate.kind import Check
from crispdm.gate.origin import warn_of_lacking
from crispdm.gate.record import Record
from crispdm.placeholders import is_placeholder
from crispdm.process import ProjectPath, Text
from crispdm.words import count, listing

_REVIEWED = 20  # errors that somebody has to look at


class Runs(Check, frozen=True, kw_only=True, tag="runs"):
    """The runs, simple ones first: which was chosen, and why."""

    PARTS: ClassVar[dict[str, str]] = {
        "baseline": "The first run on this data and split is a rule, a constant or a simple model.",
        "chosen": "The chosen run is good enough, and surely better than each cheaper run, by `min_gain` or more.",
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
        """Check one part; "first" is the first run that can be compared with the chosen one."""
        metric = evidence.record(self.metric)
        runs = [*read_runs(evidence, self.file)]
        if not runs:
            place, fix = Place(evidence.path(self.file), 1), "record a run of the simplest approach first"
            raise Unwritten(place, "no runs yet", self.says, fix, done=0)
        if self.part == "baseline" and is_placeholder(metric.get("chosen")):
            return self._baseline(evidence, runs)
        chosen = find_chosen_run(metric, runs)
        on_its_table = [run for run in runs if run.table == chosen.table]
        match self.part:
            case "baseline":
                return self._baseline(evidence, on_its_table)
            case "chosen":
                return self._chosen_again(evidence, metric, on_its_table, chosen)
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

    def _chosen_again(self, evidence: Evidence, metric: Record, on_its_table: list[Run], chosen: Run) -> Finding:
        """Compare the chosen run with its rivals, and with what is here of it: its table, predictions and cells."""
        place = Place(evidence.path(self.file), chosen.line)
        rivals = [run for run in on_its_table if chosen.has_to_beat(run)]
        if self.facts and self.inventory:
            refuse_other_table(evidence, chosen, place, self.facts, self.inventory)
            refuse_typed_run(evidence, self.file, chosen)
            refuse_typed_rivals(evidence, self.file, rivals)
        refuse_borrowed_predictions(chosen, on_its_table, place)
        compare_predictions(evidence, chosen, place)
        if _first(on_its_table).kind not in BASELINES:
            return self._baseline(evidence, on_its_table)  # there is nothing to compare with yet
        finding = chosen_finding(evidence, self.file, metric, chosen, rivals)
        if found := rescored(evidence, self.file, metric, chosen, rivals):
            if self.facts and found.is_counted:
                refuse_other_rows(evidence, chosen, found.score.rows, place, self.facts)
            finding = with_intervals(finding, found, chosen, rivals)
        if self.verify and finding.status == "pass" and chosen.predictions:
            finding = self._computed_again(evidence, finding)
        if finding.status != "fail":
            about = DataFiles(self.facts, self.audit, self.profile)
            finding = with_doubts(finding, evidence, (chosen, str(metric.get("metric"))), about)
        if finding.status == "fail" or not on_its_table[1:]:
            return finding
        looks = f"; the test part was looked at {count(len(on_its_table), 'time')}"
        return structs.replace(finding, have=finding.have + looks)

    def _computed_again(self, evidence: Evidence, finding: Finding) -> Finding:
        """Let the script score all runs again, where the predictions are here; a count of cells needs none."""
        if not evidence.glob("/predictions/*.parquet"):
            return finding if finding.basis == "seen" or evidence.is_light else _not_here(finding)
        cells = str(PurePosixPath(self.file).with_name("cells") / "*.csv")
        reads = [self.file, self.metric, cells, *([self.facts] if self.facts else [])]
        reads = [f"/{evidence.path(each)}" for each in reads]
        return computed_again(evidence, finding, self.verify, [*reads, "/predictions/*.parquet"])

    def _baseline(self, evidence: Evidence, runs: list[Run]) -> Finding:
        first = _first(runs)
        is_simple, is_typed = first.kind in BASELINES, first != runs[0]
        have = f"the first run{' with predictions' if is_typed else ''}, {first.run}, is of kind {first.kind}"
        if is_typed and not is_simple:
            have += f"; {runs[0].run} came without predictions, so it is no baseline"
        return Finding(
            status="pass" if is_simple else "fail",
            place=Place(evidence.path(self.file), first.line),
            have=have,
            want=f"a run of kind {listing(BASELINES, 'or')} first, on the same data and split",
            fix="" if is_simple else "run a rule or a constant on this data and split, and put it first",
            values=first.values(),
            basis=first.basis,
        )

    def _errors(self, evidence: Evidence, chosen: Run) -> Finding:
        if chosen.kind in ("rule", "constant"):
            place, have = Place(evidence.path(self.file), chosen.line), f"not required of a {chosen.kind}"
            return Finding(status="pass", place=place, have=have, want=self.says, values={"kind": chosen.kind})
        rows, done, first = 0, 0, 1
        for line, row in evidence.rows(self.errors, ("checked",)):
            first = line if rows == done and not row["checked"] else first
            rows, done = rows + 1, done + bool(row["checked"])
        wanted = min(rows, _REVIEWED)
        finding = Finding(
            status="pass" if done >= wanted else "fail",
            place=Place(evidence.path(self.errors), first),
            have=f"{done} of {count(rows, 'training error')} reviewed",
            want=f"{wanted} of them reviewed: the right label in the column checked",
            fix="" if done >= wanted else f"review {wanted - done} more",
            values={"errors": rows, "checked": done},
            done=done / max(wanted, 1),
        )
        return warn_of_lacking(evidence, finding, self.facts, (self.errors,)) if self.facts else finding

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


def _first(runs: list[Run]) -> Run:
    """The first run that was scored from predictions; where none was, the first one that somebody wrote down."""
    return next((run for run in runs if run.predictions), runs[0])


def _not_here(finding: Finding) -> Finding:
    """What a script recorded of predictions that are not here passes, and says so."""
    have = f"{finding.have}; predictions/ is empty here, so it was not computed again"
    return structs.replace(finding, status="warn", have=have, fix="check it where the predictions are")
