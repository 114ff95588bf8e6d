"""What `crispdm init` does with git: a first commit where there is no repository yet, and nothing in anybody else's."""

import os
import stat
from pathlib import Path

import pytest

from tests.support.command_line import ANA, Run
from tests.support.new_project import FILES, project_files
from tests.support.repository import git
from tests.support.templates import tree

NOBODY = "[user]\nuseConfigOnly = true\n"


def configure(text: str) -> None:
    """Add to what git knows of its user."""
    with (Path.home() / ".gitconfig").open("a") as file:
        file.write(text)


def test_the_first_commit_holds_exactly_the_projects_files(project: Path) -> None:
    assert {*git(project, "ls-files").splitlines()} == project_files("listing_categories")
    assert git(project, "status", "--porcelain", "--ignored") == ""
    assert git(project, "log", "--format=%an <%ae> %s") == f"{ANA} Start listing-categories with crispdm\n"
    assert git(project, "remote") == ""


def test_it_is_as_clean_where_an_empty_folder_was_filled(tmp_path: Path, run: Run) -> None:
    (tmp_path / "shop").mkdir()
    answer = run("init", ".", "--yes", cwd=tmp_path / "shop")
    assert "git: new repository with a first commit" in answer.out
    assert {*git(tmp_path / "shop", "ls-files").splitlines()} == FILES
    assert git(tmp_path / "shop", "status", "--porcelain", "--ignored") == ""
    git(tmp_path / "shop", "fsck", "--strict")


def test_what_the_user_ignores_everywhere_is_committed_all_the_same(tmp_path: Path, run: Run) -> None:
    (tmp_path / "ignored").write_text("*.yaml\n.crispdm/\nREADME.md\n")
    configure(f"[core]\nexcludesFile = {tmp_path / 'ignored'}\n")
    run("init", "shop", "--yes", cwd=tmp_path)
    assert {*git(tmp_path / "shop", "ls-files").splitlines()} == FILES


def test_no_hook_of_the_users_runs(tmp_path: Path, run: Run) -> None:
    hook = tmp_path / "new" / "hooks" / "pre-commit"
    hook.parent.mkdir(parents=True)
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path / 'ran'}\nexit 1\n")
    hook.chmod(0o755)
    configure(f"[init]\ntemplateDir = {tmp_path / 'new'}\n")
    answer = run("init", "shop", "--yes", cwd=tmp_path)
    assert "git: new repository with a first commit" in answer.out
    assert (tmp_path / "shop" / ".git" / "hooks" / "pre-commit").is_file()
    assert not (tmp_path / "ran").exists()


@pytest.mark.slow
@pytest.mark.parametrize("option", [[], ["--git"], ["--no-git"]], ids=str)
@pytest.mark.parametrize("below", [".", "deep/down"])
def test_no_repository_is_made_inside_another_one(tmp_path: Path, run: Run, option: list[str], below: str) -> None:
    git(tmp_path, "init", "--quiet")
    (tmp_path / below).mkdir(parents=True, exist_ok=True)
    answer = run("init", "shop", "--yes", *option, cwd=tmp_path / below)
    assert answer.code == 0
    assert "git: inside a repository; commit the new files there" in answer.out
    assert {*tree(tmp_path / below / "shop")} == FILES
    assert not (tmp_path / below / "shop" / ".git").exists()
    assert git(tmp_path, "diff", "--cached", "--name-only") == ""


@pytest.mark.parametrize(("ci", "file"), [("github", ".github/workflows/crispdm.yml"), ("gitlab", ".gitlab-ci.yml")])
def test_what_counts_only_at_the_top_of_a_repository_is_named_where_the_project_is_below(
    tmp_path: Path, run: Run, ci: str, file: str
) -> None:
    git(tmp_path, "init", "--quiet")
    said = f"Move: {file} and .pre-commit-config.yaml to the top of the repository; such files count only there."
    for arguments in (("deep/shop", "--dry-run"), ("deep/shop",)):
        (tmp_path / "deep").mkdir(exist_ok=True)
        out = " ".join(run("init", *arguments, "--yes", "--set", f"ci={ci}", cwd=tmp_path).out.split())
        assert f"{said} Let their commands run in deep/shop/ " in out
    assert "Move:" not in run("init", "deep/shop", cwd=tmp_path).out, "nothing new"
    assert "Move:" not in run("init", ".", "--yes", cwd=tmp_path).out, "it is the top"


