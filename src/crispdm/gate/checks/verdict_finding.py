"""What `verdict` finds: what the numbers of the pilot say, and whether the decision agrees."""

from typing import NamedTuple

from crispdm.gate.checks.pilot_facts import finite_or_none, looks_at, pilot_facts, with_tries
from crispdm.gate.checks.run_finding import start_and_chosen_run
from crispdm.gate.checks.run_log import chosen_run_name
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Status
from crispdm.gate.pilot.judgement import Judged
from crispdm.gate.pilot.objective import Objective, read_objective
from crispdm.gate.pilot.pilot_files import PilotSource
from crispdm.gate.pilot.plan import Plan
from crispdm.gate.pilot.plan_file import read_plan, read_start
from crispdm.gate.pilot.verdict import describe_effect
from crispdm.gate.record import Record
from crispdm.placeholders import is_placeholder
from crispdm.words import describe_value, listing

DECISIONS = ("deploy", "improve", "stop")
_TOO_EARLY = (
    "improve or stop: it runs on to its planned end; looking before misleads, and is recorded (`crispdm check --early`)"
)
_EFFECTS = ("first_half", "second_half")
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
    record, objective_record = evidence.record(files.plan), evidence.record(files.objective)
    objective, plan = read_objective(objective_record), read_plan(record)
    tries = _tries(evidence, record, files, objective, objective_record)
    found = with_tries(PilotSource(evidence, record, files.data).judge(objective), tries)
    decision = record.get(field)
    fits = decision in found.verdict.allows and not (decision == "deploy" and found.verdict.deploy_needs)
    reason = None if fits or is_placeholder(record.get("reason")) else str(record.get("reason"))
    exception = {"reason": reason} if reason is not None and decision in DECISIONS else {}
    status: Status = "warn" if exception else "fail" if not fits else "warn" if found.warnings else "pass"
    is_hidden = _is_early(found, plan) and not evidence.is_early
    verdict = f"the numbers say {found.verdict.says}{'' if is_hidden else _effect(objective, found, plan)}"
    split = f"{found.verdict.because.partition(': ')[0]}; " if _is_split_broken(found) else ""
    return Finding(
        status=status,
        place=record.place(field),
        have=f"{split}{field}: {_decided(decision)}{', for a reason' if exception else ''}; {verdict}",
        want=_TOO_EARLY if is_hidden else _wanted(found, record),
        fix=_READ_OUT if exception else _fix(found, decision) if not fits else _next_time(found),
        values={
            **start_and_chosen_run(record, evidence.record(files.metric)),
            "decision": decision,
            "verdict": found.verdict.says,
            "estimate": _rounded(found.effect.estimate if found.effect else None),
            **exception,
        },
        facts={
            "pilot": {
                **pilot_facts(record, found, objective, plan),
                **looks_at(evidence.pilot_past(), record),
                "decision": decision,
                **exception,
            }
        },
        is_binding=found.verdict.is_harm and not fits,
        signs={name: sign for name, sign in found.signs.items() if not (is_hidden and name in _EFFECTS)},
    )


def _tries(evidence: Evidence, record: Record, files: Files, objective: Objective, objective_record: Record) -> int:
    """How many pilots this objective has had, this one among them.

    Raises:
        Unmet: one of them was measured on another scale.
    """
    run = chosen_run_name(evidence.record(files.metric))
    others = [each for each in evidence.pilot_past().others(read_start(record), run) if each.is_of_objective]
    if apart := next((each for each in others if each.is_relative is not objective.is_relative), None):
        was, now = ("in percent", "in the unit") if apart.is_relative else ("in the unit", "in percent")
        want = f"one scale for all pilots of an objective: the one of {apart.start} was judged {was}, this one is {now}"
        scale = "relative" if apart.is_relative else "absolute"
        fix = f"write objective.scale: {scale}, or take the new scale into the next iteration"
        key = "objective.target" if is_placeholder(objective_record.get("objective.scale")) else "objective.scale"
        raise objective_record.unmet(key, want, fix)
    return len({each.start for each in others if each.start != read_start(record)}) + 1


def _is_split_broken(found: Judged) -> bool:
    """Whether the arms do not hold what was planned, which no more days mend."""
    return "share_found" in found.signs


def _is_early(found: Judged, plan: Plan) -> bool:
    """Whether it is read before its planned end, and says nothing yet that must be known now."""
    part = found.effect.part if found.effect else 1.0
    return part < 1 and not plan.has_ended and found.verdict.says == "unclear"


def _effect(objective: Objective, found: Judged, plan: Plan) -> str:
    """The change with its interval, and what is to be known about it."""
    said = [describe_effect(objective, found.effect, plan, found.remark)] if found.effect else []
    return "".join(f": {each}" for each in ["; ".join([*said, *found.warnings])] if each)


def _next_time(found: Judged) -> str:
    return "nothing to do now, but be aware of it" if found.warnings else ""


def _rounded(value: float | None) -> float | None:
    finite = finite_or_none(value)
    return None if finite is None else round(finite, 12)


def _decided(decision: object) -> str:
    return (
        "nothing yet"
        if is_placeholder(decision)
        else decision
        if isinstance(decision, str)
        else describe_value(decision)
    )


def _wanted(found: Judged, record: Record) -> str:
    verdict = found.verdict
    if verdict.is_harm:
        more = f"a reason, every sign-off, and somebody other than {record.get('plan.stopped_by')} to decide"
        return f"stop: {verdict.because}; anything else needs {more}"
    if verdict.deploy_needs:
        return f"deploy, with a reason: {verdict.because}, but {verdict.deploy_needs}"
    because = verdict.because.partition(": ")[2] if _is_split_broken(found) else verdict.because
    return f"{listing(verdict.allows, 'or')}: {because}"


def _fix(found: Judged, decision: object) -> str:
    verdict = found.verdict
    more = "run it longer, or " if found.effect else "correct that, run it longer, or "
    more = "correct that and pilot anew, or " if _is_split_broken(found) else more
    longer = more if verdict.says == "unclear" else ""
    if decision == verdict.says == "deploy":
        return "give a reason, which `crispdm status` shows"
    if decision in DECISIONS:
        return f"{longer}decide {listing(verdict.allows, 'or')}, or give a reason, which `crispdm status` shows"
    return f"{longer}decide {listing(verdict.allows, 'or')}{' and give a reason' if verdict.deploy_needs else ''}"
