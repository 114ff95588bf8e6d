"""`operations`: the roll-out, alerts, reliability, rollback, and what comes next."""

import re
from collections.abc import Iterable
from typing import Any, ClassVar, Literal

from msgspec import structs

from crispdm.gate.evidence import Evidence
from crispdm.gate.facts import brief
from crispdm.gate.finding import Finding, Unmet
from crispdm.gate.kind import Check
from crispdm.gate.past_days import PastDays
from crispdm.gate.pilot.objective import read_objective
from crispdm.gate.record import Record
from crispdm.numbers import percent, show
from crispdm.placeholders import is_answer
from crispdm.process import Decision, ProjectPath
from crispdm.words import count, listing

NEXT = ("close", "iterate")
WATCHED = ("service", "measure")
_ENDS = {"from": "first", "to": "last"}
_LONGEST = 7 * 24 * 60  # minutes of a rollback
_PARTS = {r"(a |the )?share\b.*": 1, r"(percent(age)?\b|%).*": 100}  # units of a part, and how much the whole is
_TIMES = r"ms|s|sec|min|h|milliseconds?|seconds?|minutes?|hours?|days?"
_OTHER = {"at_least": "more", "at_most": "less"}
_ORDER = "put the steps in order"


class Operations(Check, frozen=True, kw_only=True, tag="operations"):
    """What it takes to run the service: its roll-out, alerts, reliability and rollback, and what comes next."""

    PARTS: ClassVar[dict[str, str]] = {
        "steps": "Growing shares of the traffic, each with its date, up to 100 %.",
        "alerts": "A dashboard, and tested alerts that call somebody: for the service, and for the measure.",
        "reliability": "Targets for the service, each met by what was observed at full traffic.",
        "rollback": "How to roll back, on which day it was tried, and how many minutes it took.",
        "full_traffic": "The measure at full traffic, from which day to which. Warns where it misses the target.",
        "next": "The decision: close, or iterate.",
    }

    file: ProjectPath
    part: Literal["steps", "alerts", "reliability", "rollback", "full_traffic", "next"]
    objective: ProjectPath | None = None

    def decide(self, evidence: Evidence) -> Finding:
        """Check the part."""
        record = evidence.record(self.file)
        days = PastDays.of(evidence, record)
        match self.part:
            case "steps":
                return _steps(record, days)
            case "alerts":
                return _alerts(record, days)
            case "reliability":
                return _reliability(record)
            case "rollback":
                return _rollback(record, days)
            case "full_traffic":
                return _full_traffic(record, days, evidence, self.objective)
            case "next":
                return _next(record)

    def settles(self, decision: Decision) -> bool:
        """Whether this is the part `next`, which is the decision of its phase."""
        return self.part == "next" and (self.file, "next") == (decision.file, decision.field)


def _passes(record: Record, name: str, have: str, want: str, values: Any) -> Finding:
    return Finding(status="pass", place=record.place(name), have=have, want=want, values=values)


def _steps(record: Record, days: PastDays) -> Finding:
    """Check that the shares grow to all of the traffic, each with its date."""
    want = "growing shares with their dates; the last one is 100 %"
    steps = record.items("steps")
    if not steps:
        raise record.unmet("steps", want, "add each step: share, date")
    values: list[tuple[float, str]] = []
    for step in steps:
        share, day = step.number("share", "a share of the traffic, such as 25 %"), days.read(step, "date", "its date")
        before, on = values[-1] if values else (0.0, day)
        if not 0 < share <= 1:
            raise step.unmet("share", "above 0, and at most 100 %")
        if share <= before:
            raise step.unmet("share", f"above {percent(before)}, the share of the step before", _ORDER)
        if day < on:
            raise step.unmet("date", f"not before {on}, the date of the step before", _ORDER)
        values.append((share, day))
    told = brief(roll_out={"steps": [{"share": share, "date": day} for share, day in values]})
    if values[-1][0] != 1:
        unmet = steps[-1].unmet("share", want, "roll out to all of the traffic, and add the step").finding
        return structs.replace(unmet, facts=told)
    return Finding(
        status="pass",
        place=record.place("steps"),
        have=f"rolled out to {listing([percent(share) for share, _ in values])}",
        want=want,
        values=[list(each) for each in values],
        facts={"service": {"since": values[-1][1]}, **told},
    )


