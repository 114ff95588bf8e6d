"""What `pilot_plan` finds: whether the plan is complete, and what it can settle."""

from datetime import date, timedelta

from msgspec import structs

from crispdm.dates import parse_date
from crispdm.gate.evidence import Evidence
from crispdm.gate.facts import brief
from crispdm.gate.finding import Finding, Unmet
from crispdm.gate.pilot.clock import first_accepted, guard_values, late_plan, plan_values, used_days, with_fault
from crispdm.gate.pilot.forecast import Forecast, describe_forecast, forecast
from crispdm.gate.pilot.objective import Objective, read_objective
from crispdm.gate.pilot.plan import Plan
from crispdm.gate.pilot.plan_file import read_plan, read_start
from crispdm.gate.pilot.refusal import Refusal
from crispdm.gate.pilot.rows_file import read_rows_before
from crispdm.gate.record import Record
from crispdm.numbers import percent

_LARGE_SHARE, _LONG = 0.1, 14
_AHEAD = 366  # days
_WEAK = "plan more days, a larger share or rows from before the start; or accept that it may settle nothing"
_FEW_PEOPLE = "compare with rows from before the start, plan.pre_days, or take more people; more days do not help"
_LIKELY = "a chance of 80 % or more that it gives an answer"


def plan_finding(evidence: Evidence, file: str, objective_file: str | None, data: str | None) -> Finding:
    """Judge the plan of a pilot.

    Args:
        evidence: of the phase.
        file: pilot.yaml.
        objective_file: objective.yaml, where the plan is compared with it.
        data: pilot.csv, where it may have rows from before the start.

    Raises:
        Unmet: the plan lacks something.
    """
    record = evidence.record(file)
    _refuse_far_start(record, evidence.today)
    plan, values = read_plan(record), plan_values(record, evidence.pilot_past().accepted_plan(record.file))
    objective, found = _forecast(evidence, record, plan, objective_file, data)
    warnings = [
        *([f"{percent(plan.share)} of the traffic is a lot for a first pilot"] if plan.share > _LARGE_SHARE else []),
        *([f"{plan.days} days is long: seasons change in that time"] if plan.days > _LONG else []),
    ]
    guards = guard_values(record)
    settles = [describe_forecast(objective, plan, found)] if objective and found else []
    is_weak = found is not None and found.is_weak
    who = record.words("plan.stopped_by", "who may stop it at any time")
    have = f"{percent(plan.share)} of the traffic, {plan.days} days, {who} can stop it"
    finding = Finding(
        status="warn" if warnings or is_weak else "pass",
        place=record.place("plan"),
        have="; ".join([have, *warnings, *settles]),
        want="; ".join(
            [*([_LIKELY] if is_weak else []), "at most 10 % of the traffic for at most 14 days, to begin with"]
        ),
        fix=_weak(plan) if is_weak else "plan a smaller or shorter pilot, unless there is a reason" if warnings else "",
        values=values,
        facts={**({"plan": found.values()} if found else {}), **({"planned_guards": guards} if guards else {})},
    )
    return _on_time(evidence, record, plan, finding)


def _weak(plan: Plan) -> str:
    """People who differ for good differ as much after a year."""
    return _FEW_PEOPLE if plan.units and not plan.pre_days else _WEAK


def _refuse_far_start(record: Record, today: date | None) -> None:
    """Nobody plans the days of a pilot years ahead.

    Raises:
        Unmet: it starts more than a year from now.
    """
    start = parse_date(record.get("plan.start"))
    if today and start and (start - today).days > _AHEAD:
        raise record.unmet("plan.start", f"a day within a year, until {today + timedelta(days=_AHEAD)}")


def _on_time(evidence: Evidence, record: Record, plan: Plan, finding: Finding) -> Finding:
    """The finding; failing where the pilot starts before its plan passes the gate, or on days that decided already."""
    start, past = read_start(record), evidence.pilot_past()
    if record.file not in past.plans:
        return finding
    day = first_accepted(record, past) or evidence.today
    try:
        end = plan.last_day(plan.grid(start)[-1][-1])
    except Refusal as refusal:
        raise Unmet(record.place(refusal.key), refusal.have, refusal.want, refusal.fix, finding.values) from None
    found = [*used_days(past, (start, end), evidence.today), *(late_plan(record, past, day) if day else ())]
    if not found and day and start < day:
        finding = _ran_before(finding, start, str(record.get("started_before")))
    return with_fault(finding, record, found[0] if found else None)


def _ran_before(finding: Finding, start: date, reason: str) -> Finding:
    """The finding on a plan that a team accepts while its pilot runs, with the reason, which is read out."""
    have = f"{finding.have}; it began on {start}, before this plan is accepted: {reason}"
    return structs.replace(finding, have=have, facts={**finding.facts, **brief(late_plan={"started_before": reason})})


def _forecast(
    evidence: Evidence, record: Record, plan: Plan, objective_file: str | None, data: str | None
) -> tuple[Objective | None, Forecast | None]:
    """What the plan can settle; nothing where the objective cannot be read, which its own criterion says."""
    if objective_file is None:
        return None, None
    try:
        objective = read_objective(evidence.record(objective_file))
    except Unmet:
        return None, None
    start = parse_date(record.get("plan.start")) or date.max
    before = read_rows_before(evidence, data, start, plan) if data else ()
    return objective, forecast(objective, plan, before)
