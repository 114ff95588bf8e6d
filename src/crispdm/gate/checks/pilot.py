"""`pilot_plan` and `pilot`: the online test is planned before anybody is exposed, and runs as planned."""

import math
from datetime import timedelta
from itertools import pairwise
from typing import Any, Literal

from msgspec import structs

from crispdm.gate.checks.runs import chosen_run_name
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Place
from crispdm.gate.kind import Check, PilotFiles
from crispdm.gate.pilot.pilot_files import Day, days_of_result, read_days, read_plan, read_start
from crispdm.gate.record import Record
from crispdm.numbers import is_placeholder, percent, show
from crispdm.process import ProjectPath
from crispdm.words import count

_LARGE_SHARE, _LONG = 0.1, 14
_GUARDED = "what must not get worse"


class PilotPlan(Check, frozen=True, kw_only=True, tag="pilot_plan"):
    """The plan has a share, days, a control or why none is possible, who stops it, and how it is switched off."""

    file: ProjectPath

    def decide(self, evidence: Evidence) -> Finding:
        """Read the plan; warn of a share above 10 % and of more than 14 days."""
        record = evidence.record(self.file)
        plan = read_plan(record)
        warnings = [
            *([f"{percent(plan.share)} of the traffic is much for a first pilot"] if plan.share > _LARGE_SHARE else []),
            *([f"{plan.days} days are long: seasons change in that time"] if plan.days > _LONG else []),
        ]
        who = record.text("plan.stopped_by", "who may stop it at any time")
        have = f"{percent(plan.share)} of the traffic, {plan.days} days, {who} can stop it"
        names = ("control", "control_because", "stopped_by", "switch_off")
        return Finding(
            status="warn" if warnings else "pass",
            place=record.place("plan"),
            have="; ".join([have, *warnings]),
            want="at most 10 % of the traffic for at most 14 days, to begin with",
            fix="plan a smaller or shorter pilot, unless there is a reason" if warnings else "",
            values={"share": plan.share, "days": plan.days, **{name: record.get(f"plan.{name}") for name in names}},
        )


class Pilot(Check, frozen=True, kw_only=True, tag="pilot"):
    """`ran`: it ran for the planned days. `guard`: what must not get worse did not."""

    file: ProjectPath
    part: Literal["ran", "guard"]
    data: ProjectPath
    objective: ProjectPath
    runs: ProjectPath
    metric: ProjectPath

    def decide(self, evidence: Evidence) -> Finding:
        """Read the days from plan.start on."""
        record = evidence.record(self.file)
        if isinstance(record.get("result"), dict):
            return self._elsewhere(evidence, record)
        plan, start = read_plan(record), read_start(record)
        days = read_days(evidence, self.data, start, plan)
        return (
            self._ran(evidence, record, days) if self.part == "ran" else check_guard(evidence, record, self.data, days)
        )

    def pilot_files(self) -> PilotFiles | None:
        """The plan and the days of the pilot, where this criterion checks its run."""
        return PilotFiles(self.file, self.data) if self.part == "ran" else None

    def waits_for_pilot(self, evidence: Evidence, plan: str, finding: Finding) -> bool:  # noqa: ARG002
        """A guard waits while nothing is measured."""
        return self.part == "guard" and finding.done == 0

    def _elsewhere(self, evidence: Evidence, record: Record) -> Finding:
        """Trust the result of a test that was analysed elsewhere."""
        if self.part == "guard":
            return check_guard_of_result(record)
        return self._compared(evidence, record, days_of_result(record))

    def _ran(self, evidence: Evidence, record: Record, days: list[Day]) -> Finding:
        finding = self._compared(evidence, record, calendar_days(days))
        gap = next((later for day, later in pairwise(days) if later.day - day.day > timedelta(days=1)), None)
        if gap is None or finding.status == "fail":
            return finding
        return structs.replace(
            finding,
            status="warn",
            place=Place(evidence.path(self.data), gap.line),
            have=f"{finding.have}, {count(calendar_days(days) - len(days), 'day')} of them without a row",
            want="a row for each day, bad days too",
            fix=f"add the missing days, the first of them before {gap.day}, if the data still exists",
        )

    def _compared(self, evidence: Evidence, record: Record, ran: int) -> Finding:
        planned, ended = read_plan(record).days, record.get("ended_because")
        is_short = ran < planned and is_placeholder(ended)
        have = f"it ran {count(ran, 'day')}, " + ("as planned" if ran == planned else f"{planned} were planned")
        return Finding(
            status="fail" if is_short else "pass",
            place=record.place("plan.days" if is_short else "plan"),
            have=f"{have}: {ended}" if ran < planned and not is_short else have,
            want=f"{planned} days, or the reason for ending early in ended_because",
            fix=f"run it for {count(planned - ran, 'more day')}, or say in ended_because why it ended"
            if is_short
            else "",
            values={**start_and_chosen_run(record, evidence.record(self.metric)), "days": ran},
            done=min(ran / planned, 1),
        )


def calendar_days(days: list[Day]) -> int:
    """The calendar days from the first day to the last."""
    return (days[-1].day - days[0].day).days + 1


def start_and_chosen_run(record: Record, metric: Record) -> dict[str, Any]:
    """The start and the chosen run, which a later pilot may not repeat, unless it says why."""
    again = record.get("again_because")
    once = {"start": str(read_start(record)), "chosen": chosen_run_name(metric)}
    return once if is_placeholder(again) else {name: [value, str(again)] for name, value in once.items()}


def check_guard(evidence: Evidence, record: Record, data: str, days: list[Day]) -> Finding:
    """Compare the column guard with its limit; passes where no guard is planned."""
    missing = [day for day in days if day.guard is None]
    if missing and not is_placeholder(record.get("guard")):
        have = f"{count(len(missing), 'day')} without a number in the column guard"
        want = f"{record.text('guard.measure', _GUARDED)}, for each day"
        place = Place(evidence.path(data), missing[0].line)
        return Finding(status="fail", place=place, have=have, want=want, fix="add the numbers")
    return _compare_guard(record, [day.guard for day in days if day.guard is not None])


def check_guard_of_result(record: Record) -> Finding:
    """The same for a test that was analysed elsewhere, with `result.guard`."""
    is_named = not is_placeholder(record.get("guard"))
    return _compare_guard(record, [record.number("result.guard", "the guard's mean in the pilot")] if is_named else [])


def _compare_guard(record: Record, values: list[float]) -> Finding:
    if is_placeholder(record.get("guard")):
        want = "the guard holds, if there is one"
        return Finding(status="pass", place=record.place(), have="no guard is planned", want=want, values={})
    measure, better = record.text("guard.measure", _GUARDED), record.get("guard.better")
    if better not in ("higher", "lower"):
        raise record.unmet("guard.better", "higher or lower")
    limit, mean = record.number("guard.no_worse_than", "the limit, a number"), math.fsum(values) / len(values)
    is_held = mean >= limit if better == "higher" else mean <= limit
    is_held = is_held or math.isclose(mean, limit)  # the mean of three times 0.1 is not quite 0.1
    show_value = percent if "%" in str(record.get("guard.no_worse_than")) else show
    return Finding(
        status="pass" if is_held else "fail",
        place=record.place("guard.no_worse_than"),
        have=f"{measure}: {show_value(mean)} on average",
        want=f"{'at least' if better == 'higher' else 'at most'} {show_value(limit)}",
        fix="" if is_held else "decide improve or stop: the gain comes at the cost of the guard",
        values={"measure": measure, "mean": round(mean, 12), "better": better, "no_worse_than": limit},
    )
