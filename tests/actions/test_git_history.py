"""What moved since a day, by git: what the history at hand has now and had not then, however it came here."""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support import story
from tests.support.command_line import Run

RUNS, NOTE = "04_modeling/runs.csv", "04_modeling/note.md"
MONDAY = "2026-11-30T09:00:00+00:00"
BO = "Bo Lind <bo@example.com>"
SEEN = [(RUNS, "1 new run", BO, "2026-11-20T08:00:00Z")]


class Git:
    """Git in a project, at a day, as somebody."""

    def __init__(self, project: Path) -> None:
        self.project = project

    def __call__(self, day: str, *words: str, who: str = "Ana Roy <ana@example.com>") -> None:
        name, mail = who.rstrip(">").split(" <")
        people = {
            f"GIT_{role}_{part}": value
            for role in ("AUTHOR", "COMMITTER")
            for part, value in (("NAME", name), ("EMAIL", mail))
        }
        dates = {f"GIT_{role}_DATE": f"{day}T08:00:00+00:00" for role in ("AUTHOR", "COMMITTER")}
        command = ["git", "-c", "advice.detachedHead=false", *words]
        subprocess.run(
            command, cwd=self.project, env={**os.environ, **people, **dates}, check=True, capture_output=True
        )

    def write(self, day: str, file: str, text: str, who: str = BO) -> None:
        """Commit a file."""
        (self.project / file).write_text(text)
        self(day, "add", "--all")
        self(day, "commit", "--quiet", "-m", "work", who=who)


@pytest.fixture
def git(run: Run, tmp_path: Path) -> Git:
    """A project that was committed on the 2nd; on a branch of the 20th Bo has trained a model, which main has not."""
    assert run("init", "p", "--yes", cwd=tmp_path).code == 0
    project = tmp_path / "p"
    shutil.rmtree(project / ".git")
    git = Git(project)
    git("2026-11-02", "init", "--quiet", "--initial-branch=main")
    git.write("2026-11-02", "04_modeling/own.md", "one\n", who="Ana Roy <ana@example.com>")
    git("2026-11-20", "checkout", "--quiet", "-b", "model")
    git.write("2026-11-20", RUNS, story.RUNS)
    git("2026-11-20", "checkout", "--quiet", "main")
    return git


def _seen(run: Run, project: Path, now: str = MONDAY) -> list[tuple[Any, ...]]:
    """The files that are said to have moved since Friday, by whom and when."""
    git = json.loads(run("status", "--format", "json", cwd=project, CRISPDM_NOW=now).out)["git"]
    return [
        (each["file"], each["what"], ", ".join(each["by"]), each["at"]) for each in git["files"] if each["committed"]
    ]


@pytest.fixture(params=["reflog", "none"])
def reflog(request: pytest.FixtureRequest, git: Git) -> bool:
    """With git's reflog, and without one, as in a new clone."""
    if request.param == "none":
        git("2026-11-20", "config", "core.logAllRefUpdates", "false")
        shutil.rmtree(git.project / ".git" / "logs")
    return bool(request.param == "reflog")


@pytest.mark.usefixtures("reflog")
def test_what_a_merge_brings_counts_from_the_merge_with_those_who_made_it(run: Run, git: Git) -> None:
    assert _seen(run, git.project) == []
    git("2026-11-30", "merge", "--no-ff", "model", "-m", "merge")
    assert _seen(run, git.project) == SEEN
    assert "runs.csv: 1 new run (Bo)" in run("status", cwd=git.project, CRISPDM_NOW=MONDAY).out
    assert _seen(run, git.project, "2026-12-02T09:00:00+00:00") == []


def test_a_clone_that_was_made_before_by_another_clock_tells_it_too(run: Run, git: Git, tmp_path: Path) -> None:
    git("2026-11-30", "merge", "--no-ff", "model", "-m", "merge")
    git("2026-11-01", "clone", "--quiet", ".", str(tmp_path / "clone"))
    assert _seen(run, tmp_path / "clone") == SEEN


