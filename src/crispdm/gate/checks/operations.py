"""`operations`: the roll-out, and what keeps the service watched, reliable and reversible."""

from typing import Any, Literal

from crispdm.gate.evidence import Evidence, Record
from crispdm.gate.finding import Finding
from crispdm.gate.kind import Check
from crispdm.gate.measure import read_objective
from crispdm.gate.pilots import read_date
from crispdm.gate.quantity import number, percent, show
from crispdm.process import ProjectPath
from crispdm.words import count, listing

NEXT = ("close", "iterate")
WATCHED = ("service", "measure")


class Operations(Check, frozen=True, kw_only=True, tag="operations"):
    """One part of operations.yaml."""

    file: ProjectPath
    part: Literal["steps", "alerts", "reliability", "rollback", "full_traffic", "next"]
    objective: ProjectPath | None = None

    def decide(self, evidence: Evidence) -> Finding:
        """Look at the part."""
        record = evidence.record(self.file)
        match self.part:
            case "steps":
                return _steps(record)
            case "alerts":
                return _alerts(record)
            case "reliability":
                return _reliability(record)
            case "rollback":
                return _rollback(record)
            case "full_traffic":
                return _full_traffic(record, evidence, self.objective)
            case "next":
                return _next(record)


def _passes(record: Record, name: str, have: str, want: str, values: Any) -> Finding:
    return Finding(status="pass", place=record.place(name), have=have, want=want, values=values)


def _steps(record: Record) -> Finding:
    """Shares that grow to all of the traffic, each with its date."""
    want = "growing shares with their dates; the last one is 100 %"
    steps = record.items("steps")
    if not steps:
        raise record.unmet("steps", want, "add each step: share, date")
    values: list[tuple[float, str]] = []
    for step in steps:
        share, day = step.number("share", "a share of the traffic"), _day(step, "date")
        if values and (share <= values[-1][0] or day < values[-1][1]):
            raise step.unmet("share", want, "put the steps in their order")
        values.append((share, day))
    if values[-1][0] != 1:
        raise steps[-1].unmet("share", want, "roll out to all of the traffic, and add the step")
    have = listing([percent(share) for share, _ in values])
    return _passes(record, "steps", f"rolled out to {have}", want, [list(each) for each in values])


def _alerts(record: Record) -> Finding:
    """A dashboard, and a tested alert for the service and for the measure, each calling somebody."""
    record.text("dashboard", "where the dashboard is")
    watched: dict[str, list[str]] = {}
    for alert in record.items("alerts"):
        what = alert.text("watches", listing(WATCHED, "or"))
        watched[what] = [alert.text(key, _ALERT[key]) for key in ("when", "calls")] + [_day(alert, "tested")]
    missing = [what for what in WATCHED if what not in watched]
    want = f"a tested alert for the {listing([f'{what}' for what in WATCHED], 'and for the')}"
    if missing:
        raise record.unmet(
            "alerts", want, f"add an alert that watches the {listing(missing)}: watches, when, calls, tested"
        )
    have = f"{count(len(watched), 'alert')}, each tested"
    return _passes(record, "alerts", have, want, {"dashboard": record.get("dashboard"), "alerts": watched})


_ALERT = {"when": "at which value it calls", "calls": "whom it calls"}


def _reliability(record: Record) -> Finding:
    """Each target with what was observed."""
    want = "each target met at full traffic: what, unit, at_most or at_least, observed"
    targets = record.items("reliability")
    if not targets:
        raise record.unmet("reliability", want, "add the targets: what, unit, at_most or at_least, observed")
    values = []
    for target in targets:
        what, unit = target.text("what", "what is measured"), target.text("unit", "in which unit")
        observed = target.number("observed", "what was observed at full traffic")
        low, high = number(target.get("at_least")), number(target.get("at_most"))
        if low is None and high is None:
            raise target.unmet("at_most", "the target: at_most or at_least, a number")
        if (low is not None and observed < low) or (high is not None and observed > high):
            bound = f"at least {show(low)}" if low is not None else f"at most {show(high or 0)}"
            raise target.unmet(
                "observed", f"{what}: {bound} {unit}", "make it reliable, or move the target with a reason"
            )
        values.append([what, unit, observed])
    have = f"{count(len(values), 'target')} met"
    return _passes(record, "reliability", have, want, values)


def _rollback(record: Record) -> Finding:
    """It has been done, on a day, in so many minutes."""
    values = {
        "how": record.text("rollback.how", "how to go back to what was"),
        "tried": _day(record, "rollback.tried"),
        "minutes": record.number("rollback.minutes", "how many minutes it took"),
    }
    have = f"tried on {values['tried']}, {show(number(values['minutes']) or 0)} minutes"
    return _passes(record, "rollback", have, "tried, and timed", values)


def _full_traffic(record: Record, evidence: Evidence, objective_file: str | None) -> Finding:
    """The measure at full traffic; worse than the target is a warning, as the verdict was given before."""
    value = record.number("full_traffic.value", "the measure at full traffic")
    start, end = _day(record, "full_traffic.from"), _day(record, "full_traffic.to")
    if end < start:
        raise record.unmet("full_traffic.to", f"not before {start}")
    values = {"value": value, "from": start, "to": end}
    place, have = record.place("full_traffic.value"), f"{show(value)} from {start} to {end}"
    if objective_file is None:
        return Finding(status="pass", place=place, have=have, want="the measure, taken again", values=values)
    objective = read_objective(evidence.record(objective_file))
    is_met = value >= objective.target if objective.target > objective.now else value <= objective.target
    return Finding(
        status="pass" if is_met else "warn",
        place=place,
        have=f"{have}, {objective.unit}",
        want=f"{show(objective.target)} or better",
        fix="" if is_met else "find out why, and say in `next` whether to iterate",
        values=values,
    )


def _next(record: Record) -> Finding:
    decision = record.get("next")
    if decision not in NEXT:
        raise record.unmet("next", listing(NEXT, "or"), f"write {listing(NEXT, 'or')} there", {"next": decision})
    return _passes(record, "next", f"next: {decision}", listing(NEXT, "or"), {"next": decision})


def _day(record: Record, name: str) -> str:
    day = read_date(record.get(name))
    if day is None:
        raise record.unmet(name, "a date, such as 2026-12-24")
    return day.isoformat()
