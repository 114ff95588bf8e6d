"""The pilots of a project with their objectives and runs, from the events. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from msgspec import Raw, Struct, field, structs

from crispdm.dates import day_of, parse_date
from crispdm.eventlog.events import Advanced, Event
from crispdm.kept_json import Kept, decode, split


class RecordedPilot(Struct, frozen=True, kw_only=True):
    """One pilot, as it was recorded when its phase passed its gate."""

    event: str  # the id of the event that recorded it
    iteration: int
    at: str
    by: str
    kept_objective: Kept | None = field(name="objective")
    kept_run: Kept | None = field(name="run")  # the run, its kind, score and metric
    kept_pilot: Kept = field(name="pilot")  # estimate, low and high, verdict, decision, the rows of both arms
    kept_guards: Kept | None = field(name="guards", default=None)  # by measure by how much it was worse, and may be

    @property
    def objective(self) -> dict[str, Any] | None:
        """The objective, decoded."""
        return decode(self.kept_objective) if self.kept_objective else None

    @property
    def run(self) -> dict[str, Any] | None:
        """The run, decoded."""
        return decode(self.kept_run) if self.kept_run else None

    @property
    def pilot(self) -> dict[str, Any]:
        """What was measured, decoded."""
        return decode(self.kept_pilot)

    @property
    def guards(self) -> dict[str, Any] | None:
        """The guards, decoded."""
        return decode(self.kept_guards) if self.kept_guards else None


def recorded_pilots(events: Iterable[Event]) -> list[RecordedPilot]:
    """All pilots of all iterations, in the order of the events."""
    found: list[RecordedPilot] = []
    objective = run = None
    for event in events:
        if isinstance(event, Advanced):
            facts = split(event.kept_facts)
            objective, run = facts.get("objective", objective), facts.get("run", run)
            if "pilot" in facts:
                found.append(_recorded_pilot(event, facts, objective, run))
    return found


def _recorded_pilot(event: Advanced, facts: dict[str, Raw], objective: Raw | None, run: Raw | None) -> RecordedPilot:
    return RecordedPilot(
        event=event.id,
        iteration=event.iteration,
        at=event.at,
        by=event.by,
        kept_objective=objective,
        kept_run=run,
        kept_pilot=facts["pilot"],
        kept_guards=facts.get("guards"),
    )


def live_since(events: Iterable[Event]) -> date | None:
    """The day since which the last completed iteration serves all of the traffic; None where none is completed.

    Args:
        events: in the order of their times.

    Returns:
        The day of the last step of the roll-out; where none was recorded, the day on which the phase passed its gate.
    """
    live: date | str | None = None
    step = None
    for event in events:
        if isinstance(event, Advanced):
            if "service" in event.facts:
                step = parse_date(event.facts["service"].get("since")) or step
            if event.to in ("finish", "new_iteration"):
                live, step = step or event.at, None
    return day_of(live) if isinstance(live, str) else live


def last_completed_iteration(events: Iterable[Event]) -> int | None:
    """The iteration that was completed last; None where none is."""
    ends = [each for each in events if isinstance(each, Advanced) and each.to in ("finish", "new_iteration")]
    return ends[-1].iteration if ends else None


class ObjectivePeriod(Struct, frozen=True, kw_only=True):
    """The part of an iteration with one objective, and what was measured against it: pilots, then full traffic."""

    iteration: int
    objective: dict[str, Any] | None
    pilots: tuple[RecordedPilot, ...] = ()
    full_traffic: dict[str, Any] | None = None  # the value with all of the traffic, from which day to which
    accepted: bool = True  # whether the objective is
    full_traffic_accepted: bool = True


def objective_periods(events: Iterable[Event]) -> list[ObjectivePeriod]:
    """The accepted objectives, one after the other, each with its pilots."""
    events = [*events]
    pilots = {pilot.event: pilot for pilot in recorded_pilots(events)}
    found: list[_Period] = []
    for event in events:
        if isinstance(event, Advanced) and "objective" in event.facts:
            _begin_period(found, event.iteration, event.facts["objective"])
        if event.id in pilots:
            pilot = pilots[event.id]
            found = found or [_Period(ObjectivePeriod(iteration=pilot.iteration, objective=None))]
            found[-1].pilots.append(pilot)
        if found and isinstance(event, Advanced) and "full_traffic" in event.facts:
            found[-1].full_traffic = event.facts["full_traffic"]
    return [structs.replace(each.of, pilots=tuple(each.pilots), full_traffic=each.full_traffic) for each in found]


class _Period(Struct):
    """A period while it is read, and what was measured in it so far."""

    of: ObjectivePeriod
    pilots: list[RecordedPilot] = []
    full_traffic: dict[str, Any] | None = None


def _begin_period(found: list[_Period], iteration: int, objective: dict[str, Any]) -> None:
    """Begin a period; an objective that was replaced before any pilot is left out."""
    last = found[-1] if found else None
    if last and (last.of.iteration, last.of.objective) == (iteration, objective):
        return
    if last and last.of.iteration == iteration and not last.pilots:
        found.pop()
    found.append(_Period(ObjectivePeriod(iteration=iteration, objective=objective)))
