"""Checks that run a command: with consent only, and so that it harms nothing of ours."""

import json
import os
import signal
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crispdm.gate.checks.command import Command, declared_commands
from crispdm.gate.evidence import Evidence
from crispdm.process import FILE
from crispdm.testing import teaches
from tests.support.builders import a_phase, make_process, process_text, write_project
from tests.support.command_line import Answer, Run
from tests.support.forks import Case, run_cases

PROMPT = "Let them run, now and later? [y/N]: "


def command(*argv: str, name: str = "works", **more: Any) -> dict[str, Any]:
    return {"id": name, "says": "The team's own test passes", "check": "command", "argv": list(argv), **more}


def python(code: str, **more: Any) -> dict[str, Any]:
    return command(sys.executable, "-c", code, **more)


@pytest.fixture
def state_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where consent is remembered."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def make(tmp_path: Path, state_home: Path) -> Callable[..., Path]:  # noqa: ARG001 - it must be set before
    def project(*criteria: dict[str, Any], **more: Any) -> Path:
        (tmp_path / "shop").mkdir()
        return write_project(tmp_path / "shop", a_phase("plan", criteria=criteria, **more), a_phase("build"))

    return project


def test_a_script_that_verifies_is_asked_for_once_in_each_folder_and_each_command_by_itself() -> None:
    verified = {"says": "x", "check": "runs", "part": "cost", "file": "runs.csv", "metric": "m.yaml", "verify": ["v"]}
    criteria = [{"id": "one", **verified}, {"id": "two", **verified}, command("c"), command("c", name="again")]
    process = make_process(a_phase("plan", criteria=criteria), a_phase("build", criteria=[{"id": "three", **verified}]))
    found = [(each.phase, each.criterion) for each in declared_commands(process)]
    assert found == [("plan", "one"), ("plan", "works"), ("plan", "again"), ("build", "three")]


def row(answer: Answer) -> dict[str, Any]:
    """The one criterion of a gate."""
    (found,) = json.loads(answer.out)["gate"]["criteria"]
    return dict(found)


def decide(run: Run, root: Path, **environment: str) -> dict[str, Any]:
    """What `check` says of the one criterion, where somebody consents for this run."""
    return row(run("check", "--format", "json", cwd=root, **{"CRISPDM_TRUST": "1", **environment}))


# Consent.


def test_without_consent_nothing_runs_and_the_gate_is_closed(run: Run, make: Callable[..., Path]) -> None:
    root = make(python("open('ran', 'w')"))
    for arguments in (
        ("check",),
        ("status",),
        ("advance",),
        ("sign", "--as", "x"),
        ("verify",),
        ("log",),
        ("explain",),
    ):
        run(*arguments, cwd=root)
    found = row(run("check", "--format", "json", cwd=root))
    assert (found["status"], found["place"]) == ("not_run", {"file": FILE, "line": None})
    assert found["have"].startswith("not trusted yet: ")
    assert "check --trust" in found["fix"]
    assert run("advance", cwd=root).code == 1
    assert not [*root.rglob("ran")]


