"""Check the evidence of a phase: one finding for each criterion. Knows nothing of what happened before."""

from typing import cast

from msgspec import Struct, structs

from crispdm.gate.copied_examples import warn_of_sentences
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Place, Unmet, Unwritten
from crispdm.gate.kind import Check
from crispdm.process import Criterion, Phase


class Outcome(Struct, frozen=True):
    """What the team decided, as it is written, and where it is written."""

    value: str | None
    place: Place
    settled_by: tuple[str, ...]  # the criteria that judge the decision itself


class Assessment(Struct, frozen=True):
    """All findings of a phase, by criterion, and the outcome of its decision where it has one."""

    phase: Phase
    findings: dict[str, Finding]
    outcome: Outcome | None

    def digests(self) -> dict[str, str]:
        """The digest of the values that each criterion decided on."""
        return {name: finding.digest for name, finding in self.findings.items()}


def assess(phase: Phase, evidence: Evidence) -> Assessment:
    """Run every check of a phase.

    Args:
        phase: with criteria of the kinds in `checks`.
        evidence: of this phase.

    Returns:
        A finding for each criterion; broken evidence is a failing finding with its file and line.
    """
    findings = {criterion.id: _finding(criterion, evidence) for criterion in phase.criteria}
    return Assessment(phase, findings, _outcome(phase, evidence))


def _finding(criterion: Criterion, evidence: Evidence) -> Finding:
    check = cast("Check", criterion)
    if check.interface:
        from crispdm.gate.plug_in_checks import decide  # noqa: PLC0415 - few processes have such a kind

        return decide(check, evidence)
    try:
        return warn_of_sentences(check.decide(evidence), evidence.records())
    except Unwritten as unwritten:
        return _with_command(check, evidence, unwritten.finding)
    except Unmet as unmet:
        return unmet.finding


def _with_command(check: Check, evidence: Evidence, finding: Finding) -> Finding:
    """Name the command that writes this file."""
    written = check.written()
    if check.made_by is None or written is None or finding.place.file != evidence.path(written):
        return finding
    return structs.replace(finding, fix=f"run `{check.made_by}`")


def _outcome(phase: Phase, evidence: Evidence) -> Outcome | None:
    decision = phase.decision
    if decision is None:
        return None
    settled_by = tuple(each.id for each in phase.criteria if cast("Check", each).settles(decision))
    try:
        record = evidence.record(decision.file)
    except Unmet as unmet:
        return Outcome(None, unmet.finding.place, settled_by)
    value = record.get(decision.field)
    return Outcome(value if isinstance(value, str) else None, record.place(decision.field), settled_by)
