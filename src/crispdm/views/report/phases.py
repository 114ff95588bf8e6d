"""The phases in a row, each with its status in words: where it runs what is to come, where it ended what was done."""

from collections.abc import Iterator, Sequence

from crispdm.eventlog.events import Advanced
from crispdm.lifecycle.phase_history import PhaseVisit
from crispdm.views.report.calendar import Calendar
from crispdm.views.report.html import Html, el
from crispdm.views.standing import Standing, Step
from crispdm.words import count


def row_of_phases(standing: Standing, stays: Sequence[PhaseVisit], calendar: Calendar) -> Html:
    """The phases in their order, each with its status in words."""
    return el("ol", [_phase(standing, step, stays, calendar) for step in standing.steps], class_="phases")


def _phase(standing: Standing, step: Step, stays: Sequence[PhaseVisit], calendar: Calendar) -> Html:
    before = next((each for each in reversed(stays) if _is_passed(each, step, standing.state.iteration)), None)
    is_done = step.status == "done" or (before is not None and standing.state.outcome != "running")
    return el(
        "li",
        el("strong", step.title),
        el("span", "; ".join(_said(standing, step, before, stays, calendar))),
        class_="done" if is_done else step.status,
        aria_current="step" if step.status == "current" else None,
    )


def _is_passed(stay: PhaseVisit, step: Step, iteration: int) -> bool:
    """Whether the phase was passed in an earlier iteration."""
    is_kept = isinstance(stay.ended, Advanced) and not stay.ended.opens
    return stay.phase == step.id and stay.iteration < iteration and is_kept


def _said(
    standing: Standing, step: Step, before: PhaseVisit | None, stays: Sequence[PhaseVisit], calendar: Calendar
) -> Iterator[str]:
    state = standing.state
    again = f" in iteration {state.iteration}" if state.iteration > 1 else ""
    if step.status == "current":
        yield f"Now{_days(step, calendar)}"
    elif step.status == "done":
        yield f"Done{again}{_days(step, calendar)}"
    elif state.outcome == "running":
        yield f"To come{again}"
    else:
        if before is not None and before.left is not None:
            yield f"Done in iteration {before.iteration} on {calendar.day(before.left)}{_worked(before, calendar)}"
        if state.outcome == "stopped" and stays and stays[-1].phase == step.id and stays[-1].left is not None:
            what = f"iteration {state.iteration} was stopped" if before is not None else "Stopped"
            yield f"{what} here on {calendar.day(stays[-1].left)}"
        elif before is None:
            yield "Not reached"


def _worked(stay: PhaseVisit, calendar: Calendar) -> str:
    days = calendar.days(stay.entered, stay.left)
    return f", in {count(days.worked, 'working day')}{_paused(days.paused)}"


def _paused(days: int) -> str:
    return f", paused for {count(days, 'day')}" if days else ""


def _days(step: Step, calendar: Calendar) -> str:
    if step.days is None:
        return ""
    paused = _paused(step.paused)
    if step.finished is not None:
        planned = f", {step.timebox} planned" if step.timebox else ""
        return f" on {calendar.day(step.finished)}, in {count(step.days, 'working day')}{planned}{paused}"
    late = ", over its time" if step.timebox and step.days > step.timebox else ""
    return f", working day {step.days}{f' of {step.timebox}' if step.timebox else ''}{late}{paused}"