def test_trust_shows_the_commands_and_remembers_it(run: Run, make: Callable[..., Path], state_home: Path) -> None:
    root = make(python("open('ran', 'w'); print('\\x1b[2J')"))
    answer = run("check", "--trust", cwd=root)
    assert (answer.code, answer.out.split("\n")[0]) == (0, "Gate open: Plan has all it needs.")
    assert "crispdm.yaml runs 1 command" in answer.err
    assert "works  " in answer.err
    assert "60 seconds" in answer.err
    assert "is not covered" in " ".join(answer.err.split())
    assert "\x1b" not in answer.err + answer.out
    assert (root / "plan" / "ran").exists()
    (root / "plan" / "ran").unlink()
    assert run("check", cwd=root).code == 0
    assert (root / "plan" / "ran").exists()
    (file,) = (path for path in state_home.rglob("*") if path.is_file())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text())["place"] == str(root)
    assert run("advance", cwd=root).code == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda criterion: criterion["argv"].append("x"),
        lambda criterion: criterion.update(timeout=61),
        lambda criterion: criterion.update(id="other"),
    ],
)
def test_other_commands_are_asked_for_again(
    run: Run, make: Callable[..., Path], change: Callable[[dict[str, Any]], None]
) -> None:
    criterion = python("open('ran', 'w')")
    root = make(criterion)
    assert run("check", "--trust", cwd=root).code == 0
    (root / "plan" / "ran").unlink()
    change(criterion)
    (root / FILE).write_text(process_text(a_phase("plan", criteria=[criterion]), a_phase("build")))
    assert row(run("check", "--format", "json", cwd=root))["status"] == "not_run"
    assert not (root / "plan" / "ran").exists()
    assert run("check", "--trust", cwd=root).code == 0
    assert run("check", cwd=root).code == 0


def test_consent_is_for_all_commands_of_a_place(run: Run, make: Callable[..., Path]) -> None:
    """A command that is added to a later phase changes what was consented to."""
    criterion = python("pass")
    root = make(criterion)
    run("check", "--trust", cwd=root)
    later = a_phase("build", criteria=[command("true", name="later")])
    (root / FILE).write_text(process_text(a_phase("plan", criteria=[criterion]), later))
    assert row(run("check", "--format", "json", cwd=root))["status"] == "not_run"


def test_what_is_no_command_may_change(run: Run, make: Callable[..., Path]) -> None:
    criterion = python("pass")
    root = make(criterion)
    run("check", "--trust", cwd=root)
    said = {**criterion, "says": "It works", "level": "warn"}
    (root / FILE).write_text(process_text(a_phase("plan", title="Now", criteria=[said]), a_phase("build")))
    assert row(run("check", "--format", "json", cwd=root))["status"] == "pass"


def test_consent_is_for_one_place(run: Run, make: Callable[..., Path], tmp_path: Path, state_home: Path) -> None:
    root = make(python("pass"))
    run("check", "--trust", cwd=root)
    (given,) = state_home.rglob("*.json")
    (tmp_path / "link").symlink_to(root)
    assert run("check", cwd=tmp_path / "link").code == 0
    root.rename(tmp_path / "moved")
    moved = tmp_path / "moved"
    assert run("check", cwd=moved).code == 1
    assert run("check", "--trust", cwd=moved).code == 0
    (its,) = {*state_home.rglob("*.json")} - {given}
    its.write_bytes(given.read_bytes())
    assert "not trusted yet" in " ".join(run("check", cwd=moved).out.split())


@pytest.mark.parametrize("value", ["", "0", "yes", "true", "2"])
def test_the_environment_consents_by_one_word_alone(run: Run, make: Callable[..., Path], value: str) -> None:
    root = make(python("open('ran', 'w')"))
    assert decide(run, root, CRISPDM_TRUST=value)["status"] == "not_run"
    assert not (root / "plan" / "ran").exists()
    assert decide(run, root)["status"] == "pass"


def test_what_the_environment_consents_to_is_not_remembered(
    run: Run, make: Callable[..., Path], state_home: Path
) -> None:
    root = make(python("pass"))
    assert run("check", "--trust", cwd=root, CRISPDM_TRUST="1").code == 0
    assert not state_home.exists()
    assert run("check", cwd=root).code == 1


@pytest.mark.parametrize("text", [b"", b"{}", b"[]", b"\xff", b"null", b'{"format": 1, "place": "x", "commands": "y"}'])
def test_a_record_of_consent_that_is_damaged_is_none(
    run: Run, make: Callable[..., Path], state_home: Path, text: bytes
) -> None:
    root = make(python("pass"))
    run("check", "--trust", cwd=root)
    (file,) = (path for path in state_home.rglob("*") if path.is_file())
    file.write_bytes(text)
    assert run("check", cwd=root).code == 1


