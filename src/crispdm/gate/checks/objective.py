"""`objective`: a measure has a value now and a target."""

import re

from crispdm.gate.copied_examples import warn_of_examples
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding
from crispdm.gate.kind import Check
from crispdm.gate.pilot.objective import read_objective
from crispdm.process import ProjectPath

_RATE = (
    r"(?i)\b(per|pro|je|par|por|cada)\b|每|(?<=[\w$€£¥₹₩₽₺])\s?/\s?(?=\w)|%"
    r"|\b(percent|share|rate|ratio|average|mean|median|each|every|probability)\b"
)


_NO_UNIT = {"per", "pro", "je", "par", "por", "cada", "unit", "units", "rate", "value", "number", "each"}  # alone
_WORDS = ("objective.measure", "objective.unit")


class ObjectiveStated(Check, frozen=True, kw_only=True, tag="objective"):
    """The business measure has a unit, a value now, and a target that differs from it."""

    file: ProjectPath

    def decide(self, evidence: Evidence) -> Finding:
        """Read it back with its direction; warn where the measure seems to be a total."""
        record = evidence.record(self.file)
        objective = read_objective(record)
        if not {*re.findall(r"\w+", objective.unit.casefold())} - _NO_UNIT and not re.search(r"\W", objective.unit[:1]):
            raise record.unmet("objective.unit", "what is counted, and per what: hours per moderator per week")
        is_rate = bool(re.search(_RATE, f"{objective.unit}; {objective.measure}"))
        finding = Finding(
            status="pass" if is_rate else "warn",
            place=record.place("objective.measure" if is_rate else "objective.unit"),
            have=str(objective) if is_rate else f"unit: {objective.unit}, which may be a total",
            want="a rate (per listing, per moderator, per week), so that 5 % of the traffic can be compared",
            fix="" if is_rate else "write the rate into objective.unit",
            values=objective.values(),
            facts={"objective": objective.facts()},
        )
        return warn_of_examples(finding, record, _WORDS)
