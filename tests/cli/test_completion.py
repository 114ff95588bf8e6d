"""What the shell completes, in bash, zsh and fish: the names of the project at hand, and never an error."""

import re
from pathlib import Path

import pytest

from tests.support import story
from tests.support.command_line import ANA, Run

SHELLS = ("bash", "zsh", "fish")


def _asked(run: Run, cwd: Path, words: str, shell: str) -> str:
    """What the shell is answered when it asks how a line goes on."""
    asking = {"_CRISPDM_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    asking |= {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split(" ")) - 1), "_TYPER_COMPLETE_ARGS": words}
    answer = run(cwd=cwd, **asking)
    assert (answer.code, answer.err) == (0, "")
    return answer.out


def _complete(run: Run, cwd: Path, words: str, shell: str = "bash") -> list[str]:
    """The words that complete the last one of a line, without what is said about them."""
    said = _asked(run, cwd, words, shell)
    if shell == "zsh":
        return re.findall(r'"([^"\n]*)"(?::"[^"\n]*")?(?=\n"|\)\))', said)
    return [line.split("\t")[0] for line in said.splitlines() if line]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("crispdm sta", ["status"]),
        ("crispdm check d", ["data_understanding", "data_preparation", "deployment"]),
        ("crispdm back ", []),
        ("crispdm require eva", ["evaluation"]),
        ("crispdm waive w", ["worth-it", "watched"]),
        ("crispdm explain obj", ["objective-measurable", "objective"]),
        ("crispdm sign --as ", ["product_manager", "data_scientist"]),
        ("crispdm block x --owner data_", ["data_analyst", "data_scientist", "data_engineer"]),
        ("crispdm -C listing-categories check mo", ["modeling"]),
        ("crispdm init x --template cr", ["crisp-dm", "crisp-ml-q"]),
        ("crispdm init x --process t", ["tdsp"]),
        ("crispdm status --format ", ["text", "markdown", "json", "slack", "badge"]),
    ],
)
def test_names_of_the_project_are_completed(run: Run, project: Path, words: str, found: list[str]) -> None:
    folder = project.parent if " -C " in words else project
    assert _complete(run, folder, words) == found


def test_only_the_phases_that_one_can_go_back_to_are_completed(run: Run, project: Path) -> None:
    story.write_everything(project)
    assert run("advance", cwd=project).code == run("advance", cwd=project).code == 0
    found = ["business_understanding", "data_understanding"]
    assert _complete(run, project, "crispdm back ") == found
    for phase in (*found, "data_preparation", "modeling"):
        assert run("back", phase, "--reason", "so", cwd=project).code == (0 if phase == found[0] else 2), phase
    assert _complete(run, project, "crispdm back ") == []


@pytest.mark.parametrize("shell", SHELLS)
def test_blockers_and_exceptions_are_completed(run: Run, project: Path, shell: str) -> None:
    named = run("block", "image bucket", cwd=project).out.split("crispdm unblock ")[1][:8]
    assert run("waive", "worth-it", "--reason", "so", cwd=project).code == 0
    assert _complete(run, project, "crispdm unblock ", shell) == [named]
    assert _complete(run, project, "crispdm waive w", shell) == ["worth-it", "watched"]
    assert _complete(run, project, "crispdm unwaive ", shell) == ["worth-it"]


@pytest.mark.parametrize(
    ("words", "shell"),
    [
        ("crispdm check ", "bash"),
        ("crispdm waive ", "bash"),
        ("crispdm sign --as ", "zsh"),
        ("crispdm unblock ", "fish"),
    ],
)
def test_without_a_project_nothing_is_completed_and_nothing_is_said(
    run: Run, tmp_path: Path, words: str, shell: str
) -> None:
    assert _complete(run, tmp_path, words, shell) == []


def test_the_kinds_of_check_are_known_anywhere(run: Run, tmp_path: Path) -> None:
    assert _complete(run, tmp_path, "crispdm explain pil") == ["pilot_plan", "pilot"]


@pytest.mark.parametrize("text", ["phases: [", "version: 1\nteam: {a: [}\n", "\x00"])
def test_a_project_that_cannot_be_read_says_nothing_either(run: Run, project: Path, text: str) -> None:
    (project / "crispdm.yaml").write_text(text)
    assert _complete(run, project, "crispdm check ") == []


def test_completing_writes_nothing(run: Run, project: Path) -> None:
    """Not even where an update that was killed left something to undo."""
    (project / ".crispdm" / "staging" / "new").mkdir(parents=True)
    (project / ".crispdm" / "staging" / "new" / "README.md").write_text("new")
    before = {path: path.lstat().st_mtime_ns for path in [project, *project.rglob("*")]}
    for words in ("crispdm check ", "crispdm explain ", "crispdm unblock "):
        _complete(run, project, words)
    assert {path: path.lstat().st_mtime_ns for path in [project, *project.rglob("*")]} == before


def test_a_finished_project_has_nobody_to_sign(run: Run, project: Path) -> None:
    (project / "crispdm.yaml").write_text(
        "version: 1\nproject: p\nteam: {a: []}\nphases: [{id: plan, title: Plan, folder: plan}]\n"
    )
    assert run("advance", cwd=project).code == 0
    assert _complete(run, project, "crispdm sign --as ") == []


@pytest.mark.parametrize("shell", SHELLS)
def test_nothing_in_a_project_acts_in_the_shell(run: Run, project: Path, shell: str) -> None:
    """What a blocker says is shown beside its id; zsh evaluates what it is given."""
    text = "\\$(touch one) `touch two` \";touch three;\" '$(touch four)' \x1b]0;x\x07 $HOME"
    assert run("block", text, cwd=project, CRISPDM_USER=ANA).code == 0
    team = (project / "crispdm.yaml").read_text()
    (project / "crispdm.yaml").write_text(team.replace("team:\n", "team:\n  '$(touch five)': []\n", 1))
    said = _asked(run, project, "crispdm unblock ", shell)
    assert not set("`\\\x1b;") & set(said.replace("_arguments '*: :((", ""))
    assert "$" not in said
    assert all("touch five" not in each for each in _complete(run, project, "crispdm block x --owner ", shell))