def test_a_record_whose_files_are_no_table_is_damaged(run: Run, make: Callable[..., Path], state_home: Path) -> None:
    root = make(command(sys.executable, "check.py"))
    (root / "plan" / "check.py").touch()
    run("check", "--trust", cwd=root)
    (file,) = (path for path in state_home.rglob("*") if path.is_file())
    file.write_text(json.dumps({**json.loads(file.read_text()), "files": []}))
    assert decide(run, root, CRISPDM_TRUST="")["status"] == "not_run"


def test_consent_is_never_taken_from_the_project(
    run: Run, make: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make(python("open('ran', 'w')"))
    run("check", "--trust", cwd=root)
    (root / "plan" / "ran").unlink()
    inside = root / "state"
    Path(os.environ["XDG_STATE_HOME"]).rename(inside)
    monkeypatch.setenv("XDG_STATE_HOME", str(inside))
    assert run("check", cwd=root).code == 1
    answer = run("check", "--trust", cwd=root)
    assert (answer.code, "remembered in the project itself" in " ".join(answer.err.split())) == (2, True)
    assert not (root / "plan" / "ran").exists()


def test_a_state_directory_that_cannot_be_written_is_named(
    run: Run, make: Callable[..., Path], state_home: Path
) -> None:
    state_home.write_text("a file")
    root = make(python("open('ran', 'w')"))
    answer = run("check", "--trust", cwd=root)
    assert (answer.code, answer.out) == (2, "")
    assert "CRISPDM_TRUST=1 consents for one run" in answer.err
    assert not (root / "plan" / "ran").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "code"),
    [("y\n", 0), ("Yes\n", 0), ("n\n", 1), ("\n", 1), ("perhaps\n", 1), ("\x04", 1), ("\x03", 130), ("ye\x03", 130)],
    ids=["y", "yes", "n", "enter", "something else", "ctrl-d", "ctrl-c", "ctrl-c after letters"],
)
def test_who_sits_at_a_terminal_is_asked(make: Callable[..., Path], typed: str, code: int) -> None:
    root = make(python("open('ran', 'w')"))
    asked, again = run_cases(
        [Case(["check", "--trust"], str(root), terminal=True, read=PROMPT, typed=typed), Case(["check"], str(root))]
    )
    assert asked.code == code
    assert ("nothing was run, and no consent is remembered" in " ".join(asked.out.split())) == (code != 0)
    assert (again.code, (root / "plan" / "ran").exists()) == (code and 1, code == 0)


def test_who_consented_to_these_commands_is_not_asked_again(make: Callable[..., Path]) -> None:
    root = make(python("open('ran', 'w')"))
    case = Case(["check", "--trust"], str(root), terminal=True, read=PROMPT, typed="y\n")
    first, second = run_cases([case, case])
    assert (first.code, second.code) == (0, 0)
    assert (PROMPT in first.out, PROMPT in second.out) == (True, False)


def test_a_project_without_commands_has_nothing_to_consent_to(
    run: Run, make: Callable[..., Path], state_home: Path
) -> None:
    answer = run("check", "--trust", cwd=make())
    assert (answer.code, "crispdm.yaml runs no command" in answer.err) == (0, True)
    assert not state_home.exists()


# How it runs.

FAILS = {
    "exits with 3": ("import sys; print('one'); print('two\\n'); sys.exit(3)", "exited with 3: two"),
    "says nothing": ("raise SystemExit(1)", "exited with 1"),
    "is killed": ("import os; os.kill(os.getpid(), 9)", "exited with -9"),
    "speaks no UTF-8": (
        r"import os; os.write(2, b'\xff\x1b[31m'); raise SystemExit(1)",
        "exited with 1: \ufffd\x1b[31m",
    ),
    "says a lot": ("print('x' * 10_000_000, flush=True); raise SystemExit(1)", "x" * 100),
}


