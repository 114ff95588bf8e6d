"""Moving, as a person sees it: what is written, what is refused, and what happens between the look and the lock."""

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from crispdm.actions.project import write
from crispdm.eventlog.events import Event, Noted, Stopped, Unwaived, Waived
from crispdm.eventlog.store import PATH
from tests.support import story
from tests.support.builders import BO, a_phase, advanced, filled_in, history, record, went_back, write_project
from tests.support.command_line import ANA, Run

ROUTES = {"deploy": "next", "improve": "plan", "stop": "stop", "close": "finish", "iterate": "new_iteration"}
PLAN = a_phase("plan", sign_off=["manager", "analyst"], criteria=[filled_in("goal", "goal"), filled_in("cost", "cost")])
BUILD = a_phase("build", criteria=[filled_in("built", "model")])
TEST = a_phase("test", decision={"file": "facts.yaml", "field": "decision", "routes": ROUTES})
WAIVED = Waived(iteration=1, phase="plan", criterion="cost", reason="later")


def _project(root: Path, manager: Sequence[str] = (ANA,), analyst: Sequence[str] = (ANA,)) -> Path:
    phases = (PLAN, BUILD, TEST, a_phase("serve"))
    return _say(write_project(root, *phases, team={"manager": manager, "analyst": analyst}), "plan", goal=5, cost=7)


def _say(root: Path, phase: str, **facts: object) -> Path:
    """Evidence, one fact a line."""
    (root / phase / "facts.yaml").write_text("".join(f"{name}: {value}\n" for name, value in facts.items()))
    return root


def _kinds(root: Path) -> list[str]:
    return [type(event).__name__ for event in history(root)]


def _check(run: Run, root: Path, *phase: str) -> Any:
    return json.loads(run("check", *phase, "--format", "json", cwd=root).out)["gate"]


# advance


def test_a_closed_gate_writes_nothing_and_says_where_what_and_how(run: Run, tmp_path: Path) -> None:
    root = _say(_project(tmp_path), "plan", goal=5, cost="TODO")
    before = (root / PATH).read_bytes()
    answer = run("advance", cwd=root)
    assert (answer.code, answer.err) == (1, "")
    for part in (
        "Gate closed: Plan needs 1 of 2 criteria",
        "plan/facts.yaml:2  cost: 'TODO'",
        "fill in cost",
        "crispdm check",
    ):
        assert part in answer.out
    assert (root / PATH).read_bytes() == before


