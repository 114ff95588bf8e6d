"""The talk's project goes through every bundled template: each gate refuses first, and each route leads somewhere."""

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from crispdm.gate.checks import KINDS
from crispdm.process_file import load
from tests.support import story, walks
from tests.support.command_line import Run, run_here
from tests.support.forgeries import refused_events
from tests.support.team import Colleague
from tests.support.templates import bundled_files
from tests.support.walks import WALKS, walk

PILOTS = {"crisp-dm": "evaluation", "minimal": "evaluation", "tdsp": "deployment", "crisp-ml-q": "evaluation"}


@pytest.fixture(scope="module")
def new_project(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A new project of each template, made once, to be copied."""

    @cache
    def make(template: str) -> Path:
        folder = tmp_path_factory.mktemp(template)
        made = run_here("init", "listings", "--template", template, "--no-git", "--yes", cwd=folder)
        assert made.code == 0, made.err
        return folder / "listings"

    return make


@pytest.fixture
def team(tmp_path: Path, run: Run, template: str, new_project: Callable[[str], Path]) -> Iterator[Colleague]:
    """Ana alone, in a new project of a template; at the end `verify` takes every event for one of crispdm's."""
    team = Colleague(run, Path(shutil.copytree(new_project(template), tmp_path / "listings")))
    yield team
    assert refused_events(team.json("verify")) == []


@pytest.mark.slow
@pytest.mark.parametrize("template", WALKS)
def test_every_gate_refuses_and_is_passed_to_the_end_and_round_again(team: Colleague, template: str) -> None:
    team.day = "2026-12-04"
    for name, phase in WALKS[template].items():
        assert team.phase == name
        team.refused(*phase.missing)
        if name == PILOTS[template]:
            _improve(team, template)
            walks.better(team)
            team.refused("pilot-planned")  # it plans the pilot before, whose days decided once
            walks.plan(team, start="2027-01-04")
            team.passes()
            assert {"pilot-ran", "decision-fits-verdict"} <= {*team.failing()}  # the new one has not run
            phase.write(team)
            walks.pilot(team, start="2027-01-04")
            team.day = "2027-02-04"
        else:
            phase.write(team)
        if name != [*WALKS[template]][-1]:
            team.passes()
    _the_end(team)


def _improve(team: Colleague, template: str) -> None:
    """The first pilot moves the measure, and not far enough."""
    WALKS[template][PILOTS[template]].write(team)
    walks.pilot(team, "improve")
    team.day = "2027-01-04"
    team.passes()
    assert team.phase == "modeling"


def _the_end(team: Colleague) -> None:
    """The next objective is a new one; when it does not pay, the project stops, and what it made lives on."""
    team.day = "2027-02-04"
    first = team.status()["phases"][0]["id"]
    team.passes()
    status = team.status()
    assert (status["iteration"], team.phase) == (2, first)
    team.refused("objective-measurable", "worth-it")
    assert team("stop", "--reason", "images are not worth it").code == 0
    pilots = team.json("log")["pilots"]
    assert [(each["run"]["run"], each["pilot"]["decision"]) for each in pilots] == [
        ("rule-1", "improve"),
        ("tfidf-2", "deploy"),
    ]
    assert team("require", team.status()["phases"][-1]["id"]).code == 0


def _routes() -> Iterator[tuple[str, str, str, str]]:
    """Every outcome of every decision: template, phase, outcome, where it leads."""
    for name in WALKS:
        for phase in load(bundled_files(name)["crispdm.yaml"][0], KINDS).phases:
            for outcome, route in phase.decision.routes.items() if phase.decision else ():
                yield name, phase.id, outcome, route


@pytest.mark.slow
@pytest.mark.parametrize(("template", "phase", "outcome", "route"), [*_routes()])
def test_every_outcome_leads_where_the_process_says(
    team: Colleague, template: str, phase: str, outcome: str, route: str
) -> None:
    team.day = "2027-02-04"
    here = walk(team, template, phase)
    decision = load((team.project / "crispdm.yaml").read_bytes(), KINDS).phase(phase).decision
    assert decision
    here.write(team)
    if outcome in walks.EFFECTS:
        walks.pilot(team, outcome)
    team.decide(decision.file, decision.field, outcome)
    team.passes()

    status = team.status()
    order = [each["id"] for each in status["phases"]]
    after = order[order.index(phase) + 1 :]
    expected = {
        "next": ("running", 1, after[0] if after else None),
        "stop": ("stopped", 1, None),
        "finish": ("finished", 1, None),
        "new_iteration": ("running", 2, order[0]),
    }.get(route, ("running", 1, route))
    assert (status["outcome"], status["iteration"], team.phase) == expected


@pytest.mark.parametrize("template", ["tdsp"])
def test_a_project_without_data_is_abandoned_without_a_table(team: Colleague, template: str) -> None:
    walk(team, template, "data_acquisition")
    team.decide("inventory.yaml", "decision", "proceed")
    assert "one-table" in team.failing()
    team.decide("inventory.yaml", "decision", "abandon")
    team.passes()
    assert team.status()["outcome"] == "stopped"


@pytest.mark.parametrize("template", ["crisp-ml-q"])
def test_a_locked_test_set_that_changed_is_noticed_and_one_that_says_no_closes_the_gate(
    team: Colleague, template: str
) -> None:
    walk(team, template, "evaluation").write(team)
    locked = team.project / "data" / "locked_test.csv"
    locked.write_bytes(b"another")
    team.refused("test-set-still-locked")
    locked.write_bytes(walks.LOCKED)
    walks.locked_scores(team, story.RUNS.replace("0.66", "0.55"))
    team.refused("locked-test-passed")
    walks.locked_scores(team, story.RUNS)
    team.passes()


@pytest.mark.parametrize("template", ["crisp-ml-q"])
@pytest.mark.parametrize(
    ("old", "new", "have"),
    [
        (",4f1c2a90b7d35e68", ",", "has no predictions"),
        ("0.66", "0.99", "its cells give 0.66"),
        ("rule-1", "rule-2", "rule-2 has no 04_evaluation/cells/locked_test/rule-2.csv, which its script writes"),
    ],
)
def test_a_score_on_the_locked_rows_that_somebody_types_does_not_pass(
    team: Colleague, template: str, old: str, new: str, have: str
) -> None:
    walk(team, template, "evaluation").write(team)
    names = ("locked_test.csv", "metric.yaml") if old == "rule-1" else ("locked_test.csv",)
    for path in [story.place(team.project, name) for name in names]:
        path.write_text(path.read_text().replace(old, new))
    found = team.check()["locked-test-passed"]
    assert (found["status"], have in found["have"]) == ("fail", True)


@pytest.mark.parametrize("template", ["crisp-ml-q"])
def test_a_risk_that_nobody_mitigates_closes_the_gate(team: Colleague, template: str) -> None:
    walk(team, template, "modeling").write(team)
    register = team.project / "risks.yaml"
    register.write_text(register.read_text().replace("modeling:\n", "modeling:\n- {requirement: a, risk: bias}\n"))
    team.refused("modeling-risks")
    assert team.check()["modeling-risks"]["have"] == "mitigation: nothing yet"


@pytest.mark.parametrize("template", ["minimal"])
def test_one_person_has_nothing_to_sign_and_is_still_named(team: Colleague, template: str) -> None:
    assert team.json("check")["gate"]["sign_offs"] == []
    walk(team, template, "deployment").write(team)
    team.day = "2027-02-04"
    team.passes()
    assert {each["event"] for each in team.events} == {"created", "advanced"}
    assert {each["by"] for each in team.events} == {story.PRODUCT}
