"""The phases in order, each with its status."""

from collections.abc import Iterator

from msgspec import Struct

from crispdm.eventlog.events import Advanced
from crispdm.lifecycle.phase_history import PhaseVisit
from crispdm.results.report import Report
from crispdm.results.status import Phase
from crispdm.views.report.wording import Wording, paused
from crispdm.words import count


class Step(Struct, frozen=True, kw_only=True):
    """A phase with its status in words."""

    title: str
    status: str  # done, current or todo
    text: str


def steps(report: Report, wording: Wording) -> Iterator[Step]:
    """Yield the phases in order."""
    for phase in report.status.phases:
        before = next((each for each in reversed(report.visits) if _is_passed(each, phase, report)), None)
        is_done = before is not None and report.status.outcome != "running"
        status = "done" if is_done else phase.status
        yield Step(title=phase.title, status=status, text="; ".join(_texts(report, phase, before, wording)))


def _is_passed(visit: PhaseVisit, phase: Phase, report: Report) -> bool:
    """Whether the phase was passed in an earlier iteration."""
    is_kept = isinstance(visit.ended, Advanced) and not visit.ended.opens
    return visit.phase == phase.id and visit.iteration < report.status.iteration and is_kept


def _texts(report: Report, phase: Phase, before: PhaseVisit | None, wording: Wording) -> Iterator[str]:
    status = report.status
    iteration = f" in iteration {status.iteration}" if status.iteration > 1 else ""
    if phase.status == "current":
        yield f"Now{_days_so_far(phase)}"
    elif phase.status == "done":
        yield f"Done{iteration}{_days_taken(phase, wording)}"
    elif status.outcome == "running":
        yield f"To come{iteration}"
    else:
        yield from _ended(report, phase, before, wording)


def _ended(report: Report, phase: Phase, before: PhaseVisit | None, wording: Wording) -> Iterator[str]:
    """A phase that was not passed in the last iteration of a project that has ended."""
    if before is not None and before.left is not None:
        days = wording.days_between(before.entered, before.left)
        worked = f"in {count(days.worked, 'working day')}{paused(days.paused)}"
        yield f"Done in iteration {before.iteration} on {wording.day(before.left)}, {worked}"
    last = report.visits[-1] if report.visits else None
    if report.status.outcome == "stopped" and last and last.phase == phase.id and last.left is not None:
        what = f"iteration {report.status.iteration} was stopped" if before is not None else "Stopped"
        yield f"{what} here on {wording.day(last.left)}"
    elif before is None:
        yield "Not reached"


def _days_so_far(phase: Phase) -> str:
    if phase.days is None:
        return ""
    timebox = f" of {phase.timebox}" if phase.timebox else ""
    late = ", over its timebox" if phase.timebox and phase.days > phase.timebox else ""
    return f", working day {phase.days}{timebox}{late}{paused(phase.paused)}"


def _days_taken(phase: Phase, wording: Wording) -> str:
    if phase.days is None or phase.finished is None:
        return ""
    planned = f", {phase.timebox} planned" if phase.timebox else ""
    days = f"in {count(phase.days, 'working day')}{planned}{paused(phase.paused)}"
    return f" on {wording.day(phase.finished)}, {days}"