def test_signatures_and_the_move_are_one_write(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = _project(tmp_path)
    written: list[bytes] = []
    real = os.write

    def counted(handle: int, text: bytes) -> int:
        written.append(text)
        return real(handle, text)

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", counted)
        answer = run("advance", cwd=root)
    assert (answer.code, answer.err) == (0, "")
    assert "Signed as manager and analyst." in answer.out
    assert "Plan is done." in answer.out
    assert len(written) == 1
    assert written[0].count(b"\n") == 3
    assert _kinds(root) == ["Created", "Signed", "Signed", "Advanced"]
    assert [event.after for event in history(root)[1:]] == [(event.id,) for event in history(root)[:-1]]
    assert {(event.by, event.at) for event in history(root)[1:]} == {(ANA, "2026-11-24T09:00:00Z")}


@pytest.mark.parametrize("manager", [[ANA], []], ids=["one named", "nobody named"])
def test_advance_never_signs_a_role_with_nobody_named(run: Run, tmp_path: Path, manager: list[str]) -> None:
    root = _project(tmp_path, manager=manager, analyst=[])
    before = (root / PATH).read_bytes()
    answer = run("advance", cwd=root)
    assert (answer.code, "anybody as" in answer.out) == (1, True)
    assert (root / PATH).read_bytes() == before
    assert run("sign", "--as", "analyst", cwd=root, CRISPDM_USER="Somebody").code == 0
    assert run("sign", "--as", "manager", cwd=root).code == 0
    assert run("advance", cwd=root).code == 0
    assert _kinds(root) == ["Created", "Signed", "Signed", "Advanced"]
    assert [event.by for event in history(root)[1:3]] == ["Somebody", ANA]


@pytest.mark.parametrize(("cost", "code"), [(7, 0), ("TODO", 1)])
def test_a_dry_run_answers_the_same_and_writes_nothing(run: Run, tmp_path: Path, cost: object, code: int) -> None:
    root = _say(_project(tmp_path), "plan", goal=5, cost=cost)
    before = (root / PATH).read_bytes()
    answer = run("advance", "--dry-run", cwd=root)
    assert (answer.code, (root / PATH).read_bytes()) == (code, before)
    assert run("advance", cwd=root).code == code


@pytest.mark.parametrize(
    ("outcome", "code", "said", "then"),
    [
        ("deploy", 0, "Test is done: deploy.", ("running", 1, "serve")),
        ("improve", 0, "Test is decided: improve.", ("running", 1, "plan")),
        ("improve", 0, "reopened: Plan, Build, Test and Serve", ("running", 1, "plan")),
        ("stop", 0, "The project is stopped.", ("stopped", 1, None)),
        ("close", 0, "The project is finished.", ("finished", 1, None)),
        ("iterate", 0, "A new iteration starts", ("running", 2, "plan")),
        ("ship", 1, "test/facts.yaml:1  decision: ship", ("running", 1, "test")),
        ("", 1, "decision: nothing yet", ("running", 1, "test")),
    ],
)
def test_a_decision_leads_where_its_route_says(  # noqa: PLR0913, PLR0917 - a table
    run: Run, tmp_path: Path, outcome: str, code: int, said: str, then: tuple[str, int, str | None]
) -> None:
    root = _say(_say(_project(tmp_path), "build", model="a rule"), "test", decision=outcome)
    assert [run("advance", cwd=root).code for _ in range(2)] == [0, 0]
    answer = run("advance", cwd=root)
    assert (answer.code, said in answer.out) == (code, True), answer.out
    status = json.loads(run("status", "--format", "json", cwd=root).out)
    current = next((phase["id"] for phase in status["phases"] if phase["status"] == "current"), None)
    assert (status["outcome"], status["iteration"], current) == then


@pytest.mark.parametrize("outcome", ["stop", "close"])
def test_an_ended_project_refuses_to_move_on(run: Run, tmp_path: Path, outcome: str) -> None:
    root = _say(_say(_project(tmp_path), "build", model="a rule"), "test", decision=outcome)
    for _ in range(3):
        assert run("advance", cwd=root).code == 0
    before = (root / PATH).read_bytes()
    for command in (("advance",), ("sign",), ("sign", "--as", "manager")):
        answer = run(*command, cwd=root)
        assert (answer.code, "the project is " in answer.err, "crispdm resume" in answer.err) == (1, True, True)
    assert (root / PATH).read_bytes() == before


# sign and back


def test_a_signature_for_somebody_says_for_whom(run: Run, tmp_path: Path) -> None:
    root = _project(tmp_path, analyst=[BO])
    refused = run("sign", "--as", "analyst", cwd=root)
    assert (refused.code, "is not an analyst" in refused.err, "--for" in refused.err) == (1, True, True)
    assert run("sign", "--as", "analyst", "--for", "Bo, mail of 12 December", cwd=root).code == 0
    (line,) = (root / PATH).read_text().splitlines()[2:]
    fields = json.loads(line[2:])
    assert (fields["by"], fields["role"], fields["for"]) == (ANA, "analyst", "Bo, mail of 12 December")


def test_a_signature_is_refused_while_the_evidence_does_not_hold(run: Run, tmp_path: Path) -> None:
    root = _say(_project(tmp_path), "plan", goal="…", cost=7)
    answer = run("sign", cwd=root)
    assert (answer.code, "plan/facts.yaml:1" in answer.err, _kinds(root)) == (1, True, ["Created"])
    record(root, Waived(iteration=1, phase="plan", criterion="goal", reason="later"))
    assert run("sign", cwd=root).code == 0


def test_a_signature_goes_stale_by_the_criterion_that_changed(run: Run, tmp_path: Path) -> None:
    root = _project(tmp_path, analyst=[BO])
    assert run("sign", cwd=root, CRISPDM_USER=BO).code == 0
    (root / "plan" / "facts.yaml").write_text("# in another order\ncost:   7\ngoal: 5 # the same\n")
    assert [each["status"] for each in _check(run, root)["sign_offs"]] == ["missing", "signed"]
    _say(root, "plan", goal=5, cost=8)
    assert _check(run, root)["sign_offs"][1] == {
        "role": "analyst",
        "people": [BO],
        "status": "stale",
        "by": BO,
        "stale": ["cost"],
    }
    answer = run("advance", cwd=root)
    assert (answer.code, "again: cost changed after Bo signed" in answer.out) == (1, True)
    _say(root, "plan", goal=5, cost=7)
    assert run("advance", cwd=root).code == 0


def test_signatures_survive_a_way_back(run: Run, tmp_path: Path) -> None:
    root = _project(tmp_path, analyst=[BO])
    assert run("sign", cwd=root, CRISPDM_USER=BO).code == 0
    assert [run("advance", cwd=root).code, run("back", "plan", "--reason", "too high", cwd=root).code] == [0, 0]
    assert run("advance", "--again", "the guess holds", cwd=root).code == 0
    assert _kinds(root) == ["Created", "Signed", "Signed", "Advanced", "WentBack", "Noted", "Advanced"]


ASKING = ("back plan --reason", "stop --reason", "waive cost --reason", "sign --as analyst --for", "advance --again")


@pytest.mark.parametrize("command", ASKING)
def test_a_reason_that_says_nothing_is_refused_wherever_one_is_asked_for(
    run: Run, tmp_path: Path, command: str
) -> None:
    root = _say(_project(tmp_path), "build", model="a rule")
    assert run("advance", cwd=root).code == 0
    before = (root / PATH).read_bytes()
    for word in ("n/a", "siehe oben", "xxx", "asdf"):
        answer = run(*command.split(), word, cwd=root)
        assert (answer.code, answer.out) == (2, "")
        assert f"{command.rsplit(maxsplit=1)[-1]} '{word}' says nothing" in answer.err
    assert (root / PATH).read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("back", "serve", "--reason", "so"), 2, "Serve has not been reached"),
        (("back", "build", "--reason", "so"), 2, "Build is the current phase"),
        (("back", "plann", "--reason", "so"), 2, "unknown phase 'plann'"),
        (("back", "plan", "--reason", " "), 2, "--reason"),
        (("back", "plan"), 2, "--reason"),
        (("back", "plan", "--reason", "the file was \udcff"), 2, "lone surrogate"),
        (("sign", "--as", "captain"), 2, "'captain' does not sign"),
        (("sign",), 1, "holds no role that signs Build"),
    ],
)
def test_a_refusal_has_its_code_and_writes_nothing(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    root = _say(_project(tmp_path), "build", model="a rule")
    assert run("advance", cwd=root).code == 0
    before = (root / PATH).read_bytes()
    answer = run(*arguments, cwd=root)
    assert (answer.code, answer.out, said in answer.err) == (code, "", True), answer.err
    assert (root / PATH).read_bytes() == before


def test_evidence_that_is_accepted_again_unchanged_is_said(run: Run, tmp_path: Path) -> None:
    root = _project(tmp_path)
    said = "Its evidence is the same that was accepted on Tuesday 24 November."
    assert "evidence is the same" not in run("advance", cwd=root).out
    assert run("back", "plan", "--reason", "to think again", cwd=root).code == 0
    later = {"CRISPDM_NOW": "2026-11-26T09:00:00+00:00"}
    for command in ("check", "advance"):
        closed = run(command, cwd=root, **later)
        assert (closed.code, "Gate closed: Plan needs a change." in closed.out) == (1, True), "one voice"
        assert 'crispdm advance --again "…"`' in " ".join(closed.out.split())
    assert run("advance", "--again", " ", cwd=root, **later).code == 2
    because = ("advance", "--again", "nothing better was found")
    assert said in " ".join(run(*because, "--dry-run", cwd=root, **later).out.split())
    again = run(*because, cwd=root, **later)
    assert "Plan passes again on the same evidence: nothing better was found" in run("log", cwd=root).out.replace(
        "\n" + " " * 23, " "
    )
    assert (again.code, said in " ".join(again.out.split())) == (0, True)
    assert run("back", "plan", "--reason", "to change it", cwd=root).code == 0
    _say(root, "plan", goal=7, cost=2)
    assert "evidence is the same" not in run("advance", cwd=root).out


# Between the look and the lock.


Meanwhile = Callable[[Callable[[], object]], list[object]]


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Let something happen after the gate was looked at and before the lock is taken; each time, until told."""

    def happen(what: Callable[[], object]) -> list[object]:
        results: list[object] = []

        def late(*arguments: Any) -> tuple[Event, ...]:
            results.append(what())
            return write(*arguments)

        monkeypatch.setattr("crispdm.actions.advance.write", late)
        return results

    return happen


@pytest.mark.parametrize("command", ["advance", "sign"])
@pytest.mark.parametrize("file", ["plan/facts.yaml", "crispdm.yaml"])
def test_evidence_that_changes_while_it_is_looked_at_is_refused_by_name(
    run: Run, tmp_path: Path, meanwhile: Meanwhile, command: str, file: str
) -> None:
    root = _project(tmp_path)
    before = (root / PATH).read_bytes()
    meanwhile(lambda: (root / file).write_text((root / file).read_text() + "\n# edited\n"))
    answer = run(command, cwd=root)
    assert (answer.code, "evidence changed" in answer.err, file in answer.err) == (1, True, True)
    assert (root / PATH).read_bytes() == before


def test_what_others_say_meanwhile_comes_before_the_move(run: Run, tmp_path: Path, meanwhile: Meanwhile) -> None:
    root = _project(tmp_path)
    meanwhile(lambda: record(root, Noted(text="hello"), by=BO))
    assert run("advance", cwd=root).code == 0
    assert _kinds(root) == ["Created", "Noted", "Signed", "Signed", "Advanced"]
    assert history(root)[2].after == (history(root)[1].id,)


def test_a_gate_that_is_closed_meanwhile_is_looked_at_again(run: Run, tmp_path: Path, meanwhile: Meanwhile) -> None:
    root = _say(_project(tmp_path), "plan", goal=5, cost="TODO")
    record(root, WAIVED)
    meanwhile(lambda: record(root, Unwaived(iteration=1, phase="plan", criterion="cost"), by=BO))
    answer = run("advance", cwd=root)
    assert (answer.code, "Gate closed" in answer.out, "plan/facts.yaml:2" in answer.out) == (1, True, True)
    assert _kinds(root) == ["Created", "Waived", "Unwaived"]


def test_a_phase_that_somebody_passed_meanwhile_is_not_passed_twice(
    run: Run, tmp_path: Path, meanwhile: Meanwhile
) -> None:
    root = _project(tmp_path)
    happened = meanwhile(lambda: record(root, advanced("plan", "build"), by=BO))
    answer = run("advance", cwd=root)
    assert (answer.code, "build/facts.yaml" in answer.out, len(happened)) == (1, True, 1)
    assert _kinds(root) == ["Created", "Advanced"]


def test_a_project_that_is_stopped_meanwhile_is_not_moved(run: Run, tmp_path: Path, meanwhile: Meanwhile) -> None:
    root = _project(tmp_path)
    meanwhile(lambda: record(root, Stopped(iteration=1, reason="no money"), by=BO))
    answer = run("advance", cwd=root)
    assert (answer.code, "the project is stopped" in answer.err) == (1, True)
    assert _kinds(root) == ["Created", "Stopped"]


def test_a_project_that_others_move_again_and_again_is_left_to_them(
    run: Run, tmp_path: Path, meanwhile: Meanwhile
) -> None:
    root = _say(_project(tmp_path), "build", model="a rule")
    there, back = advanced("plan", "build"), went_back("plan", "build", "test", "serve")
    happened = meanwhile(lambda: record(root, there if _kinds(root)[-1] != "Advanced" else back, by=BO))
    answer = run("advance", cwd=root)
    assert (answer.code, "others moved the project" in answer.err) == (1, True)
    assert {event.by for event in history(root)[1:]} == {BO}
    assert len(history(root)) == 1 + len(happened)


def test_what_status_did_not_look_at_is_for_check_to_say(run: Run, project: Path) -> None:
    """The table is not hashed for a status; what fails comes before it."""
    story.write_everything(project)
    assert run("advance", cwd=project).code == 0
    assert run("advance", cwd=project).code == 0
    said = "Next: Ana to run the remaining checks with `crispdm check`"
    assert said in " ".join(run("status", cwd=project).out.split())
    facts = project / "03_data_preparation" / "facts.yaml"
    facts.write_text(facts.read_text().replace('"overlap": 0', '"overlap": 3'))
    assert "Next: Ana to split by a column" in " ".join(run("status", cwd=project).out.split())
