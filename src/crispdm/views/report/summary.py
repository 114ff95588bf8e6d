"""Where the project stands, in plain words."""

from collections.abc import Iterator, Sequence
from typing import Any

from crispdm.lifecycle.gate import Gate
from crispdm.lifecycle.pilot_history import ObjectivePeriod, last_completed_iteration, recorded_pilots
from crispdm.lifecycle.state import State
from crispdm.numbers import show
from crispdm.views.pilots import change
from crispdm.views.report.calendar import Calendar
from crispdm.views.report.chart_data import real
from crispdm.views.report.headline import live, way
from crispdm.views.report.names import holder, named, quoted, to_sign, without, words
from crispdm.views.standing import Standing, title
from crispdm.words import count, listing


def sentences(standing: Standing, legs: Sequence[ObjectivePeriod], calendar: Calendar) -> Iterator[str]:
    """What somebody from outside wants to know next: the goal, what was measured, what is left, what comes next."""
    yield from _goals(standing.state, legs)
    yield from _measured(standing.state, calendar)
    if standing.gate is not None:  # else it is said first
        yield from live(standing.state, legs, calendar)
    yield from (without(standing.state.events, remark) for remark in standing.state.remarks)
    yield from _changed(standing, calendar)
    if standing.gate is not None:
        yield from _left(standing.gate)
        yield from _waiting(standing, calendar)
        yield from _next(standing)


def _goals(state: State, legs: Sequence[ObjectivePeriod]) -> Iterator[str]:
    """The goal of this iteration and of the one before it, with what came of that."""
    last = {leg.iteration: leg for leg in legs if leg.objective}
    for leg in [*last.values()][-2:]:
        which = f"The goal of iteration {leg.iteration}" if state.iteration > 1 else "The goal"
        yield f"{which}{'' if leg.accepted else ', written and not accepted'}: {_goal(leg.objective or {})}."
        if leg.iteration != last_completed_iteration(state.events):  # else it is said of what is live
            yield from _reached(leg)
    if not last:
        yield "There is no goal in numbers yet."
    elif state.outcome == "running" and state.iteration not in last:
        yield f"Iteration {state.iteration} has no goal of its own yet."


def _goal(objective: dict[str, Any]) -> str:
    """The objective: `time moderators spend, from 10 to 5 hours per moderator per week (-50 %)`."""
    measure, now, target = objective.get("measure"), real(objective.get("now")), real(objective.get("target"))
    if now is None or target is None:
        return str(measure)
    return f"{measure}, from {show(now)} to {show(target)} {objective.get('unit')}{way(now, target)}"


def _reached(leg: ObjectivePeriod) -> Iterator[str]:
    """What was measured with all of the traffic."""
    full, objective = leg.full_traffic or {}, leg.objective or {}
    now, value = real(objective.get("now")), real(full.get("value"))
    if now is not None and value is not None:
        note = "" if leg.full_traffic_accepted else ", not accepted"
        reached = f"{show(value)} {objective.get('unit')}{way(now, value)}"
        yield f"With all of the traffic it was measured again{note}: {reached}."


def _measured(state: State, calendar: Calendar) -> Iterator[str]:
    found = recorded_pilots(state.events)
    if found:
        pilot = found[-1].pilot
        which = "The pilot" if len(found) == 1 else f"The last of {len(found)} pilots"
        yield (
            f"{which}, from {calendar.written(pilot.get('start'))}, changed the measure by {change(found[-1])}; "
            f"the numbers say {pilot.get('verdict')}, the team decided to {pilot.get('decision')}."
        )


def _left(gate: Gate) -> Iterator[str]:
    if gate.closing:
        criteria = count(len(gate.criteria), "criterion", "criteria")
        yield f"{len(gate.closing)} of {criteria} of this phase must still be met."
    elif gate.criteria:
        yield _met(gate)
    warned = [quoted(row.criterion.says) for row in gate.criteria if row.status == "warn"]
    if warned:
        yield f"{count(len(warned), 'criterion', 'criteria')} with a warning, which closes no gate: {listing(warned)}."
    if gate.unsigned:
        yield f"Still to sign: {to_sign(gate.unsigned)}."


def _met(gate: Gate) -> str:
    """A warning is no criterion that is met, and neither is an exception."""
    met = sum(row.status == "pass" for row in gate.criteria)
    if met == len(gate.criteria):
        return "All criteria of this phase are met."
    criteria = count(len(gate.criteria), "criterion", "criteria")
    return f"{met} of {criteria} of this phase are met; the others hold nothing up."


def _changed(standing: Standing, calendar: Calendar) -> Iterator[str]:
    """What is no longer as it was accepted, by phase."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for each in standing.changed:
        what = words(standing.process, each.criterion) if each.criterion else "what its gate asks for"
        groups.setdefault((each.phase, each.by, each.accepted), []).append(what)
    for (phase, by, at), found in groups.items():
        name = title(standing.process, phase)
        yield f"Changed after {named(by)} accepted {name} on {calendar.day(at)}: {listing(found)}."


def _waiting(standing: Standing, calendar: Calendar) -> Iterator[str]:
    for blocker in standing.blockers:
        who = holder(standing.process, blocker.owner) or "somebody"
        yield f"Waiting for {who} since {calendar.day(blocker.at)}: {blocker.text}."
    if standing.waivers:
        names = listing([words(standing.process, each.criterion) for each in standing.waivers])
        yield f"{count(len(standing.waivers), 'exception')} in force: {names}."


def _next(standing: Standing) -> Iterator[str]:
    who = holder(standing.process, standing.next.owner)
    yield f"Next: {standing.next.what}{f' ({who})' if who else ''}."
