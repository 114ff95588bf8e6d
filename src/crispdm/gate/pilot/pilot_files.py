"""The files of a pilot: its plan, its days, and the effect that follows from them."""

import math
from datetime import date

from msgspec import Struct

from crispdm.dates import parse_date
from crispdm.gate.evidence import LOG_LIMIT, Evidence
from crispdm.gate.finding import Place, Unmet
from crispdm.gate.pilot.objective import Objective
from crispdm.gate.pilot.verdict import Effect, measure_effect
from crispdm.gate.record import Record
from crispdm.numbers import is_placeholder, parse_change, parse_number, percent, show
from crispdm.words import describe_value

_NO_CONTROL = ("none", "no", "no control", "nothing")
_MAX_FACTOR = 3.0  # between the control and the value now
_SMALL_SHARE = 0.2  # of the traffic: below it, raw totals of pilot and control clearly differ
_MOST_DAYS = 1000
_NEAR = 0.3  # of share / (1 - share): within it, pilot and control look like raw totals


class Plan(Struct, frozen=True):
    """What was planned before anybody was exposed."""

    share: float
    days: int
    has_control: bool


class Day(Struct, frozen=True):
    """One row of pilot.csv, from plan.start on."""

    day: date
    pilot: float
    control: float | None
    guard: float | None
    line: int


def read_plan(record: Record) -> Plan:
    """Read the plan of pilot.yaml, without its start.

    Raises:
        Unmet: something is missing or impossible.
    """
    share = record.number("plan.share", "the share of the traffic, such as 5 %")
    if not 0 < share < 1:
        raise record.unmet("plan.share", "above 0 and below 100 %: the rest is the control")
    days = record.number("plan.days", "how many days it runs")
    if not 7 <= days <= _MOST_DAYS or days != int(days):  # noqa: PLR2004 - a week has seven days, and each differs
        want = f"7 or more whole days, so that every weekday is included; {_MOST_DAYS:,} at the most"
        raise record.unmet("plan.days", want)
    control = record.text("plan.control", "what runs without the change, or none")
    has_control = control.strip().casefold() not in _NO_CONTROL
    if not has_control:
        record.text("plan.control_because", "why no control is possible")
    record.text("plan.stopped_by", "who may stop it at any time")
    record.text("plan.switch_off", "how it is switched off")
    return Plan(share, int(days), has_control)


def read_start(record: Record) -> date:
    """The first day that counts.

    Raises:
        Unmet: it is not a date.
    """
    start = parse_date(record.get("plan.start"))
    if start is None or (date.max - start).days < _MOST_DAYS:
        raise record.unmet("plan.start", "the first day, such as 2026-12-07")
    return start


def read_days(evidence: Evidence, file: str, start: date, plan: Plan) -> list[Day]:
    """The days from the start on, in order.

    Raises:
        Unmet: a duplicate date, a cell that is not a number, or a missing control where one is planned.
    """
    found: dict[date, Day] = {}
    path = evidence.path(file)
    columns = ("date", "pilot", "control") if plan.has_control else ("date", "pilot")
    for line, row in evidence.rows(file, columns, limit=LOG_LIMIT):
        day = parse_date(row["date"])
        if day is None:
            have = f"date: {describe_value(row['date'] or None)}"
            raise Unmet(Place(path, line), have, "a date, such as 2026-12-07", "fix the row")
        if day in found:
            have = f"duplicate date {day}, first on line {found[day].line}"
            raise Unmet(Place(path, line), have, "each day once", "remove one of the two rows")
        if day >= start:
            found[day] = _day(path, line, day, row, plan)
        if len(found) > _MOST_DAYS:
            have = f"more than {_MOST_DAYS:,} days from {start} on"
            raise Unmet(Place(path, line), have, f"at most {_MOST_DAYS:,} days", "end the pilot, or start a new one")
    if not found:
        have = f"no row from {start} on"
        raise Unmet(Place(path, 1), have, "a row for each day of the pilot", "add the days as they come", done=0)
    return sorted(found.values(), key=lambda each: each.day)


