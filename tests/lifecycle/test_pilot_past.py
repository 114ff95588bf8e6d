"""The plans and pilots that were accepted before a pilot."""

from datetime import date
from typing import Any

import pytest

from crispdm.lifecycle.pilot_past import find_pilot_past
from crispdm.lifecycle.state import replay
from tests.support.builders import a_phase, advanced, filled_in, make_process, put
from tests.support.histories import PILOT

PROCESS = make_process(a_phase("plan"), a_phase("test"))


@pytest.mark.parametrize(
    ("pilot", "end"),
    [
        ({"days": 14}, "2026-06-14"),
        ({"days": None}, "2026-06-01"),
        ({"days": 2, "row": "week"}, "2026-06-14"),
        ({"days": 2, "row": "fortnight"}, "2026-06-02"),
        ({"days": 14, "end": "2026-06-20"}, "2026-06-20"),
        ({"days": 10**9}, str(date.max)),
    ],
)
def test_a_pilot_ends_after_its_rows_where_its_event_does_not_say_when(pilot: dict[str, Any], end: str) -> None:
    told = {name: value for name, value in PILOT.items() if name != "end"}
    event = put(advanced("plan", "test", facts={"pilot": {**told, "start": "2026-06-01", **pilot}}))
    state = replay(PROCESS, [event])
    assert [str(each.end) for each in find_pilot_past(PROCESS, state).pilots] == [end]


@pytest.mark.parametrize(
    ("more", "is_relative"), [({}, True), ({"relative": False}, False), ({"relative": True}, True)]
)
def test_a_pilot_whose_event_does_not_say_so_was_in_percent(more: dict[str, Any], is_relative: bool) -> None:
    """As those of the first version were."""
    told = {name: value for name, value in PILOT.items() if name != "relative"}
    event = put(advanced("plan", "test", facts={"pilot": {**told, "start": "2026-06-01", **more}}))
    found = find_pilot_past(PROCESS, replay(PROCESS, [event])).pilots
    assert [each.is_relative for each in found] == [is_relative]


def test_a_plan_is_accepted_by_the_criterion_that_asks_for_one_and_before_its_pilot_alone() -> None:
    asked: dict[str, Any] = {"check": "pilot_plan", "file": "pilot.yaml"}
    files = {name: f"{name}.yaml" for name in ("data", "objective", "runs", "metric")}
    process = make_process(
        a_phase("plan", criteria=[{"id": "planned", "says": "x", **asked}, filled_in("goal", "goal")]),
        a_phase(
            "test",
            criteria=[
                {"id": "planned-here", "says": "x", **asked},
                {"id": "ran", "says": "x", "check": "pilot", "part": "ran", "file": "pilot.yaml", **files},
            ],
        ),
        a_phase("again", criteria=[{"id": "planned-again", "says": "x", **asked}]),
    )
    evidence, values = (("planned", "1" * 32), ("goal", "2" * 32)), {"planned": {"days": 14}, "goal": {"goal": 5}}
    event = put(advanced("plan", "test", evidence=evidence, values=values))
    plans = find_pilot_past(process, replay(process, [event])).plans
    assert {file: [(each.digest, each.values, each.is_current) for each in found] for file, found in plans.items()} == {
        "plan/pilot.yaml": [("1" * 32, {"days": 14}, True)],
        "again/pilot.yaml": [],
    }


def test_a_pilot_is_used_up_once_it_led_back_or_another_iteration_began() -> None:
    facts = {"pilot": {**PILOT, "start": "2026-06-01"}}
    on = put(advanced("plan", "test", facts=facts))
    back = put(advanced("test", "plan", outcome="improve", opens=("plan", "test"), facts=facts), on)
    end = put(advanced("plan", "new_iteration", starts=2), on)
    for events, used in (([on], [False]), ([on, back], [False, True]), ([on, end], [True])):
        found = find_pilot_past(PROCESS, replay(PROCESS, events)).pilots
        assert [each.is_used for each in found] == used
        assert [each.is_of_objective for each in found] == [end not in events] * len(used)