@pytest.mark.parametrize(("code", "said"), FAILS.values(), ids=FAILS)
def test_a_command_that_fails_closes_the_gate_with_its_last_line(
    run: Run, make: Callable[..., Path], code: str, said: str
) -> None:
    found = decide(run, make(python(code)))
    assert (found["status"], said in found["have"]) == ("fail", True)
    assert len(found["have"]) < 300


@pytest.mark.parametrize(
    ("code", "fix"),
    [
        ("import not_there", "such as `. .venv/bin/activate`, then run it again"),
        ("raise SystemExit('import not_there')", "fix what it reports"),
    ],
)
def test_a_library_that_a_command_does_not_find_is_in_another_environment(
    run: Run, make: Callable[..., Path], code: str, fix: str
) -> None:
    found = decide(run, make(python(code)))
    assert (found["status"], found["fix"].endswith(fix)) == ("fail", True)


@pytest.mark.parametrize("argv", [["no-such-program"], ["./nothing"], ["."], ["a\0b"], ["/etc/passwd"]], ids=str)
def test_a_command_that_cannot_be_run_is_named(run: Run, make: Callable[..., Path], argv: list[str]) -> None:
    found = decide(run, make(command(*argv)))
    assert (found["status"], "cannot be run" in found["have"]) == ("fail", True)
    assert found["fix"] == "correct argv in crispdm.yaml"


@pytest.mark.parametrize("wrong", [{"argv": []}, {"argv": "true"}, {"argv": [""]}, {"timeout": 0}, {"timeout": 10**9}])
def test_a_command_that_is_none_is_a_mistake_in_crispdm_yaml(run: Run, make: Callable[..., Path], wrong: Any) -> None:
    assert run("check", cwd=make({**command("true"), **wrong})).code == 2


def test_no_shell_reads_it(run: Run, make: Callable[..., Path]) -> None:
    root = make(command("echo", "x; touch ran", "$(touch ran)", "`touch ran`", "*", "|", "touch", "ran"))
    assert decide(run, root)["status"] == "pass"
    assert not [*root.rglob("ran")]


def test_it_runs_in_the_phase_s_folder_without_input_and_without_files_of_ours(
    run: Run, make: Callable[..., Path], tmp_path: Path
) -> None:
    code = (
        "import json, os, sys; json.dump({'cwd': os.getcwd(), 'input': sys.stdin.read(), "
        "'files': sorted(os.listdir('/proc/self/fd')), 'group': os.getpgrp() == os.getpid()}, open('seen', 'w'))"
    )
    root = make(python(code))
    with (tmp_path / "ours").open("w") as ours:
        os.set_inheritable(ours.fileno(), True)
        assert decide(run, root)["status"] == "pass"
    seen = json.loads((root / "plan" / "seen").read_text())
    assert (seen["cwd"], seen["input"], seen["group"]) == (str(root / "plan"), "", True)
    assert len(seen["files"]) <= 5, "its own three, the folder that it lists, and the file that it writes"


@pytest.mark.parametrize("to", ["..", "/", "nowhere"])
def test_a_folder_that_leads_out_of_the_project_is_no_place_to_run(
    run: Run, make: Callable[..., Path], to: str
) -> None:
    root = make(python("open('ran', 'w')"))
    (root / "plan").rmdir()
    (root / "plan").symlink_to(to)
    found = decide(run, root)
    assert found["status"] == "fail"
    assert "leads out" in found["have"] or "cannot be run" in found["have"]


