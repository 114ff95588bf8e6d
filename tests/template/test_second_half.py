"""The rest of the talk: a rule, two pilots, the roll-out, and round again."""

from pathlib import Path
from typing import Any

import pytest

from tests.support import story
from tests.support.command_line import Run
from tests.support.team import Colleague

pytestmark = pytest.mark.slow  # the whole way, twice round
MODELING, EVALUATION = "04_modeling", "05_evaluation"


@pytest.fixture
def team(run: Run, project: Path) -> Colleague:
    """Ana in every role, and the first half behind her."""
    team = Colleague(run, project)
    story.through_the_first_half(team.project, team.passes)
    assert team.phase == "modeling"
    return team


def _rule(team: Colleague) -> None:
    """A rule is a first run; it must be good enough to be piloted, and nobody is exposed without a plan."""
    team.refused("metric-declared", "baseline-first", "chosen-beats-baseline", "pilot-planned")
    story.write_runs(team.project)
    team.write(f"{MODELING}/metric.yaml", story.METRIC.format(good_enough=0.7, chosen="rule-1"))
    team.refused("chosen-beats-baseline", "pilot-planned")
    team.write(f"{MODELING}/metric.yaml", story.METRIC.format(good_enough=0.6, chosen="rule-1"))
    team.write(f"{EVALUATION}/pilot.yaml", story.PLAN.format(start="2026-12-07", decision=""))
    team.passes()


def _first_pilot(team: Colleague) -> None:
    """Day by day it is too early; at the end it is better than no change and less than the target."""
    team.refused("pilot-ran", "guard-held", "decision-fits-verdict")
    for day in range(1, 14):
        team.day = f"2026-12-{7 + day:02}"
        team.write(f"{EVALUATION}/pilot.csv", story.pilot_days("2026-12-07", day, -0.25))
        assert team("advance").code == 1, "a pilot is not over because it looks well"
    team.refused("pilot-ran", "decision-fits-verdict")
    team.day = "2026-12-21"
    team.write(f"{EVALUATION}/pilot.csv", story.pilot_days("2026-12-07", 14, -0.25))
    team.write(f"{EVALUATION}/pilot.yaml", story.PLAN.format(start="2026-12-07", decision="deploy"))
    team.refused("decision-fits-verdict")
    assert team.check()["decision-fits-verdict"]["want"].startswith("improve")
    team.write(f"{EVALUATION}/pilot.yaml", story.PLAN.format(start="2026-12-07", decision="improve"))
    team.passes()
    assert team.phase == "modeling"


def _second_pilot(team: Colleague) -> None:
    """The first pilot cannot be used twice, neither to improve nor with another decision."""
    story.write_runs(team.project, story.BETTER_RUN)
    team.write(f"{MODELING}/metric.yaml", story.METRIC.format(good_enough=0.6, chosen="tfidf-2"))
    team.refused("pilot-planned")
    said = " ".join(team("advance").out.split())
    assert "the plan is still that of the pilot from 2026-12-07 to 2026-12-20, when improve was decided" in said
    team.write(f"{EVALUATION}/pilot.yaml", story.PLAN.format(start="2027-01-04", decision=""))
    team.passes()
    team.day = "2027-01-18"
    team.write(f"{EVALUATION}/pilot.csv", story.pilot_days("2027-01-04", 14, -0.58))
    team.write(f"{EVALUATION}/pilot.yaml", story.PLAN.format(start="2027-01-04", decision="deploy"))
    assert team("require", "deployment").code == 1
    team.passes()
    assert team("require", "deployment").code == 0


def _roll_out(team: Colleague) -> None:
    missing = ("rolled-out", "watched", "reliable", "rollback-tried", "full-traffic-measured", "next-decided")
    team.refused(*missing)
    team.day = "2027-02-04"
    team.write("06_deployment/operations.yaml", story.OPERATIONS)
    team.passes()
    status = team.status()
    assert (status["iteration"], team.phase) == (2, "business_understanding")


def _images_do_not_pay(team: Colleague) -> None:
    """A new iteration asks for a new objective, and its return does not pay: stopping is a good outcome."""
    team.refused("objective-measurable", "worth-it")
    again = story.OBJECTIVE.replace("now: 10", "now: 4.6").replace("target: 5", "target: 4")
    team.write("01_business_understanding/objective.yaml", again.replace("build: 600", "build: 3000"))
    team.refused("worth-it")
    assert team("stop", "--reason", "images are not worth it").code == 0
    said = " ".join(team("status").out.split())
    assert (
        "The project was stopped: images are not worth it. What came before has been live since Wednesday 27 January."
        in said
    )
    assert team("require", "deployment").code == 0, "the first service lives on"
    assert team("advance").code == 1
    assert "crispdm resume" in team("advance").err


def test_the_project_of_the_talk_goes_all_the_way_and_round_again(team: Colleague) -> None:
    team.day = "2026-12-04"
    _rule(team)
    _first_pilot(team)
    _second_pilot(team)
    _roll_out(team)
    _images_do_not_pay(team)

    told = team("log").out
    assert "rule-1, accuracy 0.66: the measure changed by -2" in told
    assert "tfidf-2, accuracy 0.91: the measure changed by -" in told
    pilots = team.json("log")["pilots"]
    assert [_decision(each) for each in pilots] == [(1, "rule-1", "improve", 5), (1, "tfidf-2", "deploy", 5)]


def _decision(pilot: dict[str, Any]) -> tuple[int, str, str, float]:
    return pilot["iteration"], pilot["run"]["run"], pilot["pilot"]["decision"], pilot["objective"]["target"]
