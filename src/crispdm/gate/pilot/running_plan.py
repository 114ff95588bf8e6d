"""A pilot as it was planned, with the rows that are over and not there."""

from datetime import date, timedelta

from msgspec import structs

from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Unmet
from crispdm.gate.kind import Check, PilotFiles
from crispdm.gate.pilot.plan import DAYS_OF, Plan
from crispdm.gate.pilot.plan_file import read_plan, read_start
from crispdm.gate.pilot.refusal import Refusal
from crispdm.gate.pilot.rows_file import read_rows
from crispdm.gate.pilot.running import RunningPilot


def read_pilot(
    evidence: Evidence, criterion: str, files: PilotFiles, closing: list[tuple[Check, Finding]], today: date
) -> RunningPilot:
    """Read the pilot of a criterion.

    Args:
        evidence: of the phase.
        criterion: the id of the criterion that checks its run.
        files: of the pilot.
        closing: the criteria that close the gate.
        today: the day.

    Raises:
        Unmet: the plan cannot be read.
    """
    record = evidence.record(files.plan)
    plan, start = read_plan(record), read_start(record)
    pilot = RunningPilot(
        criterion=criterion,
        start=start,
        days=plan.days,
        share=plan.share,
        stopped_by=record.words("plan.stopped_by", "who may stop it at any time"),
        waiting=tuple(check.id for check, finding in closing if check.waits_for_pilot(evidence, files.plan, finding)),
        data=evidence.path(files.data),
    )
    pilot = _foretold(pilot, plan, closing)
    if isinstance(record.get("result"), dict):
        return pilot  # it is analysed elsewhere
    try:
        days = {each.day for each in read_rows(evidence, files.data, pilot.start, plan)}
    except Unmet as unmet:
        if unmet.finding.done:
            return pilot  # a row cannot be read, which the criterion itself reports
        days = set()
    return structs.replace(pilot, missing=_missing(plan, pilot.start, days, today))


def _foretold(pilot: RunningPilot, plan: Plan, closing: list[tuple[Check, Finding]]) -> RunningPilot:
    """The same with the last day of the last row that it needs, as the criterion that judges it foretells."""
    signs = [finding.facts["pilot"].get("signs", {}) for _, finding in closing if "pilot" in finding.facts]
    needed = next((each["settled_after"] for each in signs if "settled_after" in each), 0)
    if needed is None:
        return structs.replace(pilot, never_settles=True)
    return structs.replace(pilot, settles=plan.end_of_row(pilot.start, needed)) if needed else pilot


def _missing(plan: Plan, start: date, days: set[date], today: date) -> tuple[date, ...]:
    """The rows that are over, and are neither there nor excused."""
    try:
        grid = plan.grid(start)
    except Refusal:
        return ()
    over = [day for pair in grid for day in pair if day + timedelta(days=DAYS_OF[plan.row]) <= today]
    return tuple(day for day in over if day not in days and day not in plan.missing)
