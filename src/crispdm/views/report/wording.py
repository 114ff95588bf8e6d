"""Dates, phases, criteria and people in words, for readers outside the team."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from crispdm.dates import day_of, parse_date, spell_out_days
from crispdm.eventlog.events import Advanced, Event, Resumed, Stopped, WentBack
from crispdm.lifecycle.phase_history import PhaseVisit
from crispdm.lifecycle.timebox import Days, PausedDays
from crispdm.people import person
from crispdm.results.report import Report
from crispdm.views.report.names import name_of
from crispdm.words import count, listing

_ENDS = {"finish": "project finished", "stop": "project stopped", "new_iteration": "new iteration"}


class Wording:
    """Words for what a report names.

    Args:
        report: for its zone, titles, criteria and team.
    """

    def __init__(self, report: Report) -> None:
        self._report = report
        self._zone = report.now.tzinfo
        self._calendar = PausedDays(report.pauses, self._zone)

    def short_date(self, day: date) -> str:
        """`24 Nov 2026`."""
        return f"{day.day} {day:%b} {day.year}"

    def long_date(self, day: date) -> str:
        """`24 November 2026`."""
        return f"{day.day} {day:%B} {day.year}"

    def weekday(self, day: date) -> str:
        """`Tue 24 Nov`; with the year where it is another one."""
        year = f" {day.year}" if day.year != self._report.status.today.year else ""
        return f"{day:%a} {day.day} {day:%b}{year}"

    def day(self, at: str) -> str:
        """The local day of an event; the recorded text where it is not a time."""
        day = day_of(at, self._zone)
        return at if day == date.min else self.short_date(day)

    def recorded_date(self, value: Any) -> str:
        """A date from a file; its text where it is not a date."""
        day = parse_date(value)
        return self.short_date(day) if day else str(value or "")

    def spelled_out(self, text: str) -> str:
        """A sentence of the tool's, with its dates in words."""
        return spell_out_days(text, self._report.status.today)

    def moment(self, at: str) -> datetime | None:
        """The local time of an event; None where the recorded text is not a time."""
        try:
            return datetime.fromisoformat(at).astimezone(self._zone)
        except (ValueError, OverflowError):
            return None

    def days_between(self, entered: str, left: str | None) -> Days:
        """The working days in a phase; one where a recorded time is not one."""
        first, last = day_of(entered, self._zone), day_of(left, self._zone) if left else self._report.now.date()
        return Days(1, 0) if first == date.min else self._calendar.days(first, last)

    def days_in_all(self, visits: Iterable[PhaseVisit]) -> Days:
        """The working days of several visits, each day once."""
        passed = paused = 0
        counted = date.min
        for visit in visits:
            first, last = day_of(visit.entered, self._zone), self._report.now.date()
            last = day_of(visit.left, self._zone) if visit.left else last
            if date.min < first and counted < last:
                days = self._calendar.days(max(first, counted + timedelta(days=1)), last)
                passed, paused, counted = passed + days.passed, paused + days.paused, last
        return Days(passed, paused)

    def phase(self, phase: str, iteration: int = 1) -> str:
        """`Modeling`, or `Modeling, iteration 2`; the id where the process no longer has the phase."""
        title = self._report.status.titles.get(phase, phase)
        return f"{title}, iteration {iteration}" if iteration > 1 else title

    def criteria(self, names: Iterable[str]) -> str:
        """What criteria say, in quotes; the id where the process no longer has one."""
        return listing([f"“{self._report.criteria.get(each, each).removesuffix('.')}”" for each in names])

    def owner(self, owner: str | None) -> str:
        """`Ana Roy, product manager` for a role, a member of the team by name, anybody else as typed."""
        team = self._report.status.team
        if owner in team:
            names = listing([name_of(each) for each in team[owner]])
            return f"{names}, {role(owner)}" if names else role(owner)
        who = person(owner or "")
        members = (each for holders in team.values() for each in holders if who.is_same(person(each)))
        return name_of(next(members, owner)) if owner else ""

    def ending(self, event: Event) -> str:
        """How a phase ended: `passed (improve), back to Modeling`."""
        match event:
            case Advanced():
                outcome = f" ({event.outcome})" if event.outcome else ""
                waived = f", with exceptions: {self.criteria(event.waived)}" if event.waived else ""
                return f"passed{outcome}, {self.destination(event)}{waived}"
            case WentBack():
                return f"back to {self.phase(event.to)}: {event.reason}"
            case Stopped() | Resumed():
                return f"{'stopped' if isinstance(event, Stopped) else 'resumed'}: {event.reason}"
        return ""

    def destination(self, event: Advanced) -> str:
        """`on to Modeling`, `back to Modeling`, `new iteration`."""
        return _ENDS.get(event.to) or f"{'back' if event.opens else 'on'} to {self.phase(event.to)}"


def role(name: str) -> str:
    """`product manager`."""
    return name.replace("_", " ")


def paused(days: int) -> str:
    """`, paused for 4 days`; empty for none."""
    return f", paused for {count(days, 'day')}" if days else ""


def capital(text: str) -> str:
    """With a capital letter, as a heading has it."""
    return text[:1].upper() + text[1:]
