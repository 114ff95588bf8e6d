"""`pilot_plan` and `pilot`: the online test is planned before anybody is exposed, and runs as planned.

What they find is decided in modules that are imported late: a project has a pilot in two of its phases.
"""

from typing import ClassVar, Literal

from crispdm.gate.computed_again import LONGEST
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding
from crispdm.gate.kind import Check, PilotFiles
from crispdm.process import ProjectPath, Text


class PilotPlan(Check, frozen=True, kw_only=True, tag="pilot_plan"):
    """The plan has a share, days, a control or why none is possible, who stops it, and how it is switched off.

    With the objective, the finding says what the plan can settle: the chance that it gives an answer if the wanted
    change is the true one, the smallest change that it settles, and the rows needed. Below 80 % it warns.

    The spread comes from rows of both arms before the start, at least seven of them in the data: run measure.py on
    two weeks of the old log with the arms assigned as they will be, or write the rows by hand. Rows of the control
    alone, with an empty column `pilot`, give a chance at worst; `plan.cases`, where the measure is a share of so many
    cases a day, one at best.

    It fails where the pilot starts before its plan passes the gate, unless `started_before` says why, or on days of
    an earlier pilot that decided.
    """

    file: ProjectPath
    objective: ProjectPath | None = None
    data: ProjectPath | None = None

    def decide(self, evidence: Evidence) -> Finding:
        """Read the plan; warn of a share above 10 %, of more than 14 days, and where it may settle nothing."""
        from crispdm.gate.checks.plan_finding import plan_finding  # noqa: PLC0415 - as above

        return plan_finding(evidence, self.file, self.objective, self.data)


class Pilot(Check, frozen=True, kw_only=True, tag="pilot"):
    """The pilot ran as planned, and harmed nothing."""

    PARTS: ClassVar[dict[str, str]] = {
        "ran": "It ran for the planned days, on the chosen run.",
        "guard": "What must not get worse did not: its interval lies within the loss that the plan allows.",
    }

    file: ProjectPath
    part: Literal["ran", "guard"]
    data: ProjectPath
    objective: ProjectPath
    runs: ProjectPath
    metric: ProjectPath
    verify: tuple[Text, ...] = ()

    def decide(self, evidence: Evidence) -> Finding:
        """Read the rows from plan.start on, and compare them with the log where pilot.yaml names one."""
        from crispdm.gate.checks.pilot_log import compared_with_log, with_who_vouches  # noqa: PLC0415 - as above
        from crispdm.gate.checks.run_finding import guard_finding, run_finding  # noqa: PLC0415 - as above

        if self.part == "guard":
            finding = guard_finding(evidence, self.file, self.data)
        else:
            finding = run_finding(evidence, self.file, self.data, self.metric)
        finding = compared_with_log(evidence, finding, self.file, self.data, self.verify)
        return with_who_vouches(finding, self.data) if self.part == "ran" and self.verify else finding

    def command(self) -> tuple[tuple[str, ...], int] | None:
        """The script that makes the rows from the log again, to compare."""
        return (self.verify, LONGEST) if self.verify else None

    def pilot_files(self) -> PilotFiles | None:
        """The plan and the days of the pilot, where this criterion checks its run."""
        return PilotFiles(self.file, self.data) if self.part == "ran" else None

    def waits_for_pilot(self, evidence: Evidence, plan: str, finding: Finding) -> bool:  # noqa: ARG002
        """A guard waits while nothing is measured."""
        return self.part == "guard" and finding.done == 0
