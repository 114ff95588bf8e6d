"""The same facts as JSON: from what the commands found to the types of `answers`."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from msgspec import Struct, structs

from crispdm.dates import day_of
from crispdm.eventlog.events import Blocked, Event
from crispdm.gate.finding import Place
from crispdm.lifecycle.accepted import Changed
from crispdm.lifecycle.gate import Gate
from crispdm.lifecycle.pilot_history import recorded_pilots
from crispdm.lifecycle.timebox import days_blocked, waits_for_others
from crispdm.views import answers
from crispdm.views.log import obstacles, told
from crispdm.views.standing import Moved, Standing
from crispdm.views.status.reopened import why

S = TypeVar("S", bound=Struct)
_GATE = ("phase", "open", "criteria", "sign_offs", "decision")


def check(gate: Gate) -> answers.Check:
    """What `check --format json` prints."""
    return answers.Check(**_gate(gate))


def advance(gate: Gate, events: Sequence[Event], *, dry_run: bool) -> answers.Advance:
    """What `advance --format json` prints: what was recorded, or would be, and the gate as it was."""
    return answers.Advance(moved=bool(events) and not dry_run, events=_events(events), **_gate(gate))


def status(standing: Standing) -> answers.Status:
    """What `status --format json` prints: the current gate, and where the project stands."""
    state, goal = standing.state, standing.objective
    known = obstacles(state.events)
    return answers.Status(
        project=standing.process.project,
        iteration=state.iteration,
        outcome=state.outcome,
        objective=answers.Objective(**goal) if goal else None,
        goal=standing.goal.origin if standing.goal else None,
        full_traffic=standing.full_traffic,
        **(_gate(standing.gate) if standing.gate else dict.fromkeys(_GATE)),
        phases=tuple(answers.Phase(**structs.asdict(step)) for step in standing.steps),
        back=_back(standing),
        pilot=_pilot(standing),
        since=standing.since.isoformat(),
        moved=tuple(_moved(standing, each, known) for each in standing.moved),
        blind=standing.blind,
        blockers=tuple(_blocker(standing, each) for each in standing.blockers),
        waivers=tuple(_like(answers.Waiver, each) for each in standing.waivers),
        ended=tuple(_like(answers.Waiver, each) for each in standing.ended),
        changed=tuple(map(_changed, standing.changed)),
        remarks=state.remarks,
        uncommitted=standing.uncommitted,
        next=_like(answers.Next, standing.next),
    )


def log(events: Sequence[Event], changed: Iterable[Changed]) -> answers.Log:
    """What `log --format json` prints: the events as they are recorded, the pilots of all iterations, what changed."""
    pilots = tuple(_like(answers.Trial, each) for each in recorded_pilots(events))
    return answers.Log(events=_events(events), pilots=pilots, changed=tuple(map(_changed, changed)))


def _gate(gate: Gate) -> dict[str, Any]:
    criteria = [
        answers.Criterion(
            id=row.criterion.id,
            says=row.criterion.says,
            level=row.criterion.level,
            owner=row.criterion.owner or gate.phase.owner,
            status=row.status,
            where=_where(row.finding.place),
            have=row.finding.have,
            want=row.finding.want,
            fix=row.finding.fix or None,
        )
        for row in gate.criteria
    ]
    signs = tuple(_like(answers.SignOff, each) for each in gate.sign_offs)
    decision = answers.Decision(outcome=gate.outcome, route=gate.route) if gate.phase.decision else None
    return dict(zip(_GATE, (gate.phase.id, gate.is_open, tuple(criteria), signs, decision), strict=True))


def _events(events: Sequence[Event]) -> Any:
    """Every event is one of those kinds; the type of a sequence of them does not say so."""
    return tuple(events)


def _back(standing: Standing) -> answers.Back | None:
    if standing.back is None:
        return None
    event, reason = standing.back.event, why(standing.process, standing.state.events, standing.back)
    return answers.Back(event=event.id, at=event.at, by=event.by, reason=reason, changed=standing.back.has_changed)


def _pilot(standing: Standing) -> answers.Pilot | None:
    pilot = standing.pilot
    if pilot is None:
        return None
    return answers.Pilot(
        start=pilot.start.isoformat(),
        end=pilot.end.isoformat(),
        day=pilot.day(standing.today),
        days=pilot.days,
        share=pilot.share,
        stopped_by=pilot.stopped_by,
        waiting=(pilot.criterion, *pilot.waiting),
        missing=tuple(day.isoformat() for day in pilot.missing),
    )


def _moved(standing: Standing, moved: Moved, known: dict[str, str]) -> answers.Moved:
    what = told(standing.process, moved.event, known) if moved.event else moved.what
    by = ", ".join(moved.by) or None
    return answers.Moved(at=moved.at, by=by, file=moved.file, what=what, committed=moved.is_committed)


def _blocker(standing: Standing, event: Blocked) -> answers.Blocker:
    days, pauses = days_blocked(day_of(event.at), standing.today), waits_for_others(standing.process, event.owner)
    return answers.Blocker(
        id=event.id, at=event.at, by=event.by, text=event.text, owner=event.owner, days=days, pauses=pauses
    )


def _changed(changed: Changed) -> answers.Changed:
    values = (
        answers.Difference(name=each.name, was=each.was, now=each.now, where=_where(each.place or changed.place))
        for each in changed.differences
    )
    return answers.Changed(
        event=changed.event,
        phase=changed.phase,
        criterion=changed.criterion,
        accepted=changed.accepted,
        by=changed.by,
        where=_where(changed.place),
        have=changed.have or None,
        values=tuple(values),
    )


def _where(place: Place) -> answers.Where:
    return answers.Where(file=place.file, line=place.line)


def _like(kind: type[S], value: Struct) -> S:
    """The fields that the two have in common, by name."""
    return kind(**{name: getattr(value, name) for name in kind.__struct_fields__})
