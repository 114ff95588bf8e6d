"""`pilot_plan` and `pilot`: the online test, planned before anybody is exposed, and run as planned."""

import math
from datetime import timedelta
from typing import Any, Literal

from crispdm.gate.checks.runs import chosen_name
from crispdm.gate.evidence import Evidence, Record
from crispdm.gate.finding import Finding, Place, Status
from crispdm.gate.kind import Check
from crispdm.gate.pilots import Day, read_days, read_plan, read_start
from crispdm.gate.quantity import percent, says_nothing, show
from crispdm.process import ProjectPath
from crispdm.words import count, listing

_LARGE_SHARE, _LONG = 0.1, 14


class PilotPlan(Check, frozen=True, kw_only=True, tag="pilot_plan"):
    """Share, days, a control or why none is possible, who stops it, and how it is switched off."""

    file: ProjectPath

    def decide(self, evidence: Evidence) -> Finding:
        """Read the plan; a share above 10 % and more than 14 days are warnings."""
        record = evidence.record(self.file)
        plan = read_plan(record)
        odd = [
            *([f"{percent(plan.share)} of the traffic is much to begin with"] if plan.share > _LARGE_SHARE else []),
            *([f"{plan.days} days are long: seasons change meanwhile"] if plan.days > _LONG else []),
        ]
        have = f"{percent(plan.share)} of the traffic, {plan.days} days, {record.get('plan.stopped_by')} can stop it"
        names = ("control", "control_because", "stopped_by", "switch_off")
        return Finding(
            status="warn" if odd else "pass",
            place=record.place("plan"),
            have="; ".join([have, *odd]),
            want="at most 10 % of the traffic for at most 14 days, at first",
            fix="plan a smaller or shorter pilot, unless there is a reason" if odd else "",
            values={"share": plan.share, "days": plan.days, **{name: record.get(f"plan.{name}") for name in names}},
        )


class Pilot(Check, frozen=True, kw_only=True, tag="pilot"):
    """`ran`: for the planned days. `guard`: what must not get worse did not."""

    file: ProjectPath
    part: Literal["ran", "guard"]
    data: ProjectPath
    objective: ProjectPath
    runs: ProjectPath
    metric: ProjectPath

    def decide(self, evidence: Evidence) -> Finding:
        """Look at the days from plan.start on."""
        record = evidence.record(self.file)
        if isinstance(record.get("result"), dict):
            return self._elsewhere(evidence, record)
        plan, start = read_plan(record), read_start(record)
        days = read_days(evidence, self.data, start, plan)
        return self._ran(evidence, record, days) if self.part == "ran" else guard(evidence, record, self.data, days)

    def _elsewhere(self, evidence: Evidence, record: Record) -> Finding:
        """A test that was analysed elsewhere is taken at its word."""
        if self.part == "guard":
            return no_guard(record, "no guard here: the test was analysed elsewhere")
        plan, ran = read_plan(record), record.number("result.days", "how many days it ran")
        return self._compared(evidence, record, int(ran), plan.days, gaps=0)

    def _ran(self, evidence: Evidence, record: Record, days: list[Day]) -> Finding:
        planned = read_plan(record).days
        span = (days[-1].day - days[0].day + timedelta(days=1)).days
        return self._compared(evidence, record, span, planned, gaps=span - len(days))

    def _compared(self, evidence: Evidence, record: Record, ran: int, planned: int, *, gaps: int) -> Finding:
        ended = record.get("ended_because")
        is_short = ran < planned and says_nothing(ended)
        status: Status = "fail" if is_short else "warn" if gaps else "pass"
        missing = f", {count(gaps, 'day')} missing between" if gaps else ""
        return Finding(
            status=status,
            place=record.place("plan.days" if is_short else "plan"),
            have=f"measured on {ran} of {planned} days{missing}" + (f": {ended}" if ran < planned and ended else ""),
            want=f"{planned} days, or ended_because, if it had to end",
            fix=f"run on for {count(planned - ran, 'day')}, or say in ended_because why it ended" if is_short else "",
            values=self._values(evidence, record, ran),
        )

    def _values(self, evidence: Evidence, record: Record, ran: int) -> dict[str, Any]:
        """What counts once: the start and the chosen run, unless it is said why again."""
        again = record.get("again_because")
        once = {"start": str(read_start(record)), "chosen": chosen_name(evidence.record(self.metric))}
        said = once if says_nothing(again) else {name: [value, str(again)] for name, value in once.items()}
        return {**said, "days": ran}


def guard(evidence: Evidence, record: Record, data: str, days: list[Day]) -> Finding:
    """Whether the mean of the guard's column is within its limit; passes where no guard is named."""
    if says_nothing(record.get("guard")):
        return no_guard(record, "no guard is named")
    measure = record.text("guard.measure", "what must not get worse")
    better, limit = record.get("guard.better"), record.number("guard.no_worse_than", "the limit, a number")
    if better not in ("higher", "lower"):
        raise record.unmet("guard.better", "higher or lower")
    values = [day.guard for day in days if day.guard is not None]
    if len(values) < len(days):
        have = f"{count(len(days) - len(values), 'day')} without a number in the column guard"
        where = Place(evidence.path(data), next(day.line for day in days if day.guard is None))
        return Finding(status="fail", place=where, have=have, want=f"{measure}, each day", fix="add the numbers")
    mean = math.fsum(values) / len(values)
    is_held = mean >= limit if better == "higher" else mean <= limit
    return Finding(
        status="pass" if is_held else "fail",
        place=record.place("guard.no_worse_than"),
        have=f"{measure}: {show(mean)} on average",
        want=f"{'at least' if better == 'higher' else 'at most'} {show(limit)}",
        fix="" if is_held else f"improve, or {listing(['stop', 'switch it off'], 'or')}",
        values={"measure": measure, "mean": round(mean, 12), "better": better},
    )


def no_guard(record: Record, have: str) -> Finding:
    """There is nothing to guard."""
    return Finding(status="pass", place=record.place(), have=have, want="the guard held, where there is one", values={})
