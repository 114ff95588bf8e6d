"""The status, to be read aloud: the work, what it needs, what moved, and one next step."""

from collections.abc import Iterator
from datetime import date

from crispdm.dates import day_of, long, spoken
from crispdm.gate.quantity import percent, show
from crispdm.lifecycle.course import trials
from crispdm.lifecycle.events import Advanced, Event, Signed
from crispdm.lifecycle.gate import Gate, Row
from crispdm.lifecycle.state import State
from crispdm.process import Process
from crispdm.views.course import change
from crispdm.views.gate import alike, to_sign
from crispdm.views.lines import Line, columns
from crispdm.views.log import title, told
from crispdm.views.people import first_name, owner
from crispdm.views.standing import Moved, Standing, Step
from crispdm.words import count, listing

_SHOWN = 3  # things to do, and movements: a standup has no time for more


def status(standing: Standing) -> Iterator[Line]:
    """About a dozen sentences."""
    process, state = standing.process, standing.state
    yield Line(f"{process.project}, {long(standing.today)}. Iteration {state.iteration}", style="bold")
    yield Line(_goal(standing), label="Goal: ")
    yield from (Line(remark, label="Note: ", style="yellow") for remark in state.remarks)
    if standing.gate is None:
        yield Line(_ended(state), style="bold")
    else:
        yield Line(_phase(standing))
        yield from _work(standing.gate)
    yield from _changes(standing)
    yield Line(_since(standing), label=f"Since {spoken(standing.since, standing.today)}: ")
    yield from _obstacles(standing)
    if standing.uncommitted:
        yield Line(f"{count(standing.uncommitted, 'event')} not committed to git yet.")
    yield Line(_next(standing), label="Next: ", style="bold")


def short(standing: Standing) -> Line:
    """One line for a prompt."""
    project = standing.process.project
    if standing.gate is None:
        return Line(f"{project}: {standing.state.outcome}")
    left = len(standing.gate.closing) + (standing.gate.undecided is not None)
    todo = f"{left} to do" if left else "to sign" if standing.gate.unsigned else "gate open"
    return Line(f"{project}: {_phase(standing)}, {todo}")


def _goal(standing: Standing) -> str:
    goal = standing.objective
    if goal is None:
        return "not set yet"
    now, target, unit = goal["now"], goal["target"], goal["unit"]
    way = f", {percent(target / now - 1, signed=True)}" if now > 0 and target >= 0 else ""
    return f"{goal['measure']}, from {show(now)} to {show(target)} {unit}{way}{_piloted(standing.state)}"


def _piloted(state: State) -> str:
    """What was measured last, in this iteration."""
    found = [trial for trial in trials(state.events) if trial.iteration == state.iteration]
    ordinal = {1: "First", 2: "Second", 3: "Third"}.get(len(found), f"{len(found)}th")
    return f". {ordinal} pilot: {change(found[-1])}" if found else ""


def _ended(state: State) -> str:
    """Stopping is said with its reason, and with what an earlier iteration brought."""
    if state.outcome == "finished":
        return "The project is finished."
    reasons = [str(getattr(event, "reason", "")) or _decided(event) for event in state.stops]
    through = [event for event in state.events if isinstance(event, Advanced) and event.to == "new_iteration"]
    live = f" What came before is live since {long(day_of(through[-1].at))}." if through else ""
    return f"The project was stopped: {listing(reasons)}.{live}"


def _decided(event: Event) -> str:
    pilot = event.facts.get("pilot", {}) if isinstance(event, Advanced) else {}
    return str(pilot.get("reason") or f"the decision in {getattr(event, 'phase', 'a phase')}")


def _phase(standing: Standing) -> str:
    number, step = next((n, s) for n, s in enumerate(standing.steps, 1) if s.status == "current")
    return f"{step.title} ({number} of {len(standing.steps)}){_day(step)}"


def _day(step: Step) -> str:
    if step.days is None:
        return ""
    late = ", over its timebox" if step.timebox and step.days > step.timebox else ""
    return f", day {step.days}{f' of {step.timebox}' if step.timebox else ''}{late}"