@pytest.mark.usefixtures("reflog")
def test_a_squashed_merge_names_whoever_made_it(run: Run, git: Git) -> None:
    git("2026-11-30", "merge", "--squash", "model")
    git("2026-11-30", "commit", "--quiet", "-m", "squashed")
    assert _seen(run, git.project) == [(RUNS, "1 new run", "Ana Roy <ana@example.com>", "2026-11-30T08:00:00Z")]


def test_a_fast_forward_of_old_commits_is_seen_by_the_reflog_alone(run: Run, git: Git, *, reflog: bool) -> None:
    git("2026-11-30", "merge", "--ff-only", "model")
    assert _seen(run, git.project) == (SEEN if reflog else [])


def test_what_was_only_rebased_is_no_news_by_the_reflog(run: Run, git: Git, *, reflog: bool) -> None:
    git.write("2026-11-26", NOTE, "mine\n", who="Ana Roy <ana@example.com>")
    git("2026-11-30", "rebase", "model")
    rebased = [(NOTE, "new", "Ana Roy <ana@example.com>", "2026-11-30T08:00:00Z")]
    assert _seen(run, git.project) == (SEEN if reflog else rebased)


@pytest.mark.usefixtures("reflog")
def test_what_another_branch_has_is_not_seen_when_one_comes_back_from_it(run: Run, git: Git) -> None:
    git("2026-11-30", "checkout", "--quiet", "model")
    git("2026-11-30", "checkout", "--quiet", "main")
    assert _seen(run, git.project) == []


def test_a_conflict_that_was_resolved_and_a_file_that_only_the_merge_has(run: Run, git: Git) -> None:
    git.write("2026-11-30", NOTE, "mine\n")
    git("2026-11-30", "merge", "--no-ff", "--no-commit", "model")
    (git.project / "04_modeling" / "evil.md").write_text("of the merge\n")
    git("2026-11-30", "add", "--all")
    git("2026-11-30", "commit", "--quiet", "-m", "merge")
    assert [each[:3] for each in _seen(run, git.project)] == [
        (RUNS, "1 new run", BO),
        ("04_modeling/evil.md", "new", "Ana Roy <ana@example.com>"),
        (NOTE, "new", BO),
    ]


def test_a_name_that_git_cannot_be_asked_for_is_told_too(run: Run, git: Git) -> None:
    git.write("2026-11-30", "04_modeling/a\nb.csv", "a,b\n1,2\n")
    git.write("2026-11-30", os.fsdecode(b"04_modeling/caf\xe9.csv"), "a,b\n1,2\n")
    assert sorted(each[1] for each in _seen(run, git.project)) == ["changed", "changed"]


def test_a_commit_of_a_time_that_no_calendar_has(run: Run, git: Git) -> None:
    git.write("2026-11-30", NOTE, "mine\n")
    text = subprocess.run(
        ["git", "cat-file", "commit", "HEAD"], cwd=git.project, capture_output=True, check=True
    ).stdout
    text = text.replace(b"> 1", b"> 99999999999999999991")
    command = ["git", "hash-object", "-t", "commit", "-w", "--stdin", "--literally"]
    name = subprocess.run(command, cwd=git.project, input=text, capture_output=True, check=True).stdout.decode().strip()
    git("2026-11-30", "reset", "--quiet", "--hard", name)
    assert [each[0] for each in _seen(run, git.project)] == [NOTE]


def test_where_git_refuses_its_reason_is_passed_on(run: Run, git: Git) -> None:
    said = run("status", cwd=git.project, CRISPDM_NOW=MONDAY, GIT_TEST_ASSUME_DIFFERENT_OWNER="1").out
    said = " ".join(said.split())
    assert "git cannot tell: git refuses: detected dubious ownership in repository at" in said
    assert f"`git config --global --add safe.directory {git.project}` trusts it" in said
    answer = run("verify", "--base", "main", cwd=git.project, GIT_TEST_ASSUME_DIFFERENT_OWNER="1")
    assert answer.code == 3
    assert "git refuses: detected dubious ownership" in " ".join(answer.err.split())


