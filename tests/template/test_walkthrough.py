"""The talk's project, by the command line of an installed wheel, through its first three gates."""

from pathlib import Path

import pytest

from tests.support import story
from tests.support.team import Team


@pytest.fixture
def team(installed: Path, tmp_path: Path) -> Team:
    team = Team(installed, tmp_path)
    made = team("init", "listing-categories", "--set", "mode=team")
    assert made.code == 0, made.err
    team.project = tmp_path / "listing-categories"
    story.name_team(team.project)
    return team


def business_understanding(team: Team) -> None:
    """A target that is no change, then one that is; two signatures."""
    team.refused("problem-owned", "objective-measurable", "approach-agreed", "worth-it")
    team.write("01_business_understanding/problem.md", story.PROBLEM)
    team.write("01_business_understanding/objective.yaml", story.OBJECTIVE.replace("target: 5", "target: 10"))
    team.refused("objective-measurable")
    too_dear = story.OBJECTIVE.replace("build: 600", "build: 6000")
    team.write("01_business_understanding/objective.yaml", too_dear)
    team.refused("worth-it")
    team.write("01_business_understanding/objective.yaml", story.OBJECTIVE)
    team.refused()  # only Bo's signature is missing now, and Ana cannot give it
    assert team("sign", who=story.ANALYST).code == 1
    assert team("sign", who=story.SCIENTIST).code == 0
    assert team("advance", "--dry-run").code == 0
    assert team.phase == "business_understanding"
    assert team("advance").code == 0
    assert team.phase == "data_understanding"


def data_understanding(team: Team, rows: list[list[str]]) -> None:
    """An undecided gap, too few labels, wrong labels; then enough."""
    missing = ("inventory-complete", "gaps-decided", "profiled", "labels-checked", "data-decided")
    team.refused(*missing, who=story.ENGINEER)
    folder = "02_data_understanding"
    undecided = story.INVENTORY.replace("decision: enough", "decision:").replace("  owner: Ana\n", "")
    team.write(f"{folder}/inventory.yaml", undecided)
    story.write_profile(team.project, rows)
    story.write_audit(team.project, rows[:40], wrong=1)
    team.refused("gaps-decided", "labels-checked", "data-decided", who=story.ENGINEER)
    team.write(f"{folder}/inventory.yaml", story.INVENTORY)
    story.write_audit(team.project, rows[:60], wrong=20)
    team.refused("labels-checked", who=story.ENGINEER)
    story.write_audit(team.project, rows[:60], wrong=2)
    assert team("sign", who=story.ANALYST).code == 0
    assert team("advance", who=story.ENGINEER).code == 0


def back_and_forth(team: Team) -> None:
    """The objective was too timid: back, a bolder one, signed again; what did not change stays signed."""
    assert team("back", "business_understanding", "--reason", "the objective was too timid").code == 0
    assert team.phase == "business_understanding"
    bolder = story.OBJECTIVE.replace("target: 5", "target: 4")
    team.write("01_business_understanding/objective.yaml", bolder)
    stale = team.json("check")["gate"]["sign_offs"]
    assert [(each["status"], each["stale"]) for each in stale] == [("stale", ["objective-measurable"])] * 2
    team.refused()
    assert team("sign", who=story.SCIENTIST).code == 0
    assert team("advance").code == 0
    assert team("advance").code == 0, "the signatures of Data Understanding still agree with its evidence"
    assert team.phase == "data_preparation"


def data_preparation(team: Team, rows: list[list[str]]) -> None:
    """No table, a table without a key of its own, a table that changed; then the one that was measured."""
    team.refused("one-table", "rows-and-key", "rebuildable", "split-apart", who=story.SCIENTIST)
    team.write("03_data_preparation/dataset.yaml", story.DATASET)
    story.write_table(team.project, [*rows, rows[0]])
    team.refused("rows-and-key", who=story.SCIENTIST)
    story.write_table(team.project, rows)
    with (team.project / "data" / "listings.csv").open("a") as table:
        table.write("L99999,2026-10-01,a late one,,furniture\n")
    team.refused("one-table", "rows-and-key", "rebuildable", "split-apart", who=story.SCIENTIST)
    story.write_table(team.project, rows)
    assert team("advance", who=story.SCIENTIST).code == 0
    assert team.phase == "modeling"


@pytest.mark.slow
def test_the_project_of_the_talk_goes_through_its_first_three_gates(team: Team) -> None:
    rows = story.listings()
    business_understanding(team)
    team.day = "2026-11-26"
    data_understanding(team, rows)
    back_and_forth(team)
    team.day = "2026-11-27"
    data_preparation(team, rows)

    assert team.status()["changed"] == []
    team.write("01_business_understanding/objective.yaml", story.OBJECTIVE.replace("target: 5", "target: 9"))
    (changed,) = team.status()["changed"]
    place = {"file": "01_business_understanding/objective.yaml", "line": 9}
    assert (changed["phase"], changed["criterion"]) == ("business_understanding", "objective-measurable")
    assert (changed["place"], changed["differences"]) == (
        place,
        [{"name": "target", "was": 4, "now": 9, "place": place}],
    )
    goal, said = " ".join(team("status").out.split("\n")[1:4]).split(" Changed: ")
    assert goal.startswith("Goal: 10 to 4 hours per moderator per week")
    assert said.startswith("target of objective-measurable was 4 when Ana accepted it")
    assert ": target was 4, is now 9 means" in " ".join(team("verify").out.split())

    told = [event["event"] for event in team.events]
    passed = [event["phase"] for event in team.events if event["event"] == "advanced"]
    first, second, third = "business_understanding", "data_understanding", "data_preparation"
    assert passed == [first, second, first, second, third]
    assert told.count("signed") == 7
    assert told.count("went-back") == 1
    assert len(told) == 1 + 5 + 7 + 1
    assert team("log").out.count("\n") >= len(told)


@pytest.mark.slow
def test_rethink_leads_back_without_asking_for_the_data_that_is_missing(team: Team) -> None:
    business_understanding(team)
    undecided = story.INVENTORY.replace("decision: enough", "decision: rethink").replace("  owner: Ana\n", "")
    team.write("02_data_understanding/inventory.yaml", undecided)
    assert team("sign", who=story.ANALYST).code == 0
    assert team("advance", who=story.ENGINEER).code == 0
    status = team.status()
    assert status["gate"]["phase"] == "business_understanding"
    assert [step["status"] for step in status["phases"]] == ["current", *["todo"] * 5]
