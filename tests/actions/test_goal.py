"""The goal as it is said: accepted, being written, or from before; and the value that was measured last."""

from pathlib import Path

import pytest

from tests.support import story
from tests.support.command_line import Run
from tests.support.team import Colleague

OBJECTIVE, OPERATIONS = "01_business_understanding/objective.yaml", "06_deployment/operations.yaml"


@pytest.fixture
def ana(run: Run, project: Path) -> Colleague:
    story.write_everything(project)
    return Colleague(run, project)


def _status_text(ana: Colleague) -> str:
    return " ".join(ana("status").out.split())


def _goal(ana: Colleague) -> tuple[str | None, float | None]:
    status = ana.status()
    return status["goal"]["origin"], status["full_traffic"]


def test_the_goal_of_a_new_iteration_is_the_one_that_is_being_written(ana: Colleague) -> None:
    assert "Goal, not accepted yet: 10 to 5 hours" in _status_text(ana)
    assert _goal(ana) == ("written", None)
    ana.day = "2027-02-04"
    for _ in range(5):
        assert ana("advance").code == 0
    assert "Goal: 10 to 5 hours per moderator per week (-50 %). At full traffic: 4.6" in _status_text(ana)
    assert ana("advance").code == 0
    assert "Goal of iteration 1: 10 to 5 hours per moderator per week (-50 %). At full traffic: 4.6" in _status_text(
        ana
    )
    assert _goal(ana) == ("before", 4.6)
    new = story.OBJECTIVE.replace("now: 10", "now: 4.6").replace("target: 5", "target: 3")
    ana.write(OBJECTIVE, new.replace("build: 600", "build: 60"))
    assert "New goal, not accepted yet: 4.6 to 3 hours" in _status_text(ana)
    assert ana("stop", "--reason", "not worth it").code == 0
    said = _status_text(ana)
    assert "New goal, not accepted yet: 4.6 to 3 hours" in said
    assert "At full traffic: 4.6" in said
    assert ana("resume", "--reason", "it is").code == 0
    assert ana("advance").code == 0
    assert "Goal: 4.6 to 3 hours" in _status_text(ana)


def test_full_traffic_counts_until_the_next_pilot(ana: Colleague) -> None:
    ana.write(OPERATIONS, "steps:\n")
    ana.day = "2027-02-04"
    for _ in range(5):
        assert ana("advance").code == 0
    assert "First pilot: -5" in _status_text(ana)
    ana.write(OPERATIONS, story.OPERATIONS)
    assert "At full traffic: 4.6" in _status_text(ana)
    assert ana("back", "modeling", "--reason", "it drifts").code == 0
    assert "First pilot: -5" in _status_text(ana)


def test_a_goal_that_was_accepted_in_this_iteration_stays_the_goal_when_its_phase_is_open_again(ana: Colleague) -> None:
    assert ana("advance").code == 0
    assert ana("back", "business_understanding", "--reason", "be bolder").code == 0
    assert "Goal: 10 to 5 hours" in _status_text(ana)
    ana.write(OBJECTIVE, story.OBJECTIVE.replace("target: 5", "target: 4"))
    assert "Goal, not accepted yet: 10 to 4 hours" in _status_text(ana)
