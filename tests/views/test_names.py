"""What people are called: by first names, by more where two have the same; and what is said where nobody is."""

import json
from pathlib import Path

import pytest

from crispdm.views.people import Names
from tests.support.builders import a_phase, filled_in, write_project
from tests.support.command_line import ANA, Run

SMITH = "Ana Smith <as@example.com>"
CRITERIA = [filled_in("goal", "goal")]
PLAN = a_phase("plan", sign_off=["manager", "scientist"], owner="scientist", criteria=CRITERIA)


def _text_of(run: Run, root: Path, *arguments: str, **environment: str) -> str:
    answer = run(*arguments, cwd=root, **environment)
    return " ".join((answer.out + answer.err).split())


@pytest.fixture
def two_anas(tmp_path: Path) -> Path:
    root = write_project(tmp_path, PLAN, a_phase("serve"), team={"manager": [ANA], "scientist": [SMITH]})
    (root / "plan" / "facts.yaml").write_text("goal:\n")
    return root


def test_two_people_with_the_same_first_name_stay_two(run: Run, two_anas: Path) -> None:
    assert "(Ana Smith)" in _text_of(run, two_anas, "status")
    assert "then Ana Roy and Ana Smith sign" in _text_of(run, two_anas, "status")
    assert "goal (Ana Smith, scientist)" in _text_of(run, two_anas, "advance")
    (two_anas / "plan" / "facts.yaml").write_text("goal: 5\n")
    assert "to sign Ana Roy as manager; Ana Smith as scientist" in _text_of(run, two_anas, "check")
    assert "Still to sign: Ana Smith, scientist" in _text_of(run, two_anas, "sign")
    assert _text_of(run, two_anas, "advance", CRISPDM_USER=SMITH).startswith("Signed as scientist.")
    log = _text_of(run, two_anas, "log")
    assert "Ana Roy signed Plan as manager" in log
    assert "Ana Smith signed Plan as scientist" in log


def test_somebody_outside_the_team_may_have_the_same_name_too(run: Run, tmp_path: Path) -> None:
    root = write_project(tmp_path, PLAN, team={"manager": [ANA], "scientist": []})
    assert run("note", "hello", cwd=root, CRISPDM_USER=SMITH).code == 0
    said = _text_of(run, root, "status")
    assert "Ana Smith says: hello" in said
    assert "Ana Roy" in said
    assert "Ana Smith said: hello" in _text_of(run, root, "log")


@pytest.mark.parametrize(
    ("team", "who", "name"),
    [
        ([ANA, "Bo Lind <bo@example.com>"], ANA, "Ana"),
        ([ANA, SMITH], "as@example.com", "Ana Smith"),
        ([ANA, "Ana Roy <roy@example.com>"], ANA, ANA),
        ([ANA], "Ana Roy <at-home@example.com>", "Ana"),
        ([ANA, "Ana"], "Ana", "Ana"),
        ([ANA, "Ana"], ANA, "Ana Roy"),
        ([ANA, "ana.b@example.com"], "ana.b@example.com", "ana.b@example.com"),
        ([], "", "somebody"),
    ],
)
def test_a_name_is_as_short_as_it_can_be(team: list[str], who: str, name: str) -> None:
    assert Names({"role": team}, [who]).of(who) == name


def test_of_several_who_hold_a_role_one_is_enough(run: Run, tmp_path: Path) -> None:
    root = write_project(
        tmp_path, PLAN, a_phase("serve", owner="scientist"), team={"manager": [], "scientist": [ANA, SMITH]}
    )
    (root / "plan" / "facts.yaml").write_text("goal:\n")
    assert "goal (Ana Roy or Ana Smith, scientist)" in _text_of(run, root, "advance")
    assert "Ana Roy or Ana Smith" in _text_of(run, root, "portfolio", ".")
    (root / "plan" / "facts.yaml").write_text("goal: 5\n")
    signed = _text_of(run, root, "sign", "--as", "manager")
    assert "Still to sign: Ana Roy or Ana Smith, scientist" in signed
    assert "Now: Serve (Ana Roy or Ana Smith, scientist)" in _text_of(run, root, "advance")


def test_where_nobody_holds_the_role_it_is_said_what_to_do_about_it(run: Run, tmp_path: Path) -> None:
    root = write_project(tmp_path, PLAN, team={"manager": [], "scientist": [ANA]})
    (root / "plan" / "facts.yaml").write_text("goal: 5\n")
    assert "Still to sign: anybody as manager (nobody is named)" in _text_of(run, root, "sign")
    said = _text_of(run, root, "status")
    assert said.endswith("Next: name a manager in crispdm.yaml, or let anybody sign with `crispdm sign --as manager`")
    step = json.loads(run("status", "--format", "json", cwd=root).out)["next"]
    assert step == {
        "what": "name a manager in crispdm.yaml, or let anybody sign",
        "owner": None,
        "command": "crispdm sign --as manager",
    }
