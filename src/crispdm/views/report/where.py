"""Where the project stands, in plain words, and its phases in a row."""

from collections.abc import Iterator, Sequence
from typing import Any

from crispdm.gate.quantity import percent, show
from crispdm.lifecycle.course import Leg, live_since, trials
from crispdm.lifecycle.events import Advanced, Event
from crispdm.lifecycle.gate import Gate
from crispdm.lifecycle.state import State
from crispdm.views.course import change
from crispdm.views.log import title
from crispdm.views.report.html import Html, el
from crispdm.views.report.names import holder, named, quoted, to_sign, without, words
from crispdm.views.report.readings import real
from crispdm.views.report.when import Calendar
from crispdm.views.standing import Standing, Step
from crispdm.words import count, listing

_STATUS = {"done": "Done", "current": "Now", "todo": "To come"}


def headline(standing: Standing) -> str:
    """One sentence: running in which phase, finished, or stopped and why."""
    state = standing.state
    if state.outcome == "finished":
        return "The project is finished."
    if state.outcome == "stopped":
        reasons = [str(getattr(event, "reason", "")) or _decided(event) for event in state.stops]
        return f"The project was stopped: {listing(reasons)}."
    number, step = next((n, s) for n, s in enumerate(standing.steps, 1) if s.status == "current")
    again = f", in iteration {state.iteration}" if state.iteration > 1 else ""
    return f"The project is in {step.title}, phase {number} of {len(standing.steps)}{again}."


def sentences(standing: Standing, legs: Sequence[Leg], calendar: Calendar) -> Iterator[str]:
    """What somebody from outside wants to know next: the goal, what was measured, what is left, what comes next."""
    yield from _goals(standing.state, legs)
    yield from _measured(standing.state, calendar)
    yield from _live(standing.state, calendar)
    yield from (without(standing.state.events, remark) for remark in standing.state.remarks)
    yield from _changed(standing, calendar)
    if standing.gate is not None:
        yield from _left(standing.gate)
        yield from _waiting(standing, calendar)
        yield from _next(standing)


def _goals(state: State, legs: Sequence[Leg]) -> Iterator[str]:
    """The goal of this iteration and of the one before it, with what came of that."""
    last = {leg.iteration: leg for leg in legs if leg.objective}
    for leg in [*last.values()][-2:]:
        which = f"The goal of iteration {leg.iteration}" if state.iteration > 1 else "The goal"
        yield f"{which}{'' if leg.is_accepted else ', written and not accepted'}: {_goal(leg.objective or {})}."
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
    return f"{measure}, from {show(now)} to {show(target)} {objective.get('unit')}{_way(now, target)}"


def _reached(leg: Leg) -> Iterator[str]:
    """What was measured with all of the traffic."""
    full, objective = leg.full or {}, leg.objective or {}
    now, value = real(objective.get("now")), real(full.get("value"))
    if now is not None and value is not None:
        note = "" if leg.is_full_accepted else ", not accepted"
        reached = f"{show(value)} {objective.get('unit')}{_way(now, value)}"
        yield f"With all of the traffic it was measured again{note}: {reached}."


def _way(now: float, then: float) -> str:
    """How far it is, where percent mean something."""
    return f" ({percent(then / now - 1, signed=True)})" if now > 0 and then >= 0 else ""


def _measured(state: State, calendar: Calendar) -> Iterator[str]:
    found = trials(state.events)
    if found:
        pilot = found[-1].pilot
        which = "The pilot" if len(found) == 1 else f"The last of {len(found)} pilots"
        yield (
            f"{which}, from {calendar.written(pilot.get('start'))}, changed the measure by {change(found[-1])}; "
            f"the numbers say {pilot.get('verdict')}, the team decided to {pilot.get('decision')}."
        )


def _live(state: State, calendar: Calendar) -> Iterator[str]:
    """What went to all of the traffic lives on, whatever comes of this iteration."""
    day = live_since(state.events)
    if day:
        yield f"The service has been live since {calendar.of(day)}."


def _left(gate: Gate) -> Iterator[str]:
    if gate.closing:
        criteria = count(len(gate.rows), "criterion", "criteria")
        yield f"{len(gate.closing)} of {criteria} of this phase must still be met."
    elif gate.rows:
        yield _met(gate)
    warned = [quoted(row.criterion.says) for row in gate.rows if row.status == "warn"]
    if warned:
        yield f"{count(len(warned), 'criterion', 'criteria')} with a warning, which closes no gate: {listing(warned)}."
    if gate.unsigned:
        yield f"Still to sign: {to_sign(gate.unsigned)}."


def _met(gate: Gate) -> str:
    """A warning is no criterion that is met, and neither is an exception."""
    met = sum(row.status == "pass" for row in gate.rows)
    if met == len(gate.rows):
        return "All criteria of this phase are met."
    return (
        f"{met} of {count(len(gate.rows), 'criterion', 'criteria')} of this phase are met; the others hold nothing up."
    )


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


def _decided(event: Event) -> str:
    pilot = event.facts.get("pilot", {}) if isinstance(event, Advanced) else {}
    return str(pilot.get("reason") or f"the decision in {getattr(event, 'phase', 'a phase')}")


def row_of_phases(standing: Standing, calendar: Calendar) -> Html:
    """The phases in their order, each with its status in words."""
    return el("ol", [_phase(step, calendar) for step in standing.steps], class_="phases")


def _phase(step: Step, calendar: Calendar) -> Html:
    return el(
        "li",
        el("strong", step.title),
        el("span", f"{_STATUS[step.status]}{_days(step, calendar)}"),
        class_=step.status,
        aria_current="step" if step.status == "current" else None,
    )


def _days(step: Step, calendar: Calendar) -> str:
    if step.days is None:
        return ""
    paused = f", paused for {count(step.paused, 'day')}" if step.paused else ""
    if step.finished is not None:
        planned = f", {step.timebox} planned" if step.timebox else ""
        return f" on {calendar.day(step.finished)}, in {count(step.days, 'working day')}{planned}{paused}"
    late = ", over its time" if step.timebox and step.days > step.timebox else ""
    return f", working day {step.days}{f' of {step.timebox}' if step.timebox else ''}{late}{paused}"
