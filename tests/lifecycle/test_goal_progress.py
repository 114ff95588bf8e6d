"""How far a project came, by what was recorded of it."""

from typing import Any

import pytest

from crispdm.eventlog.events import Event, Stopped
from crispdm.lifecycle.goal_progress import measured_gain, reported_objective, share_of_goal, stop_reason
from crispdm.lifecycle.pilot_history import ObjectivePeriod
from tests.support.builders import advanced

GOAL = {"now": 10, "target": 5}


def _period(iteration: int = 1, objective: dict[str, Any] | None = GOAL, value: object = None) -> ObjectivePeriod:
    return ObjectivePeriod(
        iteration=iteration, objective=objective, full_traffic=None if value is None else {"value": value}
    )


@pytest.mark.parametrize(
    ("period", "share"),
    [
        (None, None),
        (_period(), None),
        (_period(objective=None, value=5), None),
        (_period(value="soon"), None),
        (_period(objective={"now": 10}, value=5), None),
        (_period(objective={"target": 5}, value=5), None),
        (_period(objective={"now": 5, "target": 5}, value=5), None),
        (_period(value=10), 0),
        (_period(value=6), 0.8),
        (_period(value=5), 1),
        (_period(value=4), 1.2),
        (_period(value=12), -0.4),
        (_period(objective={"now": 5, "target": 10}, value=6), 0.2),
    ],
)
def test_the_share_of_the_goal_is_that_of_the_wanted_change(period: ObjectivePeriod | None, share: float) -> None:
    assert share_of_goal(period) == share


@pytest.mark.parametrize(
    ("worth", "share", "gain"),
    [
        ({"gain_per_year": 2400}, 0.5, 1200),
        ({"gain_per_year": 2457}, 1, 2500),
        ({}, 0.5, None),
        ({"gain_per_year": 9}, None, None),
    ],
)
def test_the_gain_grows_with_the_measure(worth: dict[str, Any], share: float | None, gain: float | None) -> None:
    assert measured_gain(worth, share) == gain


def test_figures_are_about_the_newest_objective_or_that_of_what_is_live() -> None:
    first, second, none = _period(1), _period(2), _period(3, None)
    for outcome, completed, found in (
        ("running", None, second),
        ("running", 1, second),
        ("finished", 1, first),
        ("stopped", None, second),
        ("finished", 3, second),
    ):
        assert reported_objective([first, second, none], outcome, completed) is found
    assert reported_objective([none], "running", None) is None


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (Stopped(iteration=1, reason="no money"), "no money"),
        (advanced("test", "stop", facts={"pilot": {"reason": "few", "because": "harm"}}), "few"),
        (advanced("test", "stop", facts={"pilot": {"because": "harm"}}), "harm"),
        (advanced("test", "stop"), "the decision in test"),
    ],
)
def test_a_stop_has_its_reason(event: Event, reason: str) -> None:
    assert stop_reason(event) == reason