def _alerts(record: Record, days: PastDays) -> Finding:
    """Check for a dashboard, and tested alerts for the service and for the measure."""
    record.words("dashboard", "where the dashboard is")
    alerts = [_alert(alert, days) for alert in record.items("alerts")]
    _refuse_one_alert_for_all(record, alerts)
    watched = [what for what, *_ in alerts]
    missing = [what for what in WATCHED if what not in watched]
    want = f"a tested alert for the {listing(WATCHED, 'and one for the')}"
    fix = f"add an alert that watches the {listing(missing)}: watches, when, calls, tested"
    if not alerts:
        raise record.unmet("alerts", want, fix)
    if missing:
        have = f"{count(len(alerts), 'alert')}, for the {listing([*dict.fromkeys(watched)])}"
        raise Unmet(record.place("alerts"), have, want, fix)
    have = f"{count(len(alerts), 'alert')}, each tested"
    told = [dict(zip(("watches", "when", "calls", "tested"), alert, strict=True)) for alert in alerts]
    values = {"dashboard": record.get("dashboard"), "alerts": alerts}
    return structs.replace(_passes(record, "alerts", have, want, values), facts=brief(alerts={"alerts": told}))


def _refuse_one_alert_for_all(record: Record, alerts: list[list[str]]) -> None:
    """Refuse an alert that is there twice, for the service and for the measure."""
    known: dict[str, str] = {}
    for alert, (watches, when, *_) in zip(record.items("alerts"), alerts, strict=True):
        if (other := known.setdefault(when.casefold(), watches)) != watches:
            raise alert.unmet("when", f"what happens to the {watches}; the alert for the {other} says the same")


def _alert(alert: Record, days: PastDays) -> list[str]:
    if is_answer(alert.get("when")):
        raise alert.unmet("when", "the value that triggers it")
    return [
        alert.words("watches", listing(WATCHED, "or")),
        alert.text("when", "the value that triggers it"),
        alert.words("calls", "whom it calls"),
        days.read(alert, "tested", "the day it was tested"),
    ]


def _reliability(record: Record) -> Finding:
    """Compare each target with what was observed."""
    want = "each target met at full traffic: what, unit, at_most or at_least, observed"
    targets = record.items("reliability")
    if not targets:
        raise record.unmet("reliability", want, "add the targets: what, unit, at_most or at_least, observed")
    values, told = [], list[dict[str, object]]()
    for target in targets:
        what, unit = target.words("what", "what is measured"), target.unit("unit", "in which unit")
        observed, bounds = target.number("observed", "what was observed at full traffic"), _bounds(target)
        for pattern, whole in _PARTS.items():
            if re.fullmatch(pattern, unit.strip().casefold()):
                _refuse_no_part(target, ("observed", *bounds), whole)
        _refuse_no_target(target, unit.strip().casefold(), bounds)
        for name, bound in bounds.items():
            if observed < bound if name == "at_least" else observed > bound:
                wanted = f"{what}: {name.replace('_', ' ')} {show(bound)} ({unit})"
                fix = "make it reliable, or agree on another target with those who sign"
                raise target.unmet("observed", wanted, fix)
        values.append([what, unit, observed, bounds])
        told.append({"what": what, "unit": unit, "observed": observed, **bounds})
    have = f"{count(len(values), 'target')} met"
    return structs.replace(
        _passes(record, "reliability", have, want, values), facts=brief(reliability={"targets": told})
    )


def _refuse_no_part(target: Record, names: Iterable[str], whole: int) -> None:
    for name in names:
        if not 0 <= target.number(name, f"from 0 to {whole}") <= whole:
            raise target.unmet(name, f"{target.get('unit')}: from 0 to {whole}")


