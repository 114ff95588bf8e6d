"""`verdict`: the decision agrees with the pilot's numbers, or has a reason.

What it finds is decided in a module that is imported late: a project has a pilot in two of its phases.
"""

from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding
from crispdm.gate.kind import Check
from crispdm.placeholders import is_placeholder
from crispdm.process import ProjectPath, Text


class VerdictFits(Check, frozen=True, kw_only=True, tag="verdict"):
    """The decision is what the numbers say, or has a reason, which `status` shows."""

    file: ProjectPath
    field: Text = "decision"
    data: ProjectPath
    objective: ProjectPath
    runs: ProjectPath
    metric: ProjectPath

    def decide(self, evidence: Evidence) -> Finding:
        """Measure, judge, and compare with the decision; `unclear` passes improve and stop."""
        from crispdm.gate.checks.pilot_log import compared_with_log  # noqa: PLC0415 - as above
        from crispdm.gate.checks.verdict_finding import Files, verdict_finding  # noqa: PLC0415 - as above

        files = Files(self.file, self.data, self.objective, self.metric)
        return compared_with_log(evidence, verdict_finding(evidence, files, self.field), self.file, self.data)

    def waits_for_pilot(self, evidence: Evidence, plan: str, finding: Finding) -> bool:
        """A decision waits until somebody writes it; harm, a broken split and what cannot be meant are said now."""
        is_refused = finding.values is None and finding.done > 0
        is_said = is_refused or finding.is_binding or "share_found" in finding.signs
        return self.file == plan and not is_said and is_placeholder(evidence.record(self.file).get(self.field))
