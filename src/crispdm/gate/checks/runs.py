"""`runs`: the log of runs, the baseline first."""

from typing import ClassVar, Literal

from crispdm.gate.checks.baseline import baseline_finding
from crispdm.gate.checks.run_log import Run, find_chosen_run, read_runs
from crispdm.gate.computed_again import LONGEST
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Place, Unwritten
from crispdm.gate.kind import Check
from crispdm.gate.origin import warn_of_lacking
from crispdm.placeholders import is_placeholder
from crispdm.process import ProjectPath, Text
from crispdm.words import count

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
            return baseline_finding(evidence, self.file, runs)
        chosen = find_chosen_run(metric, runs)
        on_its_table = [run for run in runs if run.table == chosen.table]
        match self.part:
            case "baseline":
                return baseline_finding(evidence, self.file, on_its_table)
            case "chosen":
                from crispdm.gate.checks.chosen_part import RunFiles, chosen_part  # noqa: PLC0415 - see there

                files = self.facts, self.inventory, self.audit, self.profile
                names = RunFiles(self.file, self.metric, *files, self.verify)
                return chosen_part(evidence, names, metric, on_its_table, chosen)
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
