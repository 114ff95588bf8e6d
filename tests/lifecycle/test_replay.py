"""Where a project stands: by ancestry, against an oracle, in any order, whatever the clocks say."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from crispdm.errors import Damaged, Exit
from crispdm.eventlog.events import Created, Event, Noted, Resumed, Stopped
from crispdm.lifecycle.state import State, replay
from tests.support.builders import AT, advanced, created, put, went_back
from tests.support.effort import examples
from tests.support.oracle import ORDER, PROCESS, follows, histories

SETTINGS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # histories take their time


@pytest.mark.slow
@given(histories())
@settings(SETTINGS, max_examples=examples(350))
def test_what_follows_is_what_the_rules_say(events: list[Event]) -> None:
    follows(events)


@pytest.mark.slow
@given(histories(), st.randoms(use_true_random=False), st.data())
@settings(SETTINGS)
def test_order_and_repetition_of_the_lines_tell_nothing(events: list[Event], chance: Any, data: st.DataObject) -> None:
    again = [*events, *data.draw(st.lists(st.sampled_from(events), max_size=5))]
    chance.shuffle(again)
    assert replay(PROCESS, again) == replay(PROCESS, events)


def _without_times(state: State) -> dict[str, Any]:
    """All that a state says, but for times and the order in which events are shown."""

    def names(events: Sequence[Event]) -> list[str]:
        return sorted(event.id for event in events)

    return {
        "facts": (state.iteration, state.outcome, state.current),
        "accepted": {phase: event.id for phase, event in state.accepted.items()},
        "before": {phase: names(events) for phase, events in state.before.items()},
        "lists": [names(each) for each in (state.signatures, state.waivers, state.blockers, state.stops, state.events)],
        "phases": (state.reached, set(state.started)),
        "remarks": {"".join(sorted(remark)) for remark in state.remarks},  # whose name comes first may change
    }


@given(histories(), st.data())
@settings(SETTINGS, max_examples=examples(120))
def test_clocks_that_jump_change_nothing_but_the_order_of_showing(events: list[Event], data: st.DataObject) -> None:
    times = data.draw(
        st.lists(st.sampled_from(["1999-01-01T00:00:00Z", "2099-01-01T00:00:00Z", "soon", ""]), min_size=1)
    )
    jumped = [structs.replace(event, at=times[number % len(times)]) for number, event in enumerate(events)]
    assert _without_times(replay(PROCESS, jumped)) == _without_times(replay(PROCESS, events))


def test_events_are_shown_by_time_and_within_a_second_by_cause() -> None:
    first = created()
    late = put(Noted(text="late"), first, at="2026-11-30T00:00:00Z")
    early = put(Noted(text="early"), late, at="2026-11-01T00:00:00Z")
    chain: list[Event] = [first]
    for number in range(20):
        chain.append(put(Noted(text=str(number)), chain[-1]))
    shown = replay(PROCESS, [late, *reversed(chain), early]).events
    assert shown == (early, *chain, late)


def test_nothing_that_happened_is_the_first_phase_of_the_first_iteration() -> None:
    state = replay(PROCESS, ())
    assert (state.iteration, state.outcome, state.remarks, state.accepted) == (1, "running", (), {})
    assert state.current == PROCESS.phases[0]


@pytest.mark.parametrize("size", [1, 2, 5])
@pytest.mark.parametrize("beside", [0, 3])
def test_events_that_come_after_themselves_are_damage(size: int, beside: int) -> None:
    names = [f"{number:032x}" for number in range(size)]
    circle = [Noted(id=name, after=(names[number - 1],), at=AT, text="") for number, name in enumerate(names)]
    chain = [Noted(id=f"{number:032x}", after=(names[0],), at=AT, text="") for number in range(100, 100 + beside)]
    with pytest.raises(Damaged, match="is its own ancestor") as damaged:
        replay(PROCESS, [created(), *chain, *circle])
    assert damaged.value.exit is Exit.BROKEN


def test_a_long_history_is_no_deep_one() -> None:
    chain: list[Event] = [created()]
    for number in range(5_000):
        chain.append(Noted(id=f"{number:032x}", after=(chain[-1].id,), at=AT, text=""))
    assert len(replay(PROCESS, chain).events) == len(replay(PROCESS, reversed(chain)).events) == 5_001


def _day(number: int) -> str:
    return f"2026-11-{number:02}T09:00:00Z"


@pytest.mark.parametrize(
    ("more", "started"),
    [
        ([], {"a": 1}),
        ([advanced("a", "b")], {"a": 1, "b": 2}),
        ([advanced("a", "old"), went_back(*ORDER)], {"a": 3, "b": 2}),
        ([advanced("a", "b"), advanced("b", "a", opens=ORDER), advanced("a", "b")], {"a": 3, "b": 4}),
        ([advanced("a", "finish")], {"a": 1}),
        ([advanced("a", "new_iteration", starts=2)], {"a": 2}),
        ([advanced("a", "new_iteration", starts=2), advanced("a", "b", iteration=2)], {"a": 2, "b": 3}),
        ([advanced("a", "b"), Stopped(iteration=1, reason="no")], {"a": 1, "b": 2}),
        ([advanced("a", "stop", opens=ORDER), Resumed(iteration=1, reason="yes", opens=ORDER)], {"a": 3}),
        ([advanced("a", "finish"), Resumed(iteration=1, reason="again", opens=(), starts=2)], {"a": 3}),
    ],
)
def test_a_phase_started_when_it_was_entered_last_in_this_iteration(more: list[Event], started: dict[str, int]) -> None:
    events: list[Event] = [put(Created(project="listings", crispdm="0.1.0"), at=_day(1))]
    for day, event in enumerate(more, 2):
        events.append(put(event, events[-1], at=_day(day)))
    assert replay(PROCESS, events).started == {phase: _day(day) for phase, day in started.items()}


def test_what_must_not_be_used_again_is_the_newest_move_of_the_last_iteration() -> None:
    events: list[Event] = [created()]
    improve = advanced("b", "a", opens=ORDER, outcome="improve")
    anew = advanced("c", "new_iteration", starts=2)
    for event in (advanced("a", "b"), improve, advanced("a", "b"), advanced("b", "c"), anew):
        events.append(put(event, events[-1], at=_day(30 - len(events))))
    state = replay(PROCESS, events)
    assert state.before == {"a": (events[3],), "b": (events[4],), "c": (events[5],), "d": ()}