def _work(gate: Gate) -> Iterator[Line]:
    """Nearest to done first: what holds in one line, then the first things to do, then who signs."""
    met = [row.criterion.id for row in gate.rows if row.status == "pass"]  # an exception is read out further down
    if met:
        yield Line(listing(met), label="  met      ", style="green")
    todo = [(_first_of(rows), rows[0].finding.have) for rows in alike(gate.closing)]
    todo += [("decision", gate.undecided.have)] if gate.undecided else []
    for text in columns(todo[:_SHOWN]):
        yield Line(text, label="  to do    ", style="yellow")
    warnings = [row.criterion.id for row in gate.rows if row.status == "warn"]
    more = [count(len(todo) - _SHOWN, "more thing") + " to do"] if len(todo) > _SHOWN else []
    more += [f"{count(len(warnings), 'warning')} ({listing(warnings)})"] if warnings else []
    if more:
        yield Line(f"{listing(more)}; `crispdm check` shows all", label="  and      ")
    if gate.unsigned:
        yield Line(to_sign(gate), label="  to sign  ", style="yellow")


def _first_of(rows: list[Row]) -> str:
    first, more = rows[0].criterion.id, len(rows) - 1
    return f"{first} and {more} more" if more else first


def _changes(standing: Standing) -> Iterator[Line]:
    groups: dict[tuple[str, str], list[str]] = {}
    for each in standing.changed:
        groups.setdefault((each.accepted, each.by), []).append(
            each.criterion or f"the gate of {title(standing.process, each.phase)}"
        )
    for (accepted, by), criteria in groups.items():
        when, it = spoken(day_of(accepted), standing.today), "it" if len(criteria) == 1 else "them"
        text = f"{listing(criteria)} changed after {first_name(by)} had {it} accepted ({when})"
        yield Line(text, label="Changed: ", style="red")


def _since(standing: Standing) -> str:
    """What moved, oldest first; never "nothing" without git having been asked."""
    said = [*_events(standing), *_files(standing)]
    if said:
        return "; ".join(said) + "."
    return "nothing moved, in git neither." if standing.uncommitted is not None else "no event; git cannot tell."


def _events(standing: Standing) -> list[str]:
    """The newest events; a signature of a phase that was passed goes without saying."""
    process, passed = standing.process, standing.state.accepted
    told_of = [each for each in standing.moved if each.event and not _is_settled(process, each.event, passed)]
    said = [f"{first_name(each.by or '')} {told(process, each.event)}" for each in told_of[-_SHOWN:] if each.event]
    return [*([count(len(told_of) - _SHOWN, "earlier event")] if len(told_of) > _SHOWN else []), *said]


def _is_settled(process: Process, event: Event, passed: dict[str, Advanced]) -> bool:
    return isinstance(event, Signed) and process.phase_id(event.phase) in passed


def _files(standing: Standing) -> list[str]:
    """Work that shows although it is no event."""
    committed = [each for each in standing.moved if each.commits]
    said = [f"{first_name(each.by or '')} changed {_name(each)}" for each in committed[:_SHOWN]]
    more = [count(len(committed) - _SHOWN, "more file") + " changed"] if len(committed) > _SHOWN else []
    dirty = [_name(each) for each in standing.moved if each.file and not each.commits]
    rest = f" and {len(dirty) - _SHOWN} more" if len(dirty) > _SHOWN else ""
    return [*said, *more, *([f"not committed: {', '.join(dirty[:_SHOWN])}{rest}"] if dirty else [])]


def _name(moved: Moved) -> str:
    return (moved.file or "").rstrip("/").rpartition("/")[2]


def _obstacles(standing: Standing) -> Iterator[Line]:
    for blocker in standing.blockers:
        days = (standing.today - day_of(blocker.at)).days
        yield Line(
            f"{blocker.text}, on {blocker.owner or 'nobody'}, {count(days, 'day')}", label="Waiting: ", style="red"
        )
    for event in standing.state.events:
        reason = event.facts.get("pilot", {}).get("reason") if isinstance(event, Advanced) else None
        if reason and getattr(event, "iteration", 0) == standing.state.iteration:
            text = f"{getattr(event, 'outcome', '')} against the numbers: {reason} ({first_name(event.by)})"
            yield Line(text, label="Exception: ", style="magenta")
    for waiver in standing.waivers:
        until = f" until {spoken_date(waiver.until)}" if waiver.until else ""
        text = f"{waiver.criterion}: {waiver.reason} ({first_name(waiver.by)})"
        yield Line(text, label=f"Exception{until}: ", style="magenta")


def spoken_date(text: str) -> str:
    """A recorded date in words; what is none as it stands there."""
    try:
        return long(date.fromisoformat(text))
    except ValueError:
        return text


def _next(standing: Standing) -> str:
    step = standing.next
    who = owner(standing.process, step.owner)
    command = f" with `{step.command}`" if step.command else ""
    return f"{step.what}{command}{f' ({who})' if who else ''}"