def _is_running(pid: int) -> bool:
    """Whether it runs; what only waits for its parent to look is dead."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


CHILD = "import subprocess, sys, time; p = subprocess.Popen(['sleep', '600']); open('child', 'w').write(str(p.pid));"


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (f"{CHILD} time.sleep(600)", "fail"),
        (f"{CHILD} import signal; signal.signal(15, signal.SIG_IGN); time.sleep(600)", "fail"),
        (f"{CHILD} sys.exit(0)", "pass"),
    ],
    ids=["too long", "deaf to signals", "leaves a child behind"],
)
def test_all_that_it_started_ends_with_it(run: Run, make: Callable[..., Path], code: str, status: str) -> None:
    root = make(python(code, timeout=1))
    found = decide(run, root)
    assert found["status"] == status
    assert ("killed at its time limit of 1 second" in found["have"]) == (status == "fail")
    child = int((root / "plan" / "child").read_text())
    for _ in range(200):
        if not _is_running(child):
            return
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    raise AssertionError("it still runs")


def test_what_leaves_its_process_group_outlives_it_and_is_not_waited_for(run: Run, make: Callable[..., Path]) -> None:
    """As SECURITY.md says: nothing short of a container ends it."""
    code = CHILD.replace("'600']", "'600'], start_new_session=True")
    root = make(python(f"{code} sys.exit(0)"))
    assert decide(run, root)["status"] == "pass"
    child = int((root / "plan" / "child").read_text())
    assert _is_running(child)
    os.kill(child, signal.SIGKILL)


def test_the_lock_is_free_while_it_runs(run: Run, make: Callable[..., Path]) -> None:
    code = (
        "import fcntl, os; os.makedirs('../.crispdm', exist_ok=True); f = open('../.crispdm/lock', 'w'); "
        "fcntl.flock(f, fcntl.LOCK_EX | fcntl.LOCK_NB); open('free', 'a').write('x')"
    )
    root = make(python(code))
    assert run("advance", cwd=root, CRISPDM_TRUST="1").code == 0
    assert (root / "plan" / "free").read_text() == "x"


def test_evidence_that_the_command_changes_is_seen_by_the_checks_after_it(run: Run, make: Callable[..., Path]) -> None:
    """And what was read before it and changed by it is not recorded."""
    reads = {"id": "said", "says": "A goal", "check": "fields", "file": "facts.yaml", "fields": ["goal"]}
    root = make(reads, python("open('facts.yaml', 'a').write('x: 1\\n')"))
    (root / "plan" / "facts.yaml").write_text("goal: 5\n")
    answer = run("advance", cwd=root, CRISPDM_TRUST="1")
    assert (answer.code, "evidence changed while the gate was checked" in answer.err) == (1, True)


def test_status_says_that_it_does_not_run_it(run: Run, make: Callable[..., Path]) -> None:
    root = make(python("open('ran', 'w')"))
    found = row(run("status", "--format", "json", cwd=root, CRISPDM_TRUST="1"))
    assert (found["status"], found["have"].startswith("not run here: ")) == ("not_run", True)
    assert not (root / "plan" / "ran").exists()


def test_a_command_that_is_replaced_makes_a_signature_stale(run: Run, make: Callable[..., Path]) -> None:
    criterion = command("true")
    root = make(criterion, sign_off=["boss"])

    def text() -> str:
        plan = a_phase("plan", criteria=[criterion], sign_off=["boss"])
        return process_text(plan, a_phase("build"), team={"boss": []})

    (root / FILE).write_text(text())
    assert run("sign", "--as", "boss", cwd=root, CRISPDM_TRUST="1").code == 0
    assert run("check", cwd=root, CRISPDM_TRUST="1").code == 0
    criterion["argv"] = ["echo"]
    (root / FILE).write_text(text())
    answer = json.loads(run("check", "--format", "json", cwd=root, CRISPDM_TRUST="1").out)
    assert answer["gate"]["sign_offs"][0]["stale"] == ["works"]


def test_every_finding_teaches(tmp_path: Path) -> None:
    for because in ("not run here", "not trusted yet", ""):
        finding = Command(id="c", says="It works", argv=("true",)).decide(
            Evidence(tmp_path, ".", not_run_because=because)
        )
        teaches(finding)
