"""Consent to a command covers the files of the project that it names: if one changes, nothing runs unasked."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crispdm.cli import check
from crispdm.gate import command_files
from crispdm.gate.command_files import DeclaredCommand, find_command_files
from crispdm.process import FILE
from tests.support.builders import a_phase, process_text, write_project
from tests.support.command_line import Run

Make = Callable[..., Path]

NAMED: dict[str, tuple[list[str], str]] = {  # the words behind the program, and a file that is part of consent then
    "a script": (["check.py"], "plan/check.py"),
    "a script with a dot": (["./check.py"], "plan/check.py"),
    "a script beside the phase": (["../tools/check.py"], "tools/check.py"),
    "its whole path": (["{root}/tools/check.py"], "tools/check.py"),
    "a module": (["-m", "suite"], "plan/suite.py"),
    "a module in a package": (["-m", "suite.unit"], "plan/suite/unit.py"),
    "the package of a module": (["-m", "suite.unit"], "plan/suite/__init__.py"),
    "a package": (["-m", "suite"], "plan/suite/__main__.py"),
    "all of a package in the folder": (["-m", "suite"], "plan/suite/deep/part.py"),
    "a package at the root": (["-m", "suite"], "suite/__main__.py"),
    "a module in front of a library": (["-m", "pytest"], "plan/pytest.py"),
    "a folder": (["-m", "pytest", "tests"], "plan/tests/deep/test_a.py"),
    "the phase's folder": (["-m", "pytest", "."], "plan/conftest.py"),
    "a test in a file": (["tests/test_a.py::test_one"], "plan/tests/test_a.py"),
    "a function of a module": (["checks:main"], "plan/checks.py"),
    "a pattern": (["src/**/*.py"], "plan/src/a/b.py"),
    "an option with its value": (["--config=conf.toml"], "plan/conf.toml"),
    "an option without a space": (["-fMakefile.ci"], "plan/Makefile.ci"),
    "a line for a shell": (["-c", "sh 'a.sh' && true;./b.sh|cat"], "plan/b.sh"),
    "a line that leaves the folder": (["-c", "cd .. && sh tools/check.sh"], "tools/check.sh"),
    "a line of Python": (["-c", "import checks; checks.main()"], "plan/checks.py"),
    "a name with a space": (["my check.py"], "plan/my check.py"),
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def project(*argv: str) -> Path:
        root = tmp_path / "shop"
        root.mkdir()
        words = [word.replace("{root}", str(root)) for word in argv]
        criterion = {"id": "works", "says": "The team's own test passes", "check": "command", "argv": words}
        return write_project(root, a_phase("plan", criteria=[criterion]), a_phase("build"))

    return project


def write(root: Path, file: str, text: str) -> None:
    (root / file).parent.mkdir(parents=True, exist_ok=True)
    (root / file).write_text(text)


def decide(run: Run, root: Path) -> dict[str, Any]:
    """What `check` says of the criterion."""
    (found,) = json.loads(run("check", "--format", "json", cwd=root).out)["gate"]["criteria"]
    return dict(found)


def trust(run: Run, root: Path) -> str:
    """Consent, and return what was shown."""
    answer = run("check", "--trust", cwd=root)
    assert answer.code == 0, answer.out + answer.err
    return " ".join(answer.err.split())


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMED)
def test_a_file_that_a_command_names_is_part_of_consent(run: Run, make: Make, name: str) -> None:
    words, file = NAMED[name]
    root = make("true", *words)
    write(root, file, "1\n")
    said = trust(run, root)
    assert f" {file}" in said.partition("names")[2]
    assert "Since you consented" not in said
    assert decide(run, root)["status"] == "pass"
    write(root, file, "2\n")
    found = decide(run, root)
    assert (found["status"], f"no longer trusted, because {file} has changed: " in found["have"]) == ("not_run", True)
    assert f"Since you consented: {file} has changed" in trust(run, root)
    assert decide(run, root)["status"] == "pass"


@pytest.mark.parametrize("name", NAMED)
def test_a_file_that_appears_where_a_command_names_it_is_asked_for(run: Run, make: Make, name: str) -> None:
    words, file = NAMED[name]
    root = make("true", *words)
    trust(run, root)
    write(root, file, "1\n")
    found = decide(run, root)
    assert (found["status"], f"{file} is new" in found["have"]) == ("not_run", True)


def test_the_program_itself_is_part_of_consent(run: Run, make: Make) -> None:
    root = make("./run.sh")
    write(root, "plan/run.sh", "#!/bin/sh\n")
    (root / "plan" / "run.sh").chmod(0o755)
    trust(run, root)
    write(root, "plan/run.sh", "#!/bin/sh\ntouch ran\n")
    for command in ("check", "status", "advance"):
        run(command, cwd=root)
    assert not (root / "plan" / "ran").exists()
    answer = run("advance", cwd=root)
    assert (answer.code, "plan/run.sh has changed" in " ".join(answer.out.split())) == (1, True)


def test_a_link_is_followed_to_what_is_run(run: Run, make: Make) -> None:
    root = make("true", "run.sh")
    write(root, "tools/run.sh", "1\n")
    write(root, "tools/other.sh", "1\n")
    (root / "plan" / "run.sh").symlink_to("../tools/run.sh")
    trust(run, root)
    write(root, "tools/run.sh", "2\n")
    assert "tools/run.sh has changed" in decide(run, root)["have"]
    trust(run, root)
    (root / "plan" / "run.sh").unlink()
    (root / "plan" / "run.sh").symlink_to("../tools/other.sh")
    assert "tools/other.sh is new" in decide(run, root)["have"]


@pytest.mark.parametrize("words", [["run.sh"], ["."]], ids=["by name", "in a folder"])
def test_a_link_that_leads_out_is_named_with_its_target(run: Run, make: Make, tmp_path: Path, words: list[str]) -> None:
    root = make("true", *words)
    for name in ("one", "two"):
        (tmp_path / name).write_text("")
    (root / "plan" / "run.sh").symlink_to(tmp_path / "one")
    said = trust(run, root)
    assert "not covered:" in said
    assert str(tmp_path / "one") in said
    assert decide(run, root)["status"] == "pass"
    (root / "plan" / "run.sh").unlink()
    (root / "plan" / "run.sh").symlink_to(tmp_path / "two")
    assert "run.sh has changed" in decide(run, root)["have"]


def test_a_link_to_another_folder_is_not_entered_and_is_named(run: Run, make: Make, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    root = make("true", "tests")
    (root / "plan" / "tests").mkdir()
    (root / "plan" / "tests" / "more").symlink_to(tmp_path / "out")
    assert f"not covered: plan/tests/more leads out of the project: {tmp_path / 'out'}" in trust(run, root)


def test_a_file_beside_the_project_is_named_and_a_program_of_the_system_is_not(
    run: Run, make: Make, tmp_path: Path
) -> None:
    (tmp_path / "check.py").write_text("")
    root = make(sys.executable, "../../check.py", "/etc/passwd")
    assert f"not covered: ../../check.py leads out of the project, to {tmp_path / 'check.py'}" in trust(run, root)
    (found,) = find_command_files(root, [DeclaredCommand("plan", "plan", "c", (sys.executable, "/etc/passwd"), 1)])
    assert not found.files


def fill(folder: Path) -> None:
    for number in range(1001):
        write(folder, str(number), "")


def test_a_path_is_not_said_to_lead_out_because_it_would_from_another_folder(
    run: Run, make: Make, tmp_path: Path
) -> None:
    (tmp_path / "check.py").write_text("")
    root = make("true", "../check.py")
    write(root, "check.py", "")
    said = trust(run, root)
    assert " names check.py " in said
    assert "leads out" not in said


UNCOVERED: dict[str, tuple[Callable[[Path], object], str]] = {
    "large": (lambda path: path.write_bytes(b"x" * ((1 << 20) + 1)), "x has more than 1,048,576 bytes"),
    "a pipe": (os.mkfifo, "x not a regular file"),
    "a folder of many": (fill, "x has more than 1,000 files"),
}


@pytest.mark.parametrize(("put", "why"), UNCOVERED.values(), ids=UNCOVERED)
def test_what_is_not_covered_is_said(run: Run, make: Make, put: Callable[[Path], object], why: str) -> None:
    root = make("true", "x")
    put(root / "plan" / "x")
    assert f"not covered: plan/{why}" in trust(run, root)
    assert decide(run, root)["status"] == "pass"


@pytest.mark.parametrize(("size", "files"), [(1 << 20, 1000), ((1 << 20) + 1, 1001)])
def test_the_limits_are_just_allowed(run: Run, make: Make, size: int, files: int) -> None:
    root = make("true", "x", "many")
    (root / "plan" / "x").write_bytes(b"x" * size)
    (root / "plan" / "many").mkdir()
    for number in range(files):
        (root / "plan" / "many" / f"{number}").touch()
    said = trust(run, root)
    assert ("plan/x has more than" in said, "has more than 1,000 files" in said) == (files > 1000, files > 1000)


def test_a_folder_at_the_root_or_a_link_there_is_no_guess(run: Run, make: Make, tmp_path: Path) -> None:
    """A script may change to the root first; but nobody named these."""
    root = make("true", "tools", "away")
    write(root, "tools/deep.py", "")
    (tmp_path / "away.py").write_text("")
    (root / "away").symlink_to(tmp_path / "away.py")
    said = trust(run, root)
    assert "names no file of the project" in said
    assert "away" not in said.partition("names")[2]


def test_all_files_together_are_read_to_a_limit(run: Run, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command_files, "MAX_TOTAL", 10)
    root = make("true", "a", "b", "c")
    for name in "abc":
        write(root, f"plan/{name}", "12345678" if name < "c" else "")
    said = trust(run, root)
    assert "names plan/a and plan/c" in said
    assert "not covered: plan/b exceeds 10 bytes, with the files before it" in said


def test_a_command_of_many_names_is_looked_at_to_a_limit(run: Run, make: Make) -> None:
    root = make("true", " ".join(f"n{number}" for number in range(3000)))
    assert "not covered: argv has more than 2,000 names" in trust(run, root)


def test_a_command_that_names_no_file_says_so(run: Run, make: Make) -> None:
    said = trust(run, make("true"))
    assert "names no file of the project" in said
    assert "What these files import or call, and what a program reads without being told, is not covered" in said


def test_what_tools_leave_behind_in_a_folder_is_no_change(run: Run, make: Make) -> None:
    root = make("true", "tests")
    write(root, "plan/tests/test_a.py", "")
    trust(run, root)
    for file in ("__pycache__/test_a.pyc", ".pytest_cache/README.md", ".coverage"):
        write(root, f"plan/tests/{file}", "")
    assert decide(run, root)["status"] == "pass"


def test_a_file_that_is_gone_is_no_change(run: Run, make: Make) -> None:
    root = make("true", "a.py", "b.py")
    write(root, "plan/a.py", "")
    write(root, "plan/b.py", "")
    trust(run, root)
    (root / "plan" / "b.py").unlink()
    assert decide(run, root)["status"] == "pass"


def test_a_file_that_a_command_writes_needs_no_consent_of_its_own(run: Run, make: Make) -> None:
    root = make(sys.executable, "score.py", "--out", "scores.json")
    write(root, "plan/score.py", "import os, sys; open(sys.argv[2], 'w').write(os.urandom(9).hex())\n")
    trust(run, root)
    for _ in range(2):
        assert decide(run, root)["status"] == "pass"
    write(root, "plan/score.py", "open('ran', 'w')\n")
    assert "plan/score.py has changed" in decide(run, root)["have"]
    assert decide(run, root)["status"] == "not_run", "what did not run renews no consent"
    assert not (root / "plan" / "ran").exists()


def test_a_file_that_is_swapped_while_a_command_runs_is_taken_for_its_output(run: Run, make: Make) -> None:
    """As SECURITY.md says: nobody can tell who wrote it."""
    root = make(sys.executable, "check.py")
    write(root, "plan/check.py", """open('check.py', 'w').write("open('ran', 'w')")\n""")
    trust(run, root)
    assert (root / "plan" / "check.py").read_text() == "open('ran', 'w')"
    assert decide(run, root)["status"] == "pass"
    assert (root / "plan" / "ran").exists()


def test_what_the_environment_let_run_renews_no_consent(run: Run, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make("true", "a.py")
    write(root, "plan/a.py", "1")
    trust(run, root)
    write(root, "plan/a.py", "2")
    with monkeypatch.context() as patch:
        patch.setenv("CRISPDM_TRUST", "1")
        assert decide(run, root)["status"] == "pass"
    assert decide(run, root)["status"] == "not_run"


def test_consent_is_to_what_was_shown(run: Run, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that changes while somebody reads the question was not shown."""
    root = make(sys.executable, "check.py")
    write(root, "plan/check.py", "")

    def read_line(*_: str) -> str:
        write(root, "plan/check.py", "open('ran', 'w')\n")
        return "y"

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr(check, "read_line", read_line)
    answer = run("check", "--trust", cwd=root)
    assert (answer.code, "plan/check.py has changed" in " ".join(answer.out.split())) == (1, True)
    assert not (root / "plan" / "ran").exists()


def test_files_and_commands_that_changed_are_both_named(run: Run, make: Make) -> None:
    root = make("true", "a.py")
    write(root, "plan/a.py", "1")
    trust(run, root)
    write(root, "plan/a.py", "2")
    criterion = {"id": "works", "says": "It works", "check": "command", "argv": ["true", "a.py", "b"]}
    (root / FILE).write_text(process_text(a_phase("plan", criteria=[criterion]), a_phase("build")))
    assert "Since you consented: the commands have changed and plan/a.py has changed" in trust(run, root)


@given(st.lists(st.text(st.characters()) | st.sampled_from([*"./*?[]-:=", "..", "**", "~", "\0", "a.b"]), max_size=5))
def test_any_words_are_looked_at(tmp_path_factory: pytest.TempPathFactory, words: list[str]) -> None:
    root = tmp_path_factory.getbasetemp() / "words"
    write(root, "plan/a.b", "")
    write(root, "a/b/__init__.py", "")
    command = DeclaredCommand("plan", "plan", "works", ("true", "".join(words), *words), 60)
    (found,) = find_command_files(root, [command])
    assert all(isinstance(state, str) for state in found.files.values())
