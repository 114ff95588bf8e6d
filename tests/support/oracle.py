"""The rules of replay as plainly as they can be said, and histories to try them on."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hypothesis import strategies as st

from crispdm.eventlog.events import (
    Advanced,
    Blocked,
    Event,
    Noted,
    Resumed,
    Signed,
    Stopped,
    Unblocked,
    Unwaived,
    Waived,
)
from crispdm.lifecycle.state import replay
from tests.support.builders import BO, a_phase, advanced, created, make_process, put, signed, went_back
from tests.support.command_line import ANA

ORDER = ("a", "b", "c", "d")
PROCESS = make_process(a_phase("a"), a_phase("b", was=["old"]), a_phase("c"), a_phase("d"))


class Expected(NamedTuple):
    """What must follow from a history; events by their ids."""

    iteration: int
    outcome: str
    current: str | None
    done: dict[str, set[str]]  # the phase, and the events by which it is
    reached: tuple[str, ...]  # the phases that were passed or led to, in some iteration, the first and the current one
    stops: set[str]
    signatures: set[str]
    waivers: set[str]
    blockers: set[str]
    returns: dict[str, set[str]]  # the phase, and its newest decisions of this iteration that opened it again
    last: dict[str, set[str]]  # the phase, and its newest moves of the last iteration that had it


def _ancestors(event: Event, known: dict[str, Event]) -> set[str]:
    found: set[str] = set()
    to_visit = [*event.after]
    while to_visit:
        name = to_visit.pop()
        if name in known and name not in found:
            found.add(name)
            to_visit.extend(known[name].after)
    return found


def _today(phase: str) -> str:
    return "b" if phase == "old" else phase


def expected(events: Iterable[Event]) -> Expected:
    """Work out what must follow for `PROCESS`."""
    known = {event.id: event for event in events}
    past = {name: _ancestors(event, known) for name, event in known.items()}
    numbers = [getattr(event, "iteration", None) for event in known.values()]
    numbers += [getattr(event, "starts", None) for event in known.values()]
    iteration = max([number for number in numbers if number is not None], default=1)

    def of(number: int) -> list[Event]:
        return [event for event in known.values() if getattr(event, "iteration", None) == number]

    def opened_by(phase: str, number: int) -> set[str]:
        return {each.id for each in of(number) if phase in [_today(name) for name in getattr(each, "opens", ())]}

    def of_phase(phase: str) -> list[Advanced]:
        return [each for each in known.values() if isinstance(each, Advanced) and _today(each.phase) == phase]

    def done_in(number: int) -> dict[str, set[str]]:
        mine = {phase: [each.id for each in of_phase(phase) if each.iteration == number] for phase in ORDER}
        standing = {phase: {each for each in mine[phase] if opened_by(phase, number) <= past[each]} for phase in ORDER}
        return {phase: names for phase, names in standing.items() if names}

    here, done, returns, last = of(iteration), done_in(iteration), {}, {}
    reached = {ORDER[0], *[phase for phase in ORDER if phase not in done][:1]}
    for number in range(1, iteration + 1):
        for phase, names in done_in(number).items():
            reached |= {phase, *(_today(str(_to(known[name]))) for name in names)}
    for phase in ORDER:
        back = {each.id for each in of_phase(phase) if each.iteration == iteration} & opened_by(phase, iteration)
        returns[phase] = {name for name in back if not any(name in past[other] for other in back)}
        earlier = [each for each in of_phase(phase) if each.iteration < iteration]
        newest = max([each.iteration for each in earlier], default=0)
        ids = {each.id for each in earlier if each.iteration == newest}
        last[phase] = {name for name in ids if not any(name in past[other] for other in ids)}
    current = next((phase for phase in ORDER if phase not in done), None)
    # Side by side with a decision to finish, one to go on is the more cautious.
    finished = any(all(_to(known[name]) == "finish" for name in names) for names in done.values())
    resumed = [each.id for each in known.values() if isinstance(each, Resumed)]
    stops = {each.id for each in known.values() if isinstance(each, Stopped) or _to(each) == "stop"}
    stops = {stop for stop in stops if not any(stop in past[later] for later in resumed)}
    removed = {each.blocker for each in known.values() if isinstance(each, Unblocked)}
    withdrawn = [each for each in here if isinstance(each, Unwaived)]

    def holds(waiver: Waived) -> bool:
        """No withdrawal saw it or stood beside it, and no other exception to the same criterion saw it."""
        against = [each.id for each in withdrawn if each.criterion == waiver.criterion]
        saw = [name for name in against if waiver.id in past[name]]
        beside = [name for name in against if waiver.id not in past[name] and name not in past[waiver.id]]
        others = [each for each in here if isinstance(each, Waived) and each.criterion == waiver.criterion]
        return not saw and not beside and not any(waiver.id in past[each.id] for each in others)

    return Expected(
        iteration=iteration,
        outcome="stopped" if stops else "finished" if finished or current is None else "running",
        current=current,
        done=done,
        reached=tuple(phase for phase in ORDER if phase in reached),
        stops=stops,
        signatures={each.id for each in here if isinstance(each, Signed)},
        waivers={each.id for each in here if isinstance(each, Waived) and holds(each)},
        blockers={each.id for each in known.values() if isinstance(each, Blocked) and each.id not in removed},
        returns=returns,
        last=last,
    )


def follows(events: Iterable[Event]) -> None:
    """What crispdm makes of a history is what the rules say."""
    events = [*events]
    state, wanted = replay(PROCESS, events), expected(events)
    assert (state.iteration, state.outcome) == (wanted.iteration, wanted.outcome)
    assert (state.current.id if state.current else None) == wanted.current
    assert (set(state.accepted), state.reached) == (set(wanted.done), wanted.reached)
    for phase, event in state.accepted.items():
        assert event.id in wanted.done[phase]
    for found, ids in (
        (state.signatures, wanted.signatures),
        (state.waivers, wanted.waivers),
        (state.blockers, wanted.blockers),
        (state.stops, wanted.stops),
        (state.events, {event.id for event in events}),
    ):
        assert sorted(event.id for event in found) == sorted(ids)
    for phase in ORDER:
        before = {event.id for event in state.before[phase]}
        assert before >= wanted.returns[phase]
        assert len(before - wanted.returns[phase]) == bool(wanted.last[phase])
        assert before - wanted.returns[phase] <= wanted.last[phase]


def _to(event: Event) -> str:
    return event.to if isinstance(event, Advanced) else ""


_PHASES = st.sampled_from([*"aaaabbbccd", "old", "gone"])
_NAMES = {"b": "old"}
_ITERATIONS = st.sampled_from([1] * 15 + [2])
_CRITERIA = st.sampled_from(["one", "two"])


def _from(phase: str, *, old: bool) -> list[str]:
    """The phase and all after it, as they are called today or were once."""
    rest = ORDER[ORDER.index(_today(phase)) :] if _today(phase) in ORDER else (phase,)
    return [_NAMES.get(each, each) if old else each for each in rest]


@st.composite
def _moves(draw: st.DrawFn) -> Event:
    iteration, phase, old = draw(_ITERATIONS), draw(_PHASES), draw(st.booleans())
    match draw(st.sampled_from(["next"] * 12 + ["finish"] * 2 + ["stop", "new_iteration"] + [*ORDER])):
        case "next":
            later = _from(phase, old=old)[1:]
            return advanced(phase, later[0] if later else "finish", iteration=iteration)
        case "finish":
            return advanced(phase, "finish", iteration=iteration)
        case "new_iteration":
            return advanced(phase, "new_iteration", iteration=iteration, starts=iteration + 1)
        case "stop":
            return advanced(phase, "stop", opens=_from(phase, old=old), iteration=iteration)
        case str(target):
            opens = _from(target, old=old)
            return advanced(phase, opens[0], opens=opens, iteration=iteration, outcome="improve")


@st.composite
def _others(draw: st.DrawFn, earlier: Sequence[Event]) -> Event:
    iteration, phase, criterion = draw(_ITERATIONS), draw(_PHASES), draw(_CRITERIA)
    opens = _from(phase, old=draw(st.booleans()))
    kinds: list[Event] = [
        went_back(*opens, iteration=iteration),
        Stopped(iteration=iteration, reason="no"),
        Resumed(iteration=iteration, reason="yes", opens=tuple(opens) if draw(st.booleans()) else ()),
        Resumed(iteration=iteration, reason="yes", opens=(), starts=iteration + 1),
        Waived(iteration=iteration, phase=phase, criterion=criterion, reason="later"),
        Waived(iteration=iteration, phase=phase, criterion=criterion, reason="later", until="2026-12-01"),
        Unwaived(iteration=iteration, phase=phase, criterion=criterion),
        signed(phase, "analyst", iteration=iteration),
        Blocked(text="no access"),
        Unblocked(blocker=draw(st.sampled_from([*earlier])).id),
        Noted(text="hello"),
    ]
    return draw(st.sampled_from([kinds[0], kinds[0], *kinds]))


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Branches and merges of every kind of event, by clocks that jump; some come after what is not there."""
    events: list[Event] = [created()]
    for _ in range(draw(st.integers(0, 11))):
        recent = st.sampled_from(events[-4:])
        after: list[Event | str] = [*draw(st.lists(recent, max_size=3, unique_by=lambda each: each.id))]
        if draw(st.sampled_from([False] * 7 + [True])):
            after.append("0" * 32)
        event = draw(st.booleans().flatmap(lambda is_move: _moves() if is_move else _others(events)))
        day, by = draw(st.integers(1, 5)), draw(st.sampled_from([ANA, BO]))
        events.append(put(event, *after, at=f"2026-11-0{day}T09:00:00Z", by=by))
    return events
