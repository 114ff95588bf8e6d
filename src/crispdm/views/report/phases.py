"""The phases in order: each with its status, and the working days planned and taken."""

from collections.abc import Iterator

from msgspec import Struct

from crispdm.eventlog.events import Advanced
from crispdm.lifecycle.phase_history import PhaseVisit
from crispdm.lifecycle.timebox import Days
from crispdm.results.report import Report
from crispdm.results.status import Phase
from crispdm.views.report.parts import Table
from crispdm.views.report.wording import Wording
from crispdm.words import count

_COLUMNS = ("Phase", "Status", "Planned", "Taken")
_CAPTION = "Working days of all visits to a phase, without those on which it waited for others"


class Duration(Struct, frozen=True):
    """The working days of all visits to a phase, and those planned for as many iterations."""

    title: str
    days: Days | None  # None where it was not entered
    planned: int | None

    @property
    def over(self) -> int:
        """The days over the plan."""
        taken = self.days.worked if self.days else 0
        return max(taken - self.planned, 0) if self.planned else 0

    def planned_text(self) -> str:
        """`5`; empty without a plan."""
        return str(self.planned) if self.planned else ""

    def taken(self) -> str:
        """`7, 2 over`, `4, paused for 2`."""
        if self.days is None:
            return ""
        over = f", {self.over} over" if self.over else ""
        paused = f", paused for {self.days.paused}" if self.days.paused else ""
        return f"{self.days.worked}{over}{paused}"

    def text(self) -> str:
        """`7 of 5 days, 2 over`; `5 days planned` where it was not entered."""
        if self.days is None:
            return f"{count(self.planned, 'day')} planned" if self.planned else "to come"
        days = self.days.worked
        over = f", {self.over} over" if self.over else ""
        return f"{days} of {count(self.planned, 'day')}{over}" if self.planned else count(days, "day")


def durations(report: Report, wording: Wording) -> dict[str, Duration]:
    """Return the duration of each phase of the process, then of those that it no longer has, by id."""
    visits: dict[str, list[PhaseVisit]] = {}
    for visit in report.visits:
        visits.setdefault(visit.phase, []).append(visit)
    timeboxes = {phase.id: phase.timebox for phase in report.status.phases}
    return {
        name: _duration(wording.phase(name), timeboxes.get(name), visits.get(name, []), wording)
        for name in dict.fromkeys([*timeboxes, *visits])
    }


def _duration(title: str, timebox: int | None, visits: list[PhaseVisit], wording: Wording) -> Duration:
    iterations = len({each.iteration for each in visits}) or 1
    return Duration(title, wording.days_in_all(visits) if visits else None, timebox * iterations if timebox else None)


def phase_table(report: Report, wording: Wording) -> Table:
    """Return the table of today's phases."""
    found = durations(report, wording)
    rows = [
        (
            phase.title,
            "; ".join(_status(report, phase, wording)),
            found[phase.id].planned_text(),
            found[phase.id].taken(),
        )
        for phase in report.status.phases
    ]
    return Table(_CAPTION, _COLUMNS, tuple(rows))


def _status(report: Report, phase: Phase, wording: Wording) -> Iterator[str]:
    status = report.status
    iteration = f" in iteration {status.iteration}" if status.iteration > 1 else ""
    if phase.status == "current":
        yield f"Now, since {wording.day(phase.started)}" if phase.started else "Now"
    elif phase.status == "done":
        yield f"Done{iteration}{f' on {wording.day(phase.finished)}' if phase.finished else ''}"
    elif status.outcome == "running":
        yield f"To come{iteration}"
    else:
        yield from _ended(report, phase, wording)


def _ended(report: Report, phase: Phase, wording: Wording) -> Iterator[str]:
    """A phase that was not passed in the last iteration of a project that has ended."""
    before = next((each for each in reversed(report.visits) if _is_passed(each, phase, report)), None)
    if before is not None and before.left is not None:
        yield f"Done in iteration {before.iteration} on {wording.day(before.left)}"
    last = report.visits[-1] if report.visits else None
    if report.status.outcome == "stopped" and last and last.phase == phase.id and last.left is not None:
        what = f"iteration {report.status.iteration} was stopped" if before is not None else "Stopped"
        yield f"{what} here on {wording.day(last.left)}"
    elif before is None:
        yield "Not reached"


def _is_passed(visit: PhaseVisit, phase: Phase, report: Report) -> bool:
    """Whether the phase was passed in an earlier iteration."""
    is_kept = isinstance(visit.ended, Advanced) and not visit.ended.opens
    return visit.phase == phase.id and visit.iteration < report.status.iteration and is_kept