def _refuse_no_target(target: Record, unit: str, bounds: dict[str, float]) -> None:
    """Refuse a time below nothing, and a bound that every share keeps."""
    if re.fullmatch(_TIMES, unit) and target.number("observed", "a time") < 0:
        raise target.unmet("observed", f"{target.get('unit')}: 0 or more")
    whole = next((whole for pattern, whole in _PARTS.items() if re.fullmatch(pattern, unit)), None)
    for name, bound in bounds.items():
        if whole is not None and bound == {"at_least": 0, "at_most": whole}[name]:
            raise target.unmet(
                name, f"a target that can be missed: every {target.get('unit')} is {bound:g} or {_OTHER[name]}"
            )


def _bounds(target: Record) -> dict[str, float]:
    """The lower bound, upper bound or both of a target."""
    names = [name for name in ("at_least", "at_most") if target.get(name) is not None]
    want = "the target: at_most or at_least, a number"
    return {name: target.number(name, want) for name in names or ["at_most"]}


def _rollback(record: Record, days: PastDays) -> Finding:
    """Check that the rollback was tried and timed."""
    how = record.words("rollback.how", "how to roll back")
    tried = days.read(record, "rollback.tried", "the day it was tried")
    minutes = record.number("rollback.minutes", "how many minutes it took")
    if not 0 <= minutes <= _LONGEST:
        raise record.unmet("rollback.minutes", f"how many minutes it took, at most {_LONGEST:,}, a week")
    have = f"tried on {tried}, {show(minutes)} {'minute' if minutes == 1 else 'minutes'}"
    values = {"how": how, "tried": tried, "minutes": minutes}
    found = structs.replace(_passes(record, "rollback", have, "tried and timed", values), facts=brief(rollback=values))
    if minutes:
        return found
    fix = "try it and time it: half a minute is 0.5"
    return structs.replace(found, status="warn", place=record.place("rollback.minutes"), fix=fix)


def _full_traffic(record: Record, days: PastDays, evidence: Evidence, objective_file: str | None) -> Finding:
    """Compare the measure at full traffic with the target; only warn, as the verdict was given before."""
    value = record.number("full_traffic.value", "the measure at full traffic")
    start, end = (days.read(record, f"full_traffic.{end}", f"the {day} day of it") for end, day in _ENDS.items())
    if end < start:
        raise record.unmet("full_traffic.to", f"not before {start}")
    _refuse_before_full_traffic(record, start)
    values = {"value": value, "from": start, "to": end}
    facts = {"full_traffic": values}
    place, have = record.place("full_traffic.value"), f"{show(value)} from {start} to {end}"
    if objective_file is None:
        want = "the measure at full traffic"
        return Finding(status="pass", place=place, have=have, want=want, values=values, facts=facts)
    objective = read_objective(evidence.record(objective_file))
    if objective.is_relative and value < 0:
        raise record.unmet("full_traffic.value", f"0 or more {objective.unit}, as it is now")
    is_met = value >= objective.target if objective.target > objective.now else value <= objective.target
    return Finding(
        status="pass" if is_met else "warn",
        place=place,
        have=f"{have} ({objective.unit})",
        want=f"the target, {show(objective.target)}, or better",
        fix="" if is_met else "find out why, then decide in next whether to iterate",
        values=values,
        facts=facts,
    )


def _refuse_before_full_traffic(record: Record, start: str) -> None:
    """Where the roll-out stands in the same file, nothing had all of the traffic before its last step."""
    steps = record.items("steps")
    last = str(steps[-1].get("date")) if steps else ""
    if start < last:
        want = f"{_ENDS['from']} day of all of the traffic, not before {last}, the last step of the roll-out"
        raise record.unmet("full_traffic.from", f"the {want}")


def _next(record: Record) -> Finding:
    decision = record.get("next")
    if decision not in NEXT:
        raise record.unmet("next", listing(NEXT, "or"), f"choose {listing(NEXT, 'or')}", {"next": decision})
    return _passes(record, "next", f"next: {decision}", listing(NEXT, "or"), {"next": decision})
