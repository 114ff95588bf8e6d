"""Back in a phase: status says why, and does not send the team through the gate with nothing changed."""

import json
from pathlib import Path
from typing import Any

import pytest

from crispdm.lifecycle.pilot_history import recorded_pilots
from crispdm.results.status import Back
from crispdm.views.status.reopened import back_reason
from tests.support import story
from tests.support.builders import advanced
from tests.support.command_line import Run
from tests.support.team import Colleague

MODELING, EVALUATION = "04_modeling", "05_evaluation"
OBJECTIVE = {"now": 10.0, "target": 5.0, "unit": "hours"}


@pytest.fixture
def ana(run: Run, project: Path) -> Colleague:
    """Everything is there, and four phases are passed; today is Monday 21 December."""
    story.write_everything(project)
    ana = Colleague(run, project)
    ana.day = "2026-12-21"
    for _ in range(4):
        assert ana("advance").code == 0
    return ana


def _text_of(ana: Colleague, *arguments: str) -> str:
    answer = ana(*(arguments or ("status",)))
    return " ".join((answer.out + answer.err).split())


def _improve(ana: Colleague) -> None:
    ana.write(f"{EVALUATION}/pilot.csv", story.pilot_days("2026-12-07", 14, -0.25))
    ana.write(f"{EVALUATION}/pilot.yaml", story.PLAN.format(start="2026-12-07", decision="improve"))
    assert ana("advance").code == 0


def test_after_a_pilot_that_fell_short_the_next_step_is_another_run(ana: Colleague) -> None:
    _improve(ana)
    assert "Back since today: the pilot fell 24 points short" in _text_of(ana)
    ana.day = "2026-12-30"
    said = _text_of(ana)
    assert "Back since 21 December: the pilot fell 24 points short" in said
    assert "Next: Ana to plan another pilot, from 30 December or later" in said
    back = ana.status()["back"]
    assert (back["event"]["outcome"], back["pilot"]["pilot"]["decision"]) == ("improve", "improve")
    assert back["changed"] is False
    ana.write(f"{EVALUATION}/pilot.yaml", story.PLAN.format(start="2027-01-04", decision=""))
    story.write_runs(ana.project, story.BETTER_RUN)
    ana.write(f"{MODELING}/metric.yaml", story.METRIC.format(good_enough=0.6, chosen="tfidf-2"))
    said = _text_of(ana)
    assert "Back since 21 December: the pilot fell 24 points short" in said
    assert "with `crispdm advance`" in said
    assert ana.status()["back"]["changed"] is True
    assert ana("advance").code == 0
    assert ana.status()["back"] is None
    assert "Gate closed: Evaluation needs 3 of 3 criteria" in _text_of(ana, "advance"), "a new pilot has to run"


def test_the_reason_of_going_back_is_said_until_the_phase_is_passed_again(ana: Colleague) -> None:
    assert ana("back", "business_understanding", "--reason", "images matter").code == 0
    ana.day = "2026-12-30"
    assert "Back since 21 December: images matter" in _text_of(ana)
    assert "Next: Ana to fix what sent us back" in _text_of(ana)
    ana.write("01_business_understanding/objective.yaml", story.OBJECTIVE.replace("target: 5", "target: 4"))
    said = _text_of(ana)
    assert "Back since 21 December: images matter" in said
    assert "with `crispdm advance`" in said
    assert ana("advance").code == 0
    assert "Back since" not in _text_of(ana)


def test_what_is_missing_comes_before_what_is_to_be_changed(ana: Colleague) -> None:
    assert ana("back", "modeling", "--reason", "look at it again").code == 0
    (ana.project / MODELING / "metric.yaml").unlink()
    said = _text_of(ana)
    assert "Back since today: look at it again" in said
    assert "change what sent us back" not in said


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "the decision in Test was improve"),
        ({"estimate": -0.27, "relative": True}, "the pilot fell 23 points short"),
        ({"estimate": -0.499, "relative": True}, "the pilot fell 1 point short"),
        ({"estimate": 0.1, "relative": True}, "the pilot fell 60 points short"),
        ({"estimate": -4.5, "relative": False}, "the pilot fell 0.5 hours short"),
        ({"estimate": -0.6, "relative": True}, "the decision in Test was improve"),
        ({"estimate": -0.2, "verdict": "unclear"}, "the pilot did not settle it"),
        ({"estimate": -0.2, "reason": "they hate it"}, "they hate it"),
        ({"estimate": None}, "the decision in Test was improve"),
    ],
)
def test_why_is_said_as_a_person_would(facts: dict[str, Any], said: str) -> None:
    pilot = {"pilot": facts, "objective": OBJECTIVE} if facts else {}
    event = advanced("test", "test", opens=["test"], outcome="improve", facts=pilot)
    back = Back(event=event, pilot=next(iter(recorded_pilots([event])), None), changed=False)
    assert back_reason(back, {"test": "Test"}) == said


def test_the_log_keeps_the_move_that_the_status_explains(ana: Colleague) -> None:
    _improve(ana)
    events = json.loads(ana("log", "--format", "json").out)["events"]
    assert ana.status()["back"]["event"] == events[-1]
