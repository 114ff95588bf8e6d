"""The pilot that runs today or is about to start, by its plan, and which criteria wait for its last day."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import cast

from msgspec import Struct, structs

from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Unmet
from crispdm.gate.kind import Check, PilotFiles
from crispdm.gate.pilot.plan import DAYS_OF, Plan
from crispdm.gate.pilot.plan_file import read_plan, read_start
from crispdm.gate.pilot.refusal import Refusal
from crispdm.gate.pilot.rows_file import read_rows
from crispdm.process import Criterion

Closing = tuple[Criterion, Finding]  # a criterion that closes the gate, and what its check says


class RunningPilot(Struct, frozen=True, kw_only=True):
    """A pilot that has not reached its last day."""

    criterion: str
    start: date
    days: int
    share: float
    has_daily_rows: bool = True
    stopped_by: str
    waiting: tuple[str, ...]  # the other criteria that only its last day can settle
    data: str = ""  # the file with its days
    missing: tuple[date, ...] = ()  # its days before today that have no row there
    settles: date | None = None  # the day on which it settles at the present spread; None where nothing tells

    @property
    def end(self) -> date:
        """Its last day."""
        return self.start + timedelta(days=self.days - 1)

    def day(self, today: date) -> int | None:
        """Which of its days today is, counted from 1; None before it starts."""
        return (today - self.start).days + 1 if today >= self.start else None


def find_running_pilot(evidence: Evidence, closing: Iterable[Closing], today: date) -> RunningPilot | None:
    """The pilot that keeps a gate closed until its last day; None where there is none, or its plan cannot be read."""
    checks = [(cast("Check", criterion), finding) for criterion, finding in closing]
    for check, _ in checks:
        if files := check.pilot_files():
            try:
                pilot = _read_pilot(evidence, check.id, files, checks, today)
            except Unmet:
                return None
            return structs.replace(pilot, settles=_settles(pilot, checks)) if today <= pilot.end else None
    return None


def _settles(pilot: RunningPilot, closing: list[tuple[Check, Finding]]) -> date | None:
    """The day of the last row that it needs, as the criterion that judges it foretells."""
    signs = [finding.facts["pilot"].get("signs", {}) for _, finding in closing if "pilot" in finding.facts]
    needed = next((each["settled_after"] for each in signs if each.get("settled_after")), None)
    return None if needed is None or not pilot.has_daily_rows else pilot.start + timedelta(days=needed - 1)


def _read_pilot(
    evidence: Evidence, criterion: str, files: PilotFiles, closing: list[tuple[Check, Finding]], today: date
) -> RunningPilot:
    record = evidence.record(files.plan)
    plan, start = read_plan(record), read_start(record)
    pilot = RunningPilot(
        criterion=criterion,
        start=start,
        days=plan.days,
        share=plan.share,
        has_daily_rows=plan.has_daily_rows,
        stopped_by=record.text("plan.stopped_by", "who may stop it at any time"),
        waiting=tuple(check.id for check, finding in closing if check.waits_for_pilot(evidence, files.plan, finding)),
        data=evidence.path(files.data),
    )
    if isinstance(record.get("result"), dict):
        return pilot  # it is analysed elsewhere
    try:
        days = {each.day for each in read_rows(evidence, files.data, pilot.start, plan)}
    except Unmet as unmet:
        if unmet.finding.done:
            return pilot  # a row cannot be read, which the criterion itself reports
        days = set()
    return structs.replace(pilot, missing=_missing(plan, pilot.start, days, today))


def _missing(plan: Plan, start: date, days: set[date], today: date) -> tuple[date, ...]:
    """The rows that are over, and are neither there nor excused."""
    try:
        grid = plan.grid(start)
    except Refusal:
        return ()
    over = [day for pair in grid for day in pair if day + timedelta(days=DAYS_OF[plan.row]) <= today]
    return tuple(day for day in over if day not in days and day not in plan.missing)
