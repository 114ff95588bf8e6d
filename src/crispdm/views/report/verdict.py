"""The first sentences of the page: what the project achieved, where it is, how it ended."""

from collections.abc import Iterator

from crispdm.lifecycle.goal_progress import stop_reason
from crispdm.lifecycle.pilot_history import ObjectivePeriod
from crispdm.numbers import parse_number, show
from crispdm.results.report import Report
from crispdm.views.report.effect import effect
from crispdm.views.report.wording import Wording
from crispdm.words import listing

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def verdict(report: Report, wording: Wording) -> str:
    """Return what somebody who reads no further has to know."""
    return " ".join([*_live(report, wording), *_trial(report), _standing(report)])


def _live(report: Report, wording: Wording) -> Iterator[str]:
    """Since when the service is live, and what it achieved, even where a later iteration was stopped."""
    day = report.status.live_since
    if day is not None:
        gains = [gain for each in report.objectives if each.iteration == report.completed for gain in _gain(each)]
        yield f"Live since {wording.long_date(day)}{f': {gains[-1]}' if gains else ''}."


def _gain(period: ObjectivePeriod) -> Iterator[str]:
    """By the value with all traffic; where none is known, by the last pilot."""
    objective, full = period.objective or {}, period.full_traffic or {}
    now, value, target = (
        parse_number(each) for each in (objective.get("now"), full.get("value"), objective.get("target"))
    )
    measure = objective.get("measure") or "the measure"
    if now is not None and value is not None and target is not None:
        moved = "fell" if value < now else "rose" if value > now else "went"
        course = f"{moved} from {show(now)} to {show(value)} {objective.get('unit')}"
        yield f"{measure} {course}, {_compared(now, value, target)} of {show(target)}"
    elif period.pilots:
        yield f"its pilot changed {measure} by {effect(period.pilots[-1])}"


def _compared(now: float, value: float, target: float) -> str:
    if value == target:
        return "the goal"
    return "better than the goal" if (value < target) == (target < now) else "short of the goal"


def _trial(report: Report) -> Iterator[str]:
    """The last pilot of an iteration that is not live."""
    pilots = [pilot for period in report.objectives for pilot in period.pilots]
    if pilots and pilots[-1].iteration != report.completed and report.status.outcome == "running":
        last = pilots[-1]
        number = _ORDINALS[len(pilots) - 1] if len(pilots) <= len(_ORDINALS) else "last"
        measure = (last.objective or {}).get("measure") or "the measure"
        decided = f"the team decided to {last.pilot.get('decision')}"
        yield f"The {number} pilot changed {measure} by {effect(last)}; {decided}."


def _standing(report: Report) -> str:
    """The phase that the project is in, or how it ended."""
    status = report.status
    if status.outcome == "finished":
        return "The project is finished."
    subject = f"Iteration {status.iteration}" if status.iteration > 1 else "The project"
    if status.outcome == "stopped":
        reasons = listing([stop_reason(event) for event in status.stops]).removesuffix(".")
        is_later = report.completed is not None and status.iteration > report.completed
        return f"{subject if is_later else 'The project'} was stopped: {reasons}."
    if status.pilot and status.pilot.day:
        return f"{subject} is in a pilot, on day {status.pilot.day} of {status.pilot.days}."
    number, phase = next((n, each) for n, each in enumerate(status.phases, 1) if each.status == "current")
    return f"{subject} is in {phase.title}, phase {number} of {len(status.phases)}."
