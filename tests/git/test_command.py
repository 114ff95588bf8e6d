"""Git as it is run in folders of unknown origin."""

import os
from pathlib import Path

import pytest

from crispdm.git.command import GitResult, environment, git, run_git, start_git
from tests.support.repository import git as plain_git
from tests.support.repository import repository


def test_a_bare_repository_that_came_with_a_folder_is_not_used(tmp_path: Path) -> None:
    """Its configuration could name programs to run."""
    plain_git(tmp_path, "init", "--quiet", "--bare", "inner")
    assert plain_git(tmp_path / "inner", "rev-parse", "--is-bare-repository") == "true\n"
    answer = run_git(tmp_path / "inner", "rev-parse", "--is-bare-repository")
    assert (answer.code, "bare" in answer.failure) == (128, True), answer


def test_paths_are_taken_literally_unless_patterns_are_meant(tmp_path: Path) -> None:
    made = repository(tmp_path / "shop")
    for name in ("a*", "ab"):
        (made.root / name).touch()
    made.commit("files")
    for literal, expected in ((True, "a*\n"), (False, "a*\nab\n")):
        assert run_git(made.root, "ls-files", "--", "a*", literal=literal).text == expected


def _version() -> tuple[int, ...]:
    return tuple(int(part) for part in (git(Path.cwd(), "--version") or "0").split()[-1].split(".")[:2])


def _partial_clone(place: Path) -> Path:
    """A clone without its files' contents; to get them from the other side leaves a mark."""
    origin = repository(place / "origin")
    (origin.root / "file").write_text("content")
    origin.commit("one")
    origin("config", "uploadpack.allowFilter", "true")
    plain_git(place, "clone", "--quiet", "--no-checkout", "--filter=blob:none", f"file://{origin.root}", "clone")
    fetches = place / "fetch"
    fetches.write_text(f'#!/bin/sh\ntouch "{place}/fetched"\nexec git-upload-pack "$@"\n')
    fetches.chmod(0o755)
    plain_git(place / "clone", "config", "remote.origin.uploadpack", str(fetches))
    return place / "clone"


def test_nothing_is_fetched_to_answer(tmp_path: Path) -> None:
    """It would run the program that the clone's configuration names for it."""
    assert environment()["GIT_NO_LAZY_FETCH"] == "1"
    if _version() < (2, 44):
        pytest.skip("this git does not know the switch")
    clone = _partial_clone(tmp_path)
    assert git(clone, "cat-file", "-p", "HEAD:file") is None
    assert not (tmp_path / "fetched").exists()
    assert plain_git(clone, "cat-file", "-p", "HEAD:file") == "content"
    assert (tmp_path / "fetched").exists(), "so that the test is about something"


def test_two_calls_work_at_the_same_time(tmp_path: Path) -> None:
    root = repository(tmp_path / "shop").root
    one, other = start_git(root, "rev-parse", "--git-dir"), start_git(root, "rev-parse", "--is-bare-repository")
    assert (other().text.strip(), one().text.strip()) == ("false", ".git")


def test_what_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "git").write_text(f"#!/bin/sh\nsleep 4\ntouch {tmp_path / 'ended'}\n")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    answer = run_git(tmp_path, "status", seconds=0.2)
    assert (answer.code, answer.failure) == (None, "git did not answer within 0 seconds")
    assert not (tmp_path / "ended").exists()


@pytest.mark.parametrize(
    ("code", "errors", "says"),
    [
        (128, "fatal: no such thing\n", "git failed: no such thing"),
        (1, " one\ntwo\n", "git failed: one"),
        (1, "\n", "git failed"),
        (128, "fatal: not a git repository (or any of the parents): .git", "not a git repository"),
        (
            128,
            "fatal: dubious\n\tgit config --global x /a\n",
            "git refuses: dubious; `git config --global x /a` trusts it",
        ),
        (None, "git is not installed", "git is not installed"),
    ],
)
def test_a_failure_is_one_sentence(code: int | None, errors: str, says: str) -> None:
    assert GitResult(code, b"", errors).failure == says


def test_a_git_that_cannot_be_run_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run_git(tmp_path, "status").failure == "git is not installed"


@pytest.mark.parametrize(("prompts", "told"), [({}, "0"), ({"prompts": False}, "0"), ({"prompts": True}, "1")])
def test_git_asks_for_a_login_only_where_it_may(tmp_path: Path, prompts: dict[str, bool], told: str) -> None:
    ask = ("-c", "alias.ask=!printenv GIT_TERMINAL_PROMPT", "ask")
    assert run_git(tmp_path, *ask, **prompts).text.strip() == told  # type: ignore[arg-type]  # one of its names
    assert start_git(tmp_path, *ask, **prompts)(b"", 60).text.strip() == told


def test_a_path_is_no_pattern_unless_somebody_asks_for_one(tmp_path: Path) -> None:
    plain_git(tmp_path, "init", "--quiet")
    (tmp_path / "file").touch()
    listed = ("ls-files", "--others", "--", "f*")
    assert run_git(tmp_path, *listed).text == start_git(tmp_path, *listed)(b"", 60).text == ""
    assert run_git(tmp_path, *listed, literal=False).text == "file\n"
