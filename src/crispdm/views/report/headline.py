"""The first sentences of the page: running in which phase, or how it ended, and what is live whatever came later."""

from collections.abc import Iterator, Sequence

from crispdm.eventlog.events import Advanced, Event
from crispdm.lifecycle.pilot_history import ObjectivePeriod, last_completed_iteration, live_since
from crispdm.lifecycle.state import State
from crispdm.numbers import percent, show
from crispdm.views.pilots import change
from crispdm.views.report.calendar import Calendar
from crispdm.views.report.chart_data import real
from crispdm.views.standing import Standing
from crispdm.words import listing


def headline(standing: Standing, legs: Sequence[ObjectivePeriod], calendar: Calendar) -> str:
    """Where it stands; of what has ended first what it brought, then how it ended and why."""
    state = standing.state
    if state.outcome == "running":
        number, step = next((n, s) for n, s in enumerate(standing.steps, 1) if s.status == "current")
        again = f", in iteration {state.iteration}" if state.iteration > 1 else ""
        return f"The project is in {step.title}, phase {number} of {len(standing.steps)}{again}."
    return " ".join([*live(state, legs, calendar), _ended(state)])


def live(state: State, legs: Sequence[ObjectivePeriod], calendar: Calendar) -> Iterator[str]:
    """What went to all of the traffic lives on, whatever comes of a later iteration: since when, and what it brought.

    By the value in full traffic; where none is known, by the last pilot.
    """
    day, iteration = live_since(state.events), last_completed_iteration(state.events)
    if day is None:
        return
    brought = "".join(f": {text}" for leg in legs[::-1] if leg.iteration == iteration for text in brings(leg))
    yield f"The service has been live since {calendar.of(day)}{brought}."


def brings(leg: ObjectivePeriod) -> Iterator[str]:
    """`time moderators spend went from 9.8 to 3.6 hours per week (-63.3 %), the goal was 4.9`."""
    objective = leg.objective or {}
    measure, now, target = objective.get("measure"), real(objective.get("now")), real(objective.get("target"))
    value = real((leg.full_traffic or {}).get("value"))
    goal = f", the goal was {show(target)}" if target is not None else ""
    if now is not None and value is not None:
        yield f"{measure} went from {show(now)} to {show(value)} {objective.get('unit')}{way(now, value)}{goal}"
    elif leg.pilots:
        yield f"its pilot changed {measure or 'the measure'} by {change(leg.pilots[-1], is_short=True)}"


def way(now: float, then: float) -> str:
    """How far it is, where percent mean something."""
    return f" ({percent(then / now - 1, signed=True)})" if now > 0 and then >= 0 else ""


def _ended(state: State) -> str:
    if state.outcome == "finished":
        return "The project is finished."
    reasons = listing([str(getattr(event, "reason", "")) or _decided(event) for event in state.stops])
    last = last_completed_iteration(state.events)
    what = f"Iteration {state.iteration}" if last is not None and state.iteration > last else "The project"
    return f"{what} was stopped: {reasons.removesuffix('.')}."


def _decided(event: Event) -> str:
    pilot = event.facts.get("pilot", {}) if isinstance(event, Advanced) else {}
    return str(pilot.get("reason") or f"the decision in {getattr(event, 'phase', 'a phase')}")
