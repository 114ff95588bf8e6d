"""The goals, and what was achieved: by pilots, and with all traffic."""

from collections.abc import Iterator
from typing import Any

from crispdm.lifecycle.pilot_history import ObjectivePeriod
from crispdm.numbers import parse_number, percent, show
from crispdm.results.report import Report
from crispdm.views.pilots import change
from crispdm.views.report.wording import Wording, capital

Fact = tuple[str, str]  # what it is about, and the text


def goals(report: Report) -> Iterator[Fact]:
    """Yield the goals of this iteration and the one before, each with its result."""
    latest = {period.iteration: period for period in report.objectives if period.objective}
    iteration = report.status.iteration
    for period in [*latest.values()][-2:]:
        yield _label(period.iteration, iteration), _goal(period)
        if period.iteration != report.completed:  # else it is part of what is live
            yield from _result(period)
    if not latest:
        yield "Goal", "Not in numbers yet"
    elif report.status.outcome == "running" and iteration not in latest:
        yield _label(iteration, iteration), "Not set yet"


def _label(iteration: int, last: int) -> str:
    return f"Goal, iteration {iteration}" if last > 1 else "Goal"


def _goal(period: ObjectivePeriod) -> str:
    """`Time on wrong categories, from 10 to 5 hours per week (-50 %)`."""
    objective, accepted = period.objective or {}, "" if period.accepted else "; not accepted yet"
    measure = capital(str(objective.get("measure")))
    now, target = parse_number(objective.get("now")), parse_number(objective.get("target"))
    if now is None or target is None:
        return f"{measure}{accepted}"
    return f"{measure}, {_course(objective, now, target)}{accepted}"


def _result(period: ObjectivePeriod) -> Iterator[Fact]:
    """What was measured with all traffic."""
    objective, full = period.objective or {}, period.full_traffic or {}
    now, value = parse_number(objective.get("now")), parse_number(full.get("value"))
    if now is not None and value is not None:
        accepted = "" if period.full_traffic_accepted else "; not accepted yet"
        yield "Result", f"{capital(_course(objective, now, value))} with all traffic{accepted}"


def live_service(report: Report, wording: Wording) -> Iterator[str]:
    """Yield since when the service is live and what it achieved, even where a later iteration was stopped."""
    day = report.status.live_since
    if day is not None:
        periods = (period for period in reversed(report.objectives) if period.iteration == report.completed)
        yield f"since {wording.date(day)}{''.join(f'; {gain}' for period in periods for gain in _gain(period))}"


def _gain(period: ObjectivePeriod) -> Iterator[str]:
    """By the value with all traffic; where none is known, by the last pilot."""
    objective, full = period.objective or {}, period.full_traffic or {}
    now, value = parse_number(objective.get("now")), parse_number(full.get("value"))
    measure, target = objective.get("measure") or "the measure", parse_number(objective.get("target"))
    if now is not None and value is not None:
        goal = f", the goal was {show(target)}" if target is not None else ""
        yield f"{measure} went {_course(objective, now, value)}{goal}"
    elif period.pilots:
        yield f"its pilot changed {measure} by {change(period.pilots[-1], is_short=True)}"


def _course(objective: dict[str, Any], now: float, then: float) -> str:
    """`from 10 to 5 hours per week (-50 %)`; without the percentage where it would mean nothing."""
    relative = f" ({percent(then / now - 1, signed=True)})" if now > 0 and then >= 0 else ""
    return f"from {show(now)} to {show(then)} {objective.get('unit')}{relative}"


def last_pilot(report: Report, wording: Wording) -> Iterator[Fact]:
    """Yield the last pilot: what the numbers say, and what was decided."""
    pilots = [pilot for period in report.objectives for pilot in period.pilots]
    for last in pilots[-1:]:
        started, pilot = wording.recorded_date(last.pilot.get("start")), last.pilot
        decided = f"the numbers say {pilot.get('verdict')}, the team decided to {pilot.get('decision')}"
        label = "Last pilot" if pilots[1:] else "Pilot"
        yield label, f"Started {started}, changed the measure by {change(last)}; {decided}"
