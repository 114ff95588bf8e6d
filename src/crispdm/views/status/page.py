"""The status, to be read aloud: the work, what it needs, what moved, and one next step."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from crispdm.dates import day_of, future_day, past_day, weekday_and_day
from crispdm.eventlog.events import Advanced, Event
from crispdm.lifecycle.pilot_history import live_since, recorded_pilots
from crispdm.lifecycle.state import State
from crispdm.numbers import percent, show
from crispdm.views.blockers import age
from crispdm.views.pilots import change
from crispdm.views.room import Section, fitted, share
from crispdm.views.standing import Standing, Step
from crispdm.views.status.activity import moved, noted, notes
from crispdm.views.status.changes import changes, of_goal
from crispdm.views.status.reopened import why
from crispdm.views.status.todo import work
from crispdm.views.text.lines import Line
from crispdm.words import clause, clip, count, few

_FIRST = (1, 3, 0, 7, 5, 6, 2, 4)  # of its sections, what is told at length before others: the work, what moved, …
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


def status(standing: Standing) -> list[Line]:
    """About a dozen sentences: as many things named as fit into 25 lines and 110 words, the rest counted."""
    sections = (
        *((_head, 0), (_current, 0), (_changes, 0), (moved, 0), (notes, len(noted(standing)))),
        *((_waiting, len(standing.blockers)), (_exceptions, len(_excepted(standing))), (_foot, 0)),
    )
    return fitted([Section(partial(say, standing), max(things - 1, 0)) for say, things in sections], _FIRST)


def short(standing: Standing) -> Line:
    """One line for a prompt."""
    project = clip(standing.process.project, 40)
    if standing.gate is None:
        return Line(f"{project}: {standing.state.outcome}", is_whole=True)
    left = len(standing.gate.closing) + (standing.gate.undecided is not None)
    ready = "to sign" if standing.gate.unsigned else "gate open"
    if standing.back and not standing.back.has_changed:
        ready = "nothing changed yet"
    todo = f"{left} to do" if left else ready
    running = "pilot running, " if standing.pilot and standing.pilot.day(standing.today) else ""
    return Line(f"{project}: {_phase(standing)}, {running}{todo}", is_whole=True)


def _head(standing: Standing, most: int) -> Iterator[Line]:
    """The project and its goal: as it was accepted, and what became of it right below."""
    changed = of_goal(standing)
    yield Line(_title(standing, most), style="bold")
    yield Line(_goal(standing, most), label="Accepted goal: " if changed else f"{_which(standing)}: ")
    said = changes(standing, changed, most, is_below=True)
    yield from _named([(text, "Changed: ") for text in said], most, "red")
    remarks = [(clip(text, 50 + 50 * most), "Note: ") for text in standing.state.remarks]
    yield from _named(remarks, most, "yellow")


def _current(standing: Standing, most: int) -> Iterator[Line]:
    """The phase, and the work in it."""
    if standing.gate is None:
        yield Line(_ended(standing.state), style="bold")
    else:
        yield Line(_phase(standing, most))
        yield from _back(standing, most)
        yield from work(standing, standing.gate, most)


def _back(standing: Standing, most: int) -> Iterator[Line]:
    """Why the phase is open again."""
    if standing.back:
        reason = clip(why(standing.process, standing.state.events, standing.back), 60 + 40 * most)
        since = past_day(day_of(standing.back.event.at), standing.today)
        yield Line(reason, label=f"Back since {since}: ", style="yellow")


def _foot(standing: Standing, most: int) -> Iterator[Line]:
    """What git does not have, and the next step."""
    if standing.uncommitted:
        yield Line(f"{count(standing.uncommitted, 'event')} not in git{' yet' if most else ''}.")
    yield Line(_next(standing, most), label="Next: ", style="bold")


def _title(standing: Standing, most: int) -> str:
    state, project = standing.state, clip(standing.process.project, 40)
    number = len([trial for trial in recorded_pilots(state.events) if trial.iteration == state.iteration]) + 1
    pilot = f", {_ordinal(number)} pilot" if standing.pilot and most else ""
    return f"{project}, {weekday_and_day(standing.today)}. Iteration {state.iteration}{pilot}"


def _ordinal(number: int) -> str:
    return _ORDINALS[number - 1] if number <= len(_ORDINALS) else f"{number}th"


def _which(standing: Standing) -> str:
    """In a new iteration the goal is a new one, and until it is written the old one is said to be that."""
    goal, iteration = standing.goal, standing.state.iteration
    if goal is None or goal.origin == "accepted":
        return "Goal"
    if goal.origin == "written":
        return f"{'New goal' if iteration > 1 else 'Goal'}, not accepted yet"
    return "Goal" if goal.iteration == iteration else f"Goal of iteration {goal.iteration}"


def _goal(standing: Standing, most: int) -> str:
    goal = standing.objective
    if goal is None:
        return "not set yet"
    now, target = goal["now"], goal["target"]
    way = f" ({percent(target / now - 1, signed=True)})" if now > 0 and target >= 0 and most else ""
    return f"{show(now)} to {show(target)} {clip(goal['unit'], 35 + 15 * most)}{way}{_measured(standing, most)}"


def _measured(standing: Standing, most: int) -> str:
    """What was measured last: at full traffic, or by a pilot of this iteration."""
    if standing.full_traffic is not None:
        return f". At full traffic: {show(standing.full_traffic)}"
    found = [trial for trial in recorded_pilots(standing.state.events) if trial.iteration == standing.state.iteration]
    if not found:
        return ""
    return f". {_ordinal(len(found)).capitalize()} pilot: {change(found[-1], digits=2, is_short=not most)}"


def _ended(state: State) -> str:
    """Stopping is said with its reason, and with what an earlier iteration brought."""
    day = live_since(state.events)
    if state.outcome == "finished":
        return f"The project is finished{f', and has been live since {weekday_and_day(day)}' if day else ''}."
    reasons = [clip(str(getattr(event, "reason", "")) or _decided(event), 120) for event in state.stops]
    live = f" What came before has been live since {weekday_and_day(day)}." if day else ""
    return f"The project was stopped: {few(reasons, 2)}.{live}"


def _decided(event: Event) -> str:
    pilot = event.facts.get("pilot", {}) if isinstance(event, Advanced) else {}
    return str(pilot.get("reason") or f"the decision in {getattr(event, 'phase', 'a phase')}")


def _phase(standing: Standing, most: int = 1) -> str:
    number, step = next((n, s) for n, s in enumerate(standing.steps, 1) if s.status == "current")
    of = f" ({number} of {len(standing.steps)})" if most else ""
    return f"{clip(step.title, 60)}{of}{_day(step, most)}"


def _day(step: Step, most: int) -> str:
    if step.days is None:
        return ""
    late = ", over its timebox" if step.timebox and step.days > step.timebox else ""
    paused = f", paused for {count(step.paused, 'day')}" if step.paused and most else ""
    return f", day {step.days}{f' of {step.timebox}' if step.timebox else ''}{late}{paused}"


def _changes(standing: Standing, most: int) -> Iterator[Line]:
    """What else changed after it was accepted; at the shortest only how much."""
    goal = of_goal(standing)
    others = tuple(each for each in standing.changed if each not in goal)
    said = changes(standing, others, most)
    if not most and len(others) > 1:
        said = [f"{len(others)} more things" if goal else f"{len(others)} things that had been accepted"]
    yield from _named([(text, "Changed: ") for text in said], most, "red")


def _waiting(standing: Standing, step: int) -> Iterator[Line]:
    shown, longer = share(len(standing.blockers), step)
    text, whom = (40 + 20 * longer, 30 + 10 * longer) if step else (25, 20)
    said = []
    for blocker in standing.blockers:
        who = clip(standing.names.doer(blocker.owner), whom) if blocker.owner else "nobody yet"
        how_long = age(blocker.at, standing.today, unit="working day" if step else "day")
        said.append((f"{clip(blocker.text, text)}, on {who}, {how_long}", "Waiting: "))
    yield from _named(said, shown, "red")


def _excepted(standing: Standing) -> list[tuple[str, str]]:
    """What goes against the numbers, and waivers until they end."""
    return [*_against_the_numbers(standing), *_waivers(standing)]


def _exceptions(standing: Standing, step: int) -> Iterator[Line]:
    """All of them; at the shortest, of several only how many."""
    said = _excepted(standing)
    shown, longer = share(len(said), step)
    if not step and len(said) > 1:
        said = [(f"{said[0][0].partition(': ')[0]} and {len(said) - 1} more", "Exceptions: ")]
    yield from _named([(clip(text, 60 + 60 * longer), label) for text, label in said], shown, "magenta")


def _named(said: list[tuple[str, str]], most: int, style: str) -> Iterator[Line]:
    """The first of several texts with their labels, one at least; the others are counted behind the last of them."""
    shown = max(most, 1)
    for number, (text, label) in enumerate(said[:shown], 1):
        more = f"; and {len(said) - shown} more" if number == shown < len(said) else ""
        yield Line(f"{text}{more}", label=label, style=style)


def _against_the_numbers(standing: Standing) -> Iterator[tuple[str, str]]:
    for event in standing.state.events:
        reason = event.facts.get("pilot", {}).get("reason") if isinstance(event, Advanced) else None
        if reason and getattr(event, "iteration", 0) == standing.state.iteration:
            outcome = getattr(event, "outcome", "")
            yield f"{outcome} against the numbers: {reason} ({standing.names.of(event.by)})", "Exception: "


def _waivers(standing: Standing) -> Iterator[tuple[str, str]]:
    for waiver in standing.waivers:
        until = f" until {_day_to_come(waiver.until, standing.today)}" if waiver.until else ""
        yield f"{waiver.criterion}: {waiver.reason} ({standing.names.of(waiver.by)})", f"Exception{until}: "


def _day_to_come(text: str, today: date) -> str:
    """A recorded date in words; what is none as it stands there."""
    try:
        return future_day(date.fromisoformat(text), today)
    except ValueError:
        return text


def _next(standing: Standing, most: int) -> str:
    step = standing.next
    is_unnamed = standing.process.team.get(step.owner or "") == ()
    who = f"{'the ' if is_unnamed else ''}{standing.names.doer(step.owner)} to " if step.owner else ""
    command = f" with `{step.command}`" if step.command else ""
    return f"{who}{clause(step.what, 80 + 40 * most)}{command}"
