"""What `verdict` finds: what the numbers of the pilot say, and whether the decision agrees."""

import math
from typing import NamedTuple

from crispdm.gate.checks.run_finding import start_and_chosen_run
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Status
from crispdm.gate.pilot.judgement import Judged
from crispdm.gate.pilot.objective import Objective, read_objective
from crispdm.gate.pilot.pilot_files import PilotSource
from crispdm.gate.pilot.plan import Plan
from crispdm.gate.pilot.plan_file import read_plan, read_start
from crispdm.gate.pilot.verdict import Verdict, describe_effect
from crispdm.gate.record import Record
from crispdm.numbers import is_placeholder
from crispdm.words import describe_value, listing

DECISIONS = ("deploy", "improve", "stop")
_TOO_EARLY = "improve or stop: it runs on to its planned end, and looking before misleads (`crispdm check --early`)"
_READ_OUT = "nothing: `crispdm status` shows the reason until the iteration ends"


class Files(NamedTuple):
    """Where a pilot and what it is compared with stand."""

    plan: str
    data: str
    objective: str
    metric: str


def verdict_finding(evidence: Evidence, files: Files, field: str) -> Finding:
    """Measure, judge, and compare with the decision.

    Args:
        evidence: of the phase.
        files: of the pilot.
        field: of pilot.yaml, with the decision.

    Raises:
        Unmet: something is missing or cannot be.
    """
    record = evidence.record(files.plan)
    objective, plan = read_objective(evidence.record(files.objective)), read_plan(record)
    found, decision = PilotSource(evidence, record, files.data).judge(objective), record.get(field)
    fits = decision in found.verdict.allows and not (decision == "deploy" and found.verdict.deploy_needs)
    reason = None if fits or is_placeholder(record.get("reason")) else str(record.get("reason"))
    is_exception = reason is not None and decision in DECISIONS
    exception = {"reason": reason} if is_exception else {}
    status: Status = "warn" if is_exception else "fail" if not fits else "warn" if found.warnings else "pass"
    is_hidden = _is_early(found, plan) and not evidence.is_early
    verdict = f"the numbers say {found.verdict.says}{'' if is_hidden else _effect(objective, found, plan)}"
    return Finding(
        status=status,
        place=record.place(field),
        have=f"{field}: {_decided(decision)}{', for a reason' if exception else ''}; {verdict}",
        want=_TOO_EARLY if is_hidden else _wanted(found.verdict),
        fix=_READ_OUT if is_exception else _fix(found.verdict, decision) if not fits else _next_time(found),
        values={
            **start_and_chosen_run(record, evidence.record(files.metric)),
            "decision": decision,
            "verdict": found.verdict.says,
            "estimate": _rounded(found.effect.estimate if found.effect else None),
            **exception,
        },
        facts={"pilot": {**_facts(record, found, objective, plan), "decision": decision, **exception}},
    )


def _is_early(found: Judged, plan: Plan) -> bool:
    """Whether it is read before its planned end, and says nothing yet that must be known now."""
    part = found.effect.part if found.effect else 1.0
    return part < 1 and not plan.has_ended and found.verdict.says == "unclear"


def _effect(objective: Objective, found: Judged, plan: Plan) -> str:
    """The change with its interval, and what is to be known about it."""
    said = [describe_effect(objective, found.effect, plan)] if found.effect else []
    return "".join(f": {each}" for each in ["; ".join([*said, *found.warnings[:1]])] if each)


def _next_time(found: Judged) -> str:
    return f"nothing now; know that {'; '.join(found.warnings)}" if found.warnings else ""


def _facts(record: Record, found: Judged, objective: Objective, plan: Plan) -> dict[str, object]:
    """The figures that the history keeps."""
    effect = found.effect
    return {
        "start": str(read_start(record)),
        "days": effect.rows if effect else found.signs.get("read"),
        **({} if plan.row == "day" else {"row": plan.row}),
        "share": plan.share,
        "estimate": _finite(effect.estimate if effect else None),
        "low": _finite(effect.low if effect else None),
        "high": _finite(effect.high if effect else None),
        "relative": objective.is_relative,
        "verdict": found.verdict.says,
        "because": found.verdict.because,
        **({"harm": True} if found.verdict.is_harm else {}),
        "signs": {**found.signs, **({"warnings": [*found.warnings]} if found.warnings else {})},
    }


def _finite(value: float | None) -> float | None:
    """None for what JSON has no number for: an end that is open."""
    return value if value is not None and math.isfinite(value) else None


def _rounded(value: float | None) -> float | None:
    finite = _finite(value)
    return None if finite is None else round(finite, 12)


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
