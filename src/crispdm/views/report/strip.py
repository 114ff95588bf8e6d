"""The strip below the first sentences: five figures that somebody from outside asks for first."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from crispdm.lifecycle.goal_progress import measured_gain, reported_objective, share_of_goal
from crispdm.lifecycle.pilot_history import ObjectivePeriod
from crispdm.numbers import parse_number, percent, show
from crispdm.results.report import Report
from crispdm.views.changes_of_measure import wanted_words
from crispdm.views.report.effect import effect
from crispdm.views.report.wording import Wording, capital
from crispdm.words import count, listing

_MONTHS = 12


class Figure(Struct, frozen=True):
    """A figure with what it is, and what to know about it."""

    name: str
    figure: str
    notes: tuple[str, ...] = ()


def figures(report: Report, wording: Wording) -> Iterator[Figure]:
    """Yield state, goal, what was reached, what it is worth, and the next decision."""
    period = reported_objective(report.objectives, report.status.outcome, report.completed)
    yield _state(report, wording)
    yield _goal(report, period)
    yield _reached(period)
    yield _worth(report, period)
    yield _decision(report, wording)


def _state(report: Report, wording: Wording) -> Figure:
    status = report.status
    ended = next(iter(status.stops), None)
    if status.live_since is not None:
        later: tuple[str, ...] = ()
        if status.outcome == "stopped" and ended:
            later = (f"iteration {status.iteration} stopped on {wording.day(ended.at)}",)
        elif status.outcome == "running":
            later = (f"iteration {status.iteration}: {_doing(report).lower()}",)
        return Figure("State", "Live", (f"since {wording.short_date(status.live_since)}", *later))
    if ended and status.outcome == "stopped":
        return Figure("State", "Stopped", (f"on {wording.day(ended.at)}",))
    return Figure("State", _doing(report), tuple(_progress(report)))


def _doing(report: Report) -> str:
    if report.status.pilot and report.status.pilot.day:
        return "Piloting"
    return "Rolling out" if "roll_out" in report.written else "Building"


def _progress(report: Report) -> Iterator[str]:
    pilot = report.status.pilot
    current = next((each for each in report.status.phases if each.status == "current"), None)
    if pilot and pilot.day:
        yield f"day {pilot.day} of {pilot.days}, {percent(pilot.share)} of the traffic"
    elif current:
        yield current.title
    if report.status.gate and not (pilot and pilot.day):
        rows = report.status.gate.criteria
        yield f"{sum(each.status == 'pass' for each in rows)} of {count(len(rows), 'criterion', 'criteria')} met"


def _goal(report: Report, period: ObjectivePeriod | None) -> Figure:
    if period is None:
        return Figure("Goal", "Not set", ("no objective in numbers yet",))
    objective = period.objective or {}
    now, target = parse_number(objective.get("now")), parse_number(objective.get("target"))
    notes = [f"{objective.get('unit')}{wanted_words(objective, target)}"]
    if period.iteration > 1 or report.status.iteration > 1:
        notes.append(f"iteration {period.iteration}")
    if not period.accepted:
        notes.append("not accepted yet")
    figure = f"{show(now)} → {show(target)}" if now is not None and target is not None else "?"
    return Figure("Goal", figure, tuple(notes))


def _reached(period: ObjectivePeriod | None) -> Figure:
    objective = (period.objective if period else None) or {}
    full = (period.full_traffic if period else None) or {}
    now, value = parse_number(objective.get("now")), parse_number(full.get("value"))
    if period and now is not None and value is not None:
        accepted = () if period.full_traffic_accepted else ("not accepted yet",)
        return Figure("Reached", show(value), (f"with all traffic{wanted_words(objective, value)}", *accepted))
    if period and period.pilots:
        if parse_number(period.pilots[-1].pilot.get("estimate")) is None:
            return Figure("Reached", "Not known", ("no change could be computed",))
        change, _, interval = effect(period.pilots[-1]).partition(" (")
        return Figure("Reached", change, tuple(filter(None, ("in a pilot", interval.removesuffix(")")))))
    return Figure("Reached", "Not known", ("nothing has been measured yet",))


def _worth(report: Report, period: ObjectivePeriod | None) -> Figure:
    """The planned gain with its costs; with the measure at full traffic, what it is if it grows with the measure."""
    worth = _facts(report, period).get("worth", {})
    gain, build, run = (parse_number(worth.get(key)) for key in ("gain_per_year", "build", "run_per_year"))
    if gain is None or build is None or run is None:
        return Figure("Worth", "Not known", ("no gain and cost recorded",))
    unit, costs = worth.get("unit"), f"{show(build)} to build, {show(run)} a year to run"
    measured = measured_gain(worth, share_of_goal(period))
    if measured is None:
        months = f"paid back in {show(round(build / (gain - run) * _MONTHS, 1))} months" if gain > run else ""
        return Figure("Worth", show(gain), tuple(filter(None, (f"{unit} a year, planned", costs, months))))
    return Figure("Worth", f"≈ {show(measured)}", (f"{unit} a year by the measure; {show(gain)} planned", costs))


def _facts(report: Report, period: ObjectivePeriod | None) -> dict[str, Any]:
    iteration = period.iteration if period else report.status.iteration
    written = report.written if iteration == report.status.iteration else {}
    return {**report.facts.get(iteration, {}), **written}


def _decision(report: Report, wording: Wording) -> Figure:
    decision = report.decision
    if decision is None:
        return Figure("Next decision", "None", (f"the project is {report.status.outcome}",))
    owner = wording.owner(decision.owner)
    what = capital(listing([each.replace("_", " ") for each in decision.outcomes], "or")) or f"Pass {decision.phase}"
    late = (f"planned for {count(decision.late, 'working day')} ago",) if decision.late else ()
    day = wording.weekday(decision.day) if decision.day else "No day planned"
    return Figure("Next decision", "Overdue" if late else day, (what, *late, *((owner,) if owner else ())))
