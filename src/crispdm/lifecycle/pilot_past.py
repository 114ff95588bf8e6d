"""What a pilot must know of what happened before, from the events. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta

from crispdm.dates import day_of, parse_date
from crispdm.eventlog.events import Advanced, Noted
from crispdm.gate.evidence import path_of
from crispdm.gate.pilot.plan import DAYS_OF
from crispdm.gate.pilot_past import AcceptedPlan, EarlierPilot, Look, PilotPast
from crispdm.lifecycle.pilot_history import RecordedPilot, recorded_pilots
from crispdm.lifecycle.state import State
from crispdm.process import Process


def find_pilot_past(process: Process, state: State) -> PilotPast:
    """Find the plans that were accepted, the pilots that decided, and who looked early."""
    moves = {each.id: each for each in state.moves if isinstance(each, Advanced)}
    pilots = (_pilot(each, moves[each.event], state.iteration) for each in recorded_pilots(state.events))
    return PilotPast(
        plans=_plans(process, state, moves),
        pilots=tuple(each for each in pilots if each is not None),
        looks=tuple(_looks(state)),
    )


def _plans(process: Process, state: State, moves: dict[str, Advanced]) -> dict[str, tuple[AcceptedPlan, ...]]:
    """By the file of each plan that a phase before the pilot accepts, how it was accepted in this iteration."""
    found: dict[str, tuple[AcceptedPlan, ...]] = {}
    current = {event.id for event in state.accepted.values()}
    for phase in process.phases:
        if any(each.check == "pilot" for each in phase.criteria):
            continue  # plan and pilot are judged at once
        for criterion in (each for each in phase.criteria if each.check == "pilot_plan"):
            file = path_of(phase.folder, getattr(criterion, "file", ""))
            plans = (_plan(criterion.id, each, current) for each in moves.values() if each.iteration == state.iteration)
            found[file] = tuple(each for each in plans if each is not None)
    return found


def _plan(criterion: str, event: Advanced, current: set[str]) -> AcceptedPlan | None:
    digest = dict(event.evidence).get(criterion)
    if digest is None:
        return None
    values, guards = event.values.get(criterion, {}), {**event.facts.get("planned_guards", {})}
    day, is_current = day_of(event.at), event.id in current
    return AcceptedPlan(day=day, digest=digest, values=values, guards=guards, is_current=is_current)


def _pilot(each: RecordedPilot, event: Advanced, iteration: int) -> EarlierPilot | None:
    pilot, start = each.pilot, parse_date(each.pilot.get("start"))
    if start is None:
        return None
    return EarlierPilot(
        start=start,
        end=parse_date(pilot.get("end")) or _last_day(start, pilot.get("days") or 1, pilot.get("row", "day")),
        run=(each.run or {}).get("run"),
        is_relative=pilot.get("relative", True),
        decision=pilot.get("decision"),
        is_used=bool(event.opens) or event.iteration < iteration,
        is_of_objective=event.iteration == iteration,
    )


def _last_day(start: date, rows: int, row: str) -> date:
    """The last day of a pilot whose event does not have it."""
    days = rows * DAYS_OF.get(row, 1) - 1  # type: ignore[call-overload]  # what an event says may be anything
    return start + timedelta(days=min(days, (date.max - start).days))


def _looks(state: State) -> Iterator[Look]:
    for event in state.events:
        if isinstance(event, Noted) and event.looked:
            yield Look(at=event.at, by=event.by, start=event.looked.start, rows=event.looked.rows)
