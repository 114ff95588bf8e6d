"""`verdict`: the team's decision beside what the pilot's numbers say."""

from msgspec import Struct

from crispdm.gate.checks.pilot import guard
from crispdm.gate.evidence import Evidence, Record
from crispdm.gate.finding import Finding, Status
from crispdm.gate.kind import Check
from crispdm.gate.measure import Objective, read_objective
from crispdm.gate.pilots import effect_of_days, effect_of_result, read_days, read_plan, read_start
from crispdm.gate.quantity import says_nothing
from crispdm.gate.verdict import Effect, Verdict, in_words, judge, tempered
from crispdm.process import ProjectPath, Text
from crispdm.words import listing

DECISIONS = ("deploy", "improve", "stop")


class Measured(Struct, frozen=True):
    """The pilot as it was measured, and what it says."""

    objective: Objective
    effect: Effect
    verdict: Verdict


class VerdictFits(Check, frozen=True, kw_only=True, tag="verdict"):
    """The decision is what the numbers say, or there is a reason, which is read out."""

    file: ProjectPath
    field: Text = "decision"
    data: ProjectPath
    objective: ProjectPath
    runs: ProjectPath
    metric: ProjectPath

    def decide(self, evidence: Evidence) -> Finding:
        """Measure, judge, and compare with the decision; `unclear` passes improve and stop."""
        record = evidence.record(self.file)
        found = self._measured(evidence, record)
        decision, says = record.get(self.field), found.verdict.says
        fits = decision == says or (says == "unclear" and decision in ("improve", "stop"))
        fits = fits and not (decision == "deploy" and found.verdict.deploy_needs)
        has_reason = decision in DECISIONS and not says_nothing(record.get("reason"))
        status: Status = "pass" if fits else "warn" if has_reason else "fail"
        return Finding(
            status=status,
            place=record.place(self.field),
            have=f"{self.field}: {decision or 'nothing yet'}; {in_words(found.objective, found.effect)}",
            want=_wanted(found.verdict),
            fix="" if status == "pass" else _fix(found.verdict, decision),
            values={"decision": decision, "verdict": says, "estimate": round(found.effect.estimate, 12)},
            facts={"pilot": self._facts(record, found)},
        )

    def _measured(self, evidence: Evidence, record: Record) -> Measured:
        objective, plan = read_objective(evidence.record(self.objective)), read_plan(record)
        if isinstance(record.get("result"), dict):
            effect, span, is_held = effect_of_result(record, objective), 0, True
        else:
            days = read_days(evidence, self.data, read_start(record), plan)
            effect = effect_of_days(days, objective, plan, record, evidence.path(self.data))
            span = (days[-1].day - days[0].day).days + 1
            is_held = guard(evidence, record, self.data, days).status != "fail"
        ran = span or effect.days
        verdict = judge(objective, effect)
        verdict = tempered(verdict, planned=plan.days, days=ran, has_control=plan.has_control, is_guard_held=is_held)
        return Measured(objective, effect, verdict)

    def _facts(self, record: Record, found: Measured) -> dict[str, object]:
        effect, verdict = found.effect, found.verdict
        reason = record.get("reason")
        return {
            "start": str(record.get("plan.start")),
            "days": effect.days,
            "share": record.get("plan.share"),
            "estimate": effect.estimate,
            "low": effect.low,
            "high": effect.high,
            "verdict": verdict.says,
            "decision": record.get(self.field),
            **({} if says_nothing(reason) else {"reason": str(reason)}),
        }


def _wanted(verdict: Verdict) -> str:
    return f"{verdict.says}: {verdict.because}"


def _fix(verdict: Verdict, decision: object) -> str:
    options = {"unclear": ["improve", "stop"]}.get(verdict.says, [verdict.says])
    if decision == "deploy" and verdict.says == "deploy":
        return f"give a reason to deploy, which status will read out: {verdict.deploy_needs}"
    longer = "run on, or " if verdict.says == "unclear" else ""
    return f"{longer}decide {listing(options, 'or')}, or give a reason, which status will read out"