def test_without_git_there_is_no_repository(tmp_path: Path, run: Run) -> None:
    answer = run("init", "shop", "--yes", "--no-git", cwd=tmp_path)
    assert answer.code == 0
    assert "git: no repository, as you asked" in answer.out
    assert {path.name for path in (tmp_path / "shop").iterdir() if path.name.startswith(".")} == {
        ".crispdm",
        ".github",
        ".gitignore",
        ".pre-commit-config.yaml",
    }


@pytest.mark.parametrize("option", [[], ["--git"]], ids=str)
def test_where_git_is_not_installed_the_project_is_made_and_it_is_said(
    tmp_path: Path, run: Run, option: list[str]
) -> None:
    (tmp_path / "bin").mkdir()
    answer = run("init", "shop", "--yes", *option, cwd=tmp_path, PATH=str(tmp_path / "bin"))
    assert (answer.code, answer.err) == (0, "")
    assert "git: not installed; put the folder under version control" in answer.out
    assert {*tree(tmp_path / "shop")} == FILES
    assert not (tmp_path / "shop" / ".git").exists()


def test_where_git_knows_nobody_all_is_staged_and_it_is_said(tmp_path: Path, run: Run) -> None:
    (Path.home() / ".gitconfig").write_text(NOBODY)
    answer = run("init", "shop", "--yes", cwd=tmp_path)
    assert (answer.code, answer.err) == (0, "")
    said = " ".join(answer.out.split())
    assert "git: new repository, all files staged; set user.name and user.email with git config, then commit" in said
    assert {*git(tmp_path / "shop", "diff", "--cached", "--name-only").splitlines()} == FILES
    git(tmp_path / "shop", "-c", "user.name=Bo", "-c", "user.email=bo@x.org", "commit", "--quiet", "--message", "x")
    assert git(tmp_path / "shop", "status", "--porcelain") == ""


def test_where_the_commit_fails_for_another_reason_that_is_said(tmp_path: Path, run: Run) -> None:
    configure("[commit]\ngpgSign = true\n[gpg]\nprogram = false\n")
    answer = run("init", "shop", "--yes", cwd=tmp_path)
    assert (answer.code, answer.err) == (0, "")
    assert "git: new repository, all files staged; `git commit` says why it failed" in answer.out
    assert {*git(tmp_path / "shop", "diff", "--cached", "--name-only").splitlines()} == FILES


@pytest.mark.parametrize(
    ("config", "user", "held"),
    [
        (NOBODY + "name = Bo Lind\n", "", ["Bo Lind"]),
        (NOBODY + "email = bo@x.org\n", "", ["<bo@x.org>"]),
        (NOBODY, "Cy <cy@x.org>", ["Cy <cy@x.org>"]),
    ],
)
def test_the_person_is_as_much_as_is_known(tmp_path: Path, run: Run, config: str, user: str, held: list[str]) -> None:
    (Path.home() / ".gitconfig").write_text(config)
    assert run("init", "shop", "--yes", "--no-git", cwd=tmp_path, CRISPDM_USER=user).code == 0
    assert f"  data_analyst: ['{held[0]}'] #" in (tmp_path / "shop" / "crispdm.yaml").read_text()


def test_what_git_says_is_not_passed_on_and_it_never_asks(tmp_path: Path, run: Run) -> None:
    """A git that prints a lot, and that would wait for an answer."""
    wrapper = tmp_path / "bin" / "git"
    wrapper.parent.mkdir()
    wrapper.write_text('#!/bin/sh\necho noise; echo noise >&2; cat; PATH=${PATH#*:} exec git "$@"\n')
    wrapper.chmod(wrapper.stat().st_mode | stat.S_IXUSR)
    answer = run("init", "shop", "--yes", cwd=tmp_path, PATH=f"{wrapper.parent}{os.pathsep}{os.environ['PATH']}")
    assert (answer.code, answer.err) == (0, "")
    assert "noise" not in answer.out
    assert {*git(tmp_path / "shop", "ls-files").splitlines()} == FILES