def test_a_repository_without_a_commit_is_no_failure(run: Run, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    assert run("init", ".", "--template", "minimal", "--yes", "--set", "project_name=Shop", cwd=tmp_path).code == 0
    said = run("status", cwd=tmp_path).out
    assert "new, not committed" in said
    assert "git cannot tell" not in said


def test_that_git_is_not_installed_is_said(run: Run, git: Git, tmp_path: Path) -> None:
    said = run("status", cwd=git.project, CRISPDM_NOW=MONDAY, PATH=str(tmp_path)).out
    assert "git cannot tell: git is not installed" in said
    answer = run("verify", "--base", "main", cwd=git.project, PATH=str(tmp_path))
    assert (answer.code, "git is not installed" in answer.err) == (3, True)


STATE = ".crispdm/state.yaml"
BACK = "`crispdm repair` brings"


def _warned(run: Run, project: Path) -> str:
    answer = run("status", cwd=project, CRISPDM_NOW=MONDAY)
    assert answer.code == 0
    return " ".join(answer.err.split())


@pytest.mark.parametrize("is_there", [True, False])
def test_a_state_that_was_emptied_or_removed_is_said_with_what_brings_it_back(
    run: Run, git: Git, *, is_there: bool
) -> None:
    state = git.project / STATE
    before = state.read_bytes()
    state.write_bytes(b"") if is_there else state.unlink()
    assert _warned(run, git.project) == f"crispdm: {STATE} lacks 1 event that the last commit has: {BACK} it back"
    assert run("repair", cwd=git.project).code == 0
    assert (_warned(run, git.project), state.read_bytes()) == ("", before)


def test_a_state_that_lacks_events_gets_them_back_before_anything_is_recorded(run: Run, git: Git) -> None:
    state = git.project / STATE
    assert run("note", "one", cwd=git.project).code == 0
    assert run("note", "two", cwd=git.project).code == 0
    git.write("2026-11-30", STATE, state.read_text())
    state.write_text("".join(state.read_text().splitlines(keepends=True)[:2]))
    assert f"{STATE} lacks 2 events that the last commit has: {BACK} them back" in _warned(run, git.project)
    assert run("note", "three", cwd=git.project).code == 3
    assert run("repair", cwd=git.project).code == 0
    assert run("note", "three", cwd=git.project).code == 0
    assert _warned(run, git.project) == ""
    log = run("log", cwd=git.project).out
    assert [each for each in ("one", "two", "three") if each in log] == ["one", "two", "three"]


def test_a_line_that_was_changed_is_said_in_plain_words_with_what_to_do(run: Run, git: Git) -> None:
    state = git.project / STATE
    state.write_text(state.read_text().replace("Ana Roy", "Eve Roy"))
    said = _warned(run, git.project)
    assert f"{STATE}:2: modified after recording; ignored" in said
    assert "`crispdm verify` says more, and `crispdm repair` sets aside what is not an event" in said
    assert f"{STATE} lacks 1 event that the last commit has: {BACK} it back" in said


def test_the_state_of_a_later_version_in_git_is_no_reason_to_fail(run: Run, git: Git) -> None:
    state = git.project / STATE
    before = state.read_text()
    tail = '"after": [], "at": "2026-11-24T08:00:00Z", "by": "a", "event": "unheard"}'
    name = hashlib.sha256(f"crispdm1\n{tail}".encode()).hexdigest()[:32]
    git.write("2026-11-30", STATE, f'{before}- {{"id": "{name}", {tail}\n')
    assert run("status", cwd=git.project).code == 3
    state.write_text(before)
    assert _warned(run, git.project) == ""
