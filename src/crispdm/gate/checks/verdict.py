"""`verdict`: the decision agrees with the pilot's numbers, or has a reason."""

from msgspec import Struct

from crispdm.gate.checks.pilot import calendar_days, check_guard, check_guard_of_result, start_and_chosen_run
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Status
from crispdm.gate.kind import Check
from crispdm.gate.pilot.objective import Objective, read_objective
from crispdm.gate.pilot.pilot_files import Day, Plan, effect_of_days, effect_of_result, read_days, read_plan, read_start
from crispdm.gate.pilot.verdict import Effect, Verdict, describe_effect, judge_effect, limit_verdict
from crispdm.gate.record import Record
from crispdm.numbers import is_placeholder
from crispdm.process import ProjectPath, Text
from crispdm.words import describe_value, listing

DECISIONS = ("deploy", "improve", "stop")
_READ_OUT = "nothing: `crispdm status` shows the reason until the iteration ends"


class Measured(Struct, frozen=True):
    """The pilot as it was measured, and the verdict on it."""

    objective: Objective
    effect: Effect
    verdict: Verdict
    plan: Plan


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
        record = evidence.record(self.file)
        found, decision = self._measured(evidence, record), record.get(self.field)
        fits = decision in found.verdict.allows and not (decision == "deploy" and found.verdict.deploy_needs)
        reason = None if fits or is_placeholder(record.get("reason")) else str(record.get("reason"))
        status: Status = "pass" if fits else "warn" if reason and decision in DECISIONS else "fail"
        exception = {"reason": reason} if status == "warn" else {}
        verdict = f"the numbers say {found.verdict.says}: {describe_effect(found.objective, found.effect)}"
        return Finding(
            status=status,
            place=record.place(self.field),
            have=f"{self.field}: {_decided(decision)}{', for a reason' if exception else ''}; {verdict}",
            want=_wanted(found.verdict),
            fix={"pass": "", "warn": _READ_OUT}.get(status) or _fix(found.verdict, decision),
            values={
                **start_and_chosen_run(record, evidence.record(self.metric)),
                "decision": decision,
                "verdict": found.verdict.says,
                "estimate": round(found.effect.estimate, 12),
                **exception,
            },
            facts={"pilot": {**_facts(record, found), "decision": decision, **exception}},
        )

    def waits_for_pilot(self, evidence: Evidence, plan: str, finding: Finding) -> bool:  # noqa: ARG002
        """A decision waits until somebody writes it."""
        return self.file == plan and is_placeholder(evidence.record(self.file).get(self.field))

    def _measured(self, evidence: Evidence, record: Record) -> Measured:
        objective, plan = read_objective(evidence.record(self.objective)), read_plan(record)
        days: list[Day] = []
        if isinstance(record.get("result"), dict):
            effect = effect_of_result(record, objective, plan)
        else:
            days = read_days(evidence, self.data, read_start(record), plan)
            effect = effect_of_days(days, objective, plan, record, evidence.path(self.data))
        verdict = judge_effect(objective, effect)
        if verdict.says == "deploy":  # only then the guard matters: nobody has to fix one in order to stop
            guarded = check_guard(evidence, record, self.data, days) if days else check_guard_of_result(record)
            broken = "" if guarded.status == "pass" else f"the guard does not hold ({guarded.have})"
            ran = calendar_days(days) if days else effect.days
            verdict = limit_verdict(verdict, planned=plan.days, days=ran, has_control=plan.has_control, guard=broken)
        return Measured(objective, effect, verdict, plan)


def _facts(record: Record, found: Measured) -> dict[str, object]:
    """The figures that the history keeps."""
    return {
        "start": str(read_start(record)),
        "days": found.effect.days,
        "share": found.plan.share,
        "estimate": found.effect.estimate,
        "low": found.effect.low,
        "high": found.effect.high,
        "relative": found.effect.is_relative,
        "verdict": found.verdict.says,
    }


def _decided(decision: object) -> str:
    return (
        "nothing yet"
        if is_placeholder(decision)
        else decision
        if isinstance(decision, str)
        else describe_value(decision)
    )


def _wanted(verdict: Verdict) -> str:
    if verdict.deploy_needs:
        return f"deploy, with a reason: {verdict.because}, but {verdict.deploy_needs}"
    return f"{listing(verdict.allows, 'or')}: {verdict.because}"


def _fix(verdict: Verdict, decision: object) -> str:
    longer = "run it longer, or " if verdict.says == "unclear" else ""
    if decision == verdict.says == "deploy":
        return "give a reason, which `crispdm status` shows"
    if decision in DECISIONS:
        return f"{longer}decide {listing(verdict.allows, 'or')}, or give a reason, which `crispdm status` shows"
    return f"{longer}decide {listing(verdict.allows, 'or')}{' and give a reason' if verdict.deploy_needs else ''}"
