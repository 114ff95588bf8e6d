"""The way through the phases, and the objectives with their pilots, from the events."""

from collections.abc import Sequence
from itertools import pairwise

import pytest

from crispdm.eventlog.events import Created, Event, Resumed, Stopped
from crispdm.lifecycle.phase_history import phase_visits
from crispdm.lifecycle.pilot_history import objective_periods
from crispdm.lifecycle.state import replay
from tests.support.builders import a_phase, advanced, make_process, put, went_back
from tests.support.histories import OBJECTIVE, PILOT

PROCESS = make_process(a_phase("first"), a_phase("second", was=["other"]), a_phase("third"))
MADE = Created(project="p", crispdm="0.1.0")


def _chain(events: Sequence[Event]) -> list[Event]:
    found: list[Event] = []
    for second, event in enumerate(events):
        found.append(put(event, *found[-1:], at=f"2026-12-01T09:00:{second:02}Z"))
    return found


def _way(events: Sequence[Event]) -> list[str]:
    """The phases with their iterations; the open one with a +."""
    found = phase_visits(PROCESS, replay(PROCESS, events))
    assert all(one.entered <= (one.left or two.entered) <= two.entered for one, two in pairwise(found))
    return [f"{each.phase} {each.iteration}{'+' if each.ended is None else ''}" for each in found]


@pytest.mark.parametrize(
    ("events", "way"),
    [
        ([MADE], ["first 1+"]),
        ([], []),
        ([MADE, advanced("first", "second")], ["first 1", "second 1+"]),
        ([MADE, advanced("first", "other")], ["first 1", "second 1+"]),
        (
            [MADE, advanced("first", "second"), went_back("first", "second", "third")],
            ["first 1", "second 1", "first 1+"],
        ),
        ([MADE, MADE], ["first 1+"]),
        ([MADE, Stopped(iteration=1, reason="x")], ["first 1"]),
        (
            [MADE, Stopped(iteration=1, reason="x"), Resumed(iteration=1, reason="y", opens=())],
            ["first 1", "first 1+"],
        ),
        ([advanced("first", "second")], ["second 1+"]),
        ([Resumed(iteration=1, reason="y", opens=())], ["first 1+"]),
        (
            [
                MADE,
                advanced("first", "second"),
                advanced("second", "third"),
                advanced("third", "new_iteration", starts=2),
            ],
            ["first 1", "second 1", "third 1", "first 2+"],
        ),
        (
            [
                *(MADE, advanced("first", "second"), advanced("second", "third"), advanced("third", "finish")),
                Resumed(iteration=1, reason="y", opens=(), starts=2),
            ],
            ["first 1", "second 1", "third 1", "first 2+"],
        ),
        (
            [
                *(MADE, advanced("first", "second"), advanced("second", "stop", opens=["second", "third"])),
                Resumed(iteration=1, reason="y", opens=("second", "third")),
            ],
            ["first 1", "second 1", "second 1+"],
        ),
        ([MADE, advanced("first", "finish")], ["first 1"]),
    ],
)
def test_the_way(events: list[Event], way: list[str]) -> None:
    assert _way(_chain(events)) == way


def test_a_back_beside_an_advance_ends_where_the_state_is() -> None:
    """By the clock the project went on last, by what each writer saw it is back."""
    made = put(MADE, at="2026-12-01T09:00:00Z")
    on = put(advanced("first", "second"), made, at="2026-12-01T10:00:00Z")
    back = put(went_back("first", "second", "third"), on, at="2026-12-01T11:00:00Z")
    beside = put(advanced("second", "third"), on, at="2026-12-01T12:00:00Z")
    assert _way([made, on, back, beside]) == ["first 1", "second 1", "first 1", "first 1+"]


def test_a_phase_that_was_added_behind_the_end_is_gone_on_with() -> None:
    longer = make_process(a_phase("first"), a_phase("second", was=["other"]), a_phase("third"), a_phase("fourth"))
    events = _chain([MADE, advanced("first", "second"), advanced("second", "third"), advanced("third", "stop")])
    resumed = put(Resumed(iteration=1, reason="y", opens=()), events[-1], at="2026-12-02T09:00:00Z")
    state = replay(longer, [*events, resumed])
    assert [each.phase for each in phase_visits(longer, state)][-1] == (state.current.id if state.current else "")


def test_an_objective_that_was_aimed_at_anew_before_any_pilot_is_forgotten() -> None:
    bolder = {**OBJECTIVE, "target": 4.0}
    events = _chain(
        [
            MADE,
            advanced("first", "second", facts={"objective": OBJECTIVE}),
            advanced("first", "second", facts={"objective": bolder}),
            advanced("first", "second", facts={"objective": bolder}),
            advanced("second", "third", facts={"pilot": PILOT}),
            advanced("first", "second", facts={"objective": OBJECTIVE}),
            advanced("second", "third", facts={"pilot": PILOT}),
            advanced("second", "third", facts={"pilot": PILOT}),
        ]
    )
    found = objective_periods(events)
    assert [(each.objective, len(each.pilots)) for each in found] == [(bolder, 1), (OBJECTIVE, 2)]


def test_a_pilot_without_an_objective_has_a_leg_of_its_own() -> None:
    (leg,) = objective_periods(_chain([MADE, advanced("first", "second", facts={"pilot": PILOT})]))
    assert (leg.objective, len(leg.pilots)) == (None, 1)