def _day(path: str, line: int, day: date, row: dict[str, str], plan: Plan) -> Day:
    cells = {name: parse_number(row.get(name)) for name in ("pilot", "control", "guard")}
    needed = ("pilot", "control") if plan.has_control else ("pilot",)
    for name in needed:
        if cells[name] is None:
            have = f"{name}: {describe_value(row[name] or None)}"
            raise Unmet(Place(path, line), have, "a number", "fix the row, or leave the day out")
    pilot = cells["pilot"]
    assert pilot is not None  # noqa: S101 - it is always needed
    return Day(day, pilot, cells["control"] if plan.has_control else None, cells["guard"], line)


def effect_of_days(days: list[Day], objective: Objective, plan: Plan, record: Record, path: str) -> Effect:
    """Compute the effect from the days of pilot.csv.

    Raises:
        Unmet: the numbers have another scale than the objective, or look like raw totals, and plan.same_scale is empty.
    """
    pilot = [day.pilot for day in days]
    control = [day.control for day in days if day.control is not None] if plan.has_control else None
    if control and is_placeholder(record.get("plan.same_scale")):
        _refuse_scale(pilot, control, objective, plan, Place(path, days[0].line))
    return measure_effect(objective, pilot, control)


def _refuse_scale(pilot: list[float], control: list[float], objective: Objective, plan: Plan, place: Place) -> None:
    mean = math.fsum(control) / len(control)
    fix = "write a daily rate in the objective's unit, or say in plan.same_scale why the numbers are right"
    if objective.now > 0 and not objective.now / _MAX_FACTOR <= mean <= objective.now * _MAX_FACTOR:
        have = f"the control is {show(mean)} on average; the objective says {show(objective.now)} now"
        raise Unmet(place, have, f"{objective.unit}, in the pilot and in the control", fix)
    odds = plan.share / (1 - plan.share)
    ratio = math.fsum(pilot) / math.fsum(control) if mean else math.inf
    if plan.share <= _SMALL_SHARE and abs(ratio / odds - 1) <= _NEAR:
        have = f"the pilot is {percent(ratio)} of the control, with {percent(plan.share)} of the traffic: raw totals?"
        raise Unmet(place, have, f"a rate ({objective.unit}), in the pilot and in the control", fix)


def _read_end(record: Record, name: str) -> tuple[float, bool]:
    found = parse_change(record.get(name))
    if found is None:
        raise record.unmet(name, "an end of the 95 % interval of the change: in percent with its sign, or in the unit")
    return found


def days_of_result(record: Record) -> int:
    """The number of days of a test that was analysed elsewhere.

    Raises:
        Unmet: it is not a whole number of days.
    """
    want = "how many days it ran, a whole number"
    days = record.number("result.days", want)
    if days < 1 or days != int(days):
        raise record.unmet("result.days", want)
    return int(days)


def effect_of_result(record: Record, objective: Objective, plan: Plan) -> Effect:
    """Read the effect of a test that was analysed elsewhere: `result` in pilot.yaml.

    Raises:
        Unmet: something is missing, not finite, on another scale, or contradictory.
    """
    pilot, control = record.number("result.pilot", "the measure in the pilot"), objective.now
    if plan.has_control:
        control = record.number("result.control", "the measure in the control")
        if is_placeholder(record.get("plan.same_scale")):
            _refuse_scale([pilot], [control], objective, plan, record.place("result"))
    (low, is_relative), (high, is_high_relative) = _read_end(record, "result.low"), _read_end(record, "result.high")
    if is_relative != is_high_relative:
        raise record.unmet("result.high", "in percent or in the unit, like result.low")
    if is_relative and (control <= 0 or not objective.is_relative):
        raise record.unmet("result.low", f"the change in {objective.unit}: a percentage has no meaning here")
    estimate = pilot / control - 1 if is_relative else pilot - control
    if low > high:
        raise record.unmet("result.low", f"at most result.high, which is {record.get('result.high')}")
    if not low <= estimate <= high:
        change = percent(estimate, signed=True) if is_relative else show(estimate)
        raise record.unmet("result.low", f"an interval that contains the change itself, which is {change}")
    return Effect(
        estimate=estimate,
        low=low,
        high=high,
        days=days_of_result(record),
        is_relative=is_relative,
        has_control=plan.has_control,
    )
