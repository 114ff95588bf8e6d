"""A state file that lacks events: `verify`, `status` and `portfolio` say so, writers refuse, `repair` settles it."""

import json
import os
import shutil
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from crispdm.eventlog import lines, store
from crispdm.eventlog.events import Created, Noted
from crispdm.git.at_work import wait_for_git
from tests.support.builders import AT, BO, notes, record, with_state
from tests.support.command_line import ANA, Run
from tests.support.repository import Repository, plain_project

HOOKS = Path(__file__).parents[2] / ".pre-commit-hooks.yaml"
REASON = "recorded in the wrong project"


@pytest.fixture
def git(tmp_path: Path, run: Run) -> Repository:
    """A project with the events created, one, two, three; a commit each."""
    git = plain_project(tmp_path / "shop")
    for text in ("one", "two", "three"):
        assert run("note", text, cwd=git.root).code == 0
        git.commit(text)
    return git


def found(run: Run, root: Path, *arguments: str) -> list[str]:
    """The kinds of the findings; the exit code must fit."""
    answer = run("verify", *arguments, "--format", "json", cwd=root)
    findings = json.loads(answer.out)["findings"]
    assert answer.code == int(any(each["level"] == "error" for each in findings)), answer
    return [each["kind"] for each in findings]


def all_notes(root: Path) -> list[str]:
    return notes(store.load(root).events)


def _half(text: bytes) -> bytes:
    return b"".join(text.splitlines(keepends=True)[:3])


DAMAGES: dict[str, tuple[Callable[[bytes], bytes | None], int]] = {
    # what becomes of the file, and how many events are lost
    "emptied": (lambda _: b"", 4),
    "deleted": (lambda _: None, 4),
    "only the header": (lambda _: store.HEADER, 4),
    "truncated between two lines": (_half, 2),
    "truncated within a line": (lambda text: _half(text) + text.splitlines()[3][:50], 2),
    "all NUL": (lambda text: b"\0" * len(text), 4),
    "NUL from the middle on": (lambda text: _half(text).ljust(len(text), b"\0"), 2),
    "all CR": (lambda text: b"\r" * len(text), 4),
    "all blank lines": (lambda text: b"\n" * len(text), 4),
    "a line taken out": (lambda text: text.replace(text.splitlines(keepends=True)[2], b""), 1),
    "begun anew": (lambda _: lines.new_file(Created(project="listings", crispdm="1.0"), at=AT, by=BO), 4),
}


def damage(git: Repository, how: str) -> int:
    text = DAMAGES[how][0](git.state.read_bytes())
    git.state.unlink() if text is None else git.state.write_bytes(text)
    return DAMAGES[how][1]


def contents(git: Repository) -> bytes | None:
    return git.state.read_bytes() if git.state.exists() else None


@pytest.mark.slow
@pytest.mark.parametrize("how", DAMAGES)
def test_verify_names_the_events_that_the_last_commit_has(run: Run, git: Repository, how: str) -> None:
    lost = damage(git, how)
    assert found(run, git.root).count("lost") == lost
    said = " ".join(run("verify", cwd=git.root).out.split())
    assert f"noted by {ANA} at 2026-11-24T09:00:00Z, in the last commit" in said
    assert ("None" in said, ".crispdm/state.yaml, 3 times noted" in said) == (False, lost == 4)
    git("add", "--all")
    assert found(run, git.root).count("lost") == lost, "whether it is staged or not"


@pytest.mark.slow
@pytest.mark.parametrize("how", DAMAGES)
def test_writers_refuse_and_leave_the_file_as_it_is(run: Run, git: Repository, how: str) -> None:
    damage(git, how)
    before = contents(git)
    for command in (["note", "four"], ["back", "plan", "--reason", "so"], ["stop", "--reason", "so"], ["advance"]):
        answer = run(*command, cwd=git.root)
        assert (answer.code != 0, contents(git)) == (True, before), command
        assert "Traceback" not in answer.err
    answer = run("note", "four", cwd=git.root)
    assert (answer.code, "crispdm repair" in answer.err) == (3, True)


@pytest.mark.slow
@pytest.mark.parametrize("how", DAMAGES)
def test_status_and_portfolio_say_that_events_are_lost(run: Run, git: Repository, how: str) -> None:
    run("portfolio", cwd=git.root.parent, XDG_CACHE_HOME=str(git.root.parent / "cache"))
    lost = damage(git, how)
    what = f"{lost} event{'s' if lost > 1 else ''} lost"
    short = run("status", "--short", cwd=git.root)
    assert what in short.out
    assert what in run("portfolio", cwd=git.root.parent).out
    assert json.loads(run("status", "--format", "json", cwd=git.root).out)["lost"] == lost
    assert f"lacks {what.removesuffix(' lost')} that the last commit has" in run("status", cwd=git.root).err


@pytest.mark.slow
@pytest.mark.parametrize("how", DAMAGES)
def test_repair_brings_them_back_and_drops_nothing_that_is_not_set_aside(run: Run, git: Repository, how: str) -> None:
    whole = {event.id for event in store.load(git.root).events}
    damage(git, how)
    broken = contents(git) or b""
    assert run("repair", cwd=git.root).code == 0
    assert {event.id for event in store.load(git.root).events} >= whole
    assert found(run, git.root) in ([], ["created-twice"])
    path = git.root / ".crispdm" / "rejected.yaml"
    aside = [each.get("text", "") for each in yaml.safe_load(path.read_text())] if path.exists() else []
    kept = git.state.read_bytes().splitlines() + [each.encode() for each in aside]
    assert [line for line in broken.replace(b"\r", b"").split(b"\n") if line.strip() and line not in kept] == []
    assert run("note", "four", cwd=git.root).code == 0
    assert sorted(all_notes(git.root)) == ["four", "one", "three", "two"]


def test_an_event_that_git_has_not_is_told_of_behind_line_ends_that_only_others_know(run: Run, git: Repository) -> None:
    assert run("note", "nowhere else", cwd=git.root).code == 0
    git.state.write_bytes(git.state.read_bytes().replace(b"\n", b"\r"))
    assert found(run, git.root) == ["strange", *["lost"] * 4]
    assert run("repair", cwd=git.root).code == 0
    assert sorted(all_notes(git.root)) == ["one", "three", "two"]
    assert "nowhere else" in (git.root / ".crispdm" / "rejected.yaml").read_text()


def test_what_comes_back_stands_where_it_was(run: Run, git: Repository) -> None:
    before = git.state.read_bytes()
    assert run("note", "four", cwd=git.root).code == 0
    new = git.state.read_bytes().removeprefix(before)
    lines = before.splitlines(keepends=True)
    git.state.write_bytes(b"".join(lines[:2] + lines[4:]) + new)
    assert run("repair", cwd=git.root).code == 0
    assert git.state.read_bytes() == before + new


def test_the_pre_commit_hook_stops_a_commit_that_loses_events(git: Repository) -> None:
    entry = yaml.safe_load(HOOKS.read_text())[0]["entry"].replace("crispdm", f"{sys.executable} -m crispdm", 1)
    hook = git.root / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\nexec {entry}\n")
    hook.chmod(hook.stat().st_mode | stat.S_IXUSR)
    whole = git.state.read_bytes()
    git.state.write_bytes(store.HEADER)
    git("add", "--all")
    before = git("rev-parse", "HEAD")
    assert "4 errors" in git("commit", "--message", "tidy up", may_fail=True) or git("rev-parse", "HEAD") == before
    assert git("rev-parse", "HEAD") == before
    git.state.write_bytes(whole)
    (git.root / "new.txt").write_text("x")
    git.commit("nothing lost")


# What a commit took out.


def _revert(git: Repository) -> None:
    git("revert", "--no-edit", "HEAD")


def _truncate(git: Repository) -> None:
    git.state.write_bytes(b"".join(git.state.read_bytes().splitlines(keepends=True)[:4]))
    git.commit("tidy up")


def _remove_all(git: Repository) -> None:
    git("rm", "--quiet", store.PATH)
    git.commit("remove")


def _merge_keeping_nothing(git: Repository) -> None:
    git("checkout", "--quiet", "-b", "other", "HEAD~1")
    (git.root / "other.txt").write_text("x")
    git.commit("other")
    git("merge", "--quiet", "--no-edit", "--strategy", "ours", "main")


@pytest.mark.slow
@pytest.mark.parametrize("take_out", [_revert, _truncate, _remove_all, _merge_keeping_nothing])
def test_what_a_commit_took_out_is_found_until_it_is_back_or_somebody_says_so(
    run: Run, git: Repository, take_out: Callable[[Repository], None]
) -> None:
    take_out(git)
    git.commit("more work")
    gone = 4 if take_out is _remove_all else 1
    assert found(run, git.root) == ["taken-out"] * gone
    told = f"commits took {gone} event{'s' if gone > 1 else ''} out of .crispdm/state.yaml: `crispdm verify` names"
    assert told in " ".join(run("status", cwd=git.root).err.split())
    assert "took" not in run("status", "--since", "today", cwd=git.root, CRISPDM_NOW="2027-01-04T09:00:00+00:00").err
    said = " ".join(run("verify", cwd=git.root).out.split())
    how = "dropped by a merge after" if take_out is _merge_keeping_nothing else "taken out in"
    assert f"noted by {ANA} at 2026-11-24T09:00:00Z, {how} " in said
    assert "`crispdm repair --restore`" in said
    shutil.copytree(git.root, git.root.parent / "copy")
    assert run("repair", "--restore", cwd=git.root).code == 0
    assert all_notes(git.root) == ["one", "two", "three"]
    assert found(run, git.root) == []
    assert "took" not in run("status", cwd=git.root).err

    copy = git.root.parent / "copy"
    answer = run("repair", "--leave-out", REASON, "--format", "json", cwd=copy)
    assert (answer.code, len(json.loads(answer.out)["left_out"])) == (0, gone), answer
    findings = found(run, copy)
    assert [each for each in findings if each != "created-twice"] == ["left-out"]
    assert REASON in run("log", cwd=copy).out
    Repository(copy).commit("say so")
    assert "taken-out" not in found(run, copy)
    assert "took" not in run("status", cwd=copy).err
    assert run("note", "and on", cwd=copy).code == 0


def test_an_event_that_is_taken_out_on_the_branch_is_found_with_a_base(run: Run, git: Repository) -> None:
    git("checkout", "--quiet", "-b", "topic")
    assert run("stop", "--reason", "not worth it", cwd=git.root).code == 0
    git.commit("stop")
    git("revert", "--no-edit", "HEAD")
    assert found(run, git.root, "--base", "main") == ["taken-out"]


def test_leaving_out_what_the_last_commit_has_is_said_as_well(run: Run, git: Repository) -> None:
    damage(git, "truncated between two lines")
    assert run("repair", "--leave-out", " ", cwd=git.root).code == 2
    assert run("repair", "--leave-out", REASON, "--restore", cwd=git.root).code == 2
    assert run("repair", "--leave-out", REASON, cwd=git.root).code == 0
    assert found(run, git.root) == ["left-out"]
    assert run("status", "--short", cwd=git.root).out.startswith("listings: Plan")
    assert run("status", cwd=git.root).err == ""
    assert run("note", "four", cwd=git.root).code == 0
    assert run("repair", cwd=git.root).out.startswith("Nothing to repair")


def test_what_follows_an_event_that_was_left_out_counts_for_require_too(run: Run, git: Repository) -> None:
    kept = [line for line in git.state.read_bytes().splitlines(keepends=True) if b'"two"' not in line]
    git.state.write_bytes(b"".join(kept))
    assert run("require", "plan", cwd=git.root).code == 1
    assert run("repair", "--leave-out", REASON, cwd=git.root).code == 0
    assert found(run, git.root) == ["left-out"]
    assert run("require", "plan", cwd=git.root).code == 0


def test_a_base_wants_its_events_whoever_left_them_out(run: Run, git: Repository) -> None:
    git("checkout", "--quiet", "-b", "topic")
    damage(git, "truncated between two lines")
    assert run("repair", "--leave-out", REASON, cwd=git.root).code == 0
    git.commit("leave out")
    assert found(run, git.root, "--base", "main") == ["lost", "lost", "left-out"]


def test_leaving_out_nothing_records_nothing(run: Run, git: Repository) -> None:
    before = git.state.read_bytes()
    assert run("repair", "--leave-out", REASON, cwd=git.root).out.startswith("Nothing to repair")
    assert git.state.read_bytes() == before


# Begun twice.


def test_a_project_that_two_branches_began_is_warned_of(run: Run, tmp_path: Path) -> None:
    git = plain_project(tmp_path / "shop")
    git("branch", "other")
    for branch, text in (("main", "one"), ("other", "two")):
        git("checkout", "--quiet", branch)
        assert run("note", text, cwd=git.root, CRISPDM_USER=text).code == 0
        git.commit(text)
    git("merge", "--quiet", "--no-edit", "main")
    assert [each for each in found(run, git.root) if each != "author"] == ["created-twice"]


def test_a_project_that_is_created_after_other_events_is_an_error(run: Run, git: Repository) -> None:
    record(git.root, Created(project="shop", crispdm="1.0"))
    assert found(run, git.root) == ["created-late"]


def test_a_file_without_events_is_an_error_where_git_knows_none(run: Run, tmp_path: Path) -> None:
    git = plain_project(tmp_path / "shop")
    assert found(run, git.root) == []
    for text in (b"", store.HEADER, b"\r" * 80):
        assert found(run, with_state(git.root, text)) == ["empty"]


# What costs.


def test_a_prompt_asks_git_only_where_the_file_is_doubtful(run: Run, git: Repository, tmp_path: Path) -> None:
    spy = tmp_path / "bin" / "git"
    spy.parent.mkdir()
    spy.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\nexec {shutil.which("git")} "$@"\n')
    spy.chmod(0o755)
    path = f"{spy.parent}{os.pathsep}{os.environ['PATH']}"
    assert run("status", "--short", cwd=git.root, PATH=path).out.startswith("listings: Plan")
    run("portfolio", cwd=git.root.parent, PATH=path)
    assert not (tmp_path / "asked").exists()
    damage(git, "truncated between two lines")
    assert "2 events lost" in run("status", "--short", cwd=git.root, PATH=path).out
    assert len((tmp_path / "asked").read_text().splitlines()) == 1


def test_a_shorter_file_of_another_branch_has_lost_nothing(run: Run, git: Repository) -> None:
    git("checkout", "--quiet", "-b", "old", "HEAD~2")
    answer = run("status", "--short", cwd=git.root)
    assert (answer.out[:14], answer.err) == ("listings: Plan", "")
    assert run("note", "four", cwd=git.root).code == 0


def test_a_line_that_a_killed_writer_left_is_set_aside_before_it_is_dropped(run: Run, git: Repository) -> None:
    torn = b'- {"id": "5f0c9a1e'
    with git.state.open("ab") as file:
        file.write(torn)
    assert run("note", "four", cwd=git.root).code == 0
    (aside,) = yaml.safe_load((git.root / ".crispdm" / "rejected.yaml").read_text())
    assert (aside["text"], aside["line"], aside["why"]) == (torn.decode(), 6, "cut off")
    assert all_notes(git.root)[-1] == "four"


def test_a_note_of_a_later_form_is_read_as_a_note(run: Run, git: Repository) -> None:
    record(git.root, Noted(text="2 events left out: why", left_out=("0" * 32,)))
    assert "2 events left out: why" in run("log", cwd=git.root).out


# Git beside a writer: it takes no lock of ours.


def _beside(monkeypatch: pytest.MonkeyPatch, git: Repository, *commands: str, times: int) -> None:
    """Let git run right after an event was written, a number of times."""
    append, left = store.append, [*range(times)]

    def then_git(*arguments: Any, **named: Any) -> Any:
        events = append(*arguments, **named)
        if left:
            left.pop()
            git(*commands)
        return events

    monkeypatch.setattr(store, "append", then_git)


def test_an_event_that_git_overwrote_at_once_is_written_again(
    run: Run, git: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    _beside(monkeypatch, git, "checkout", "HEAD", "--", store.PATH, times=2)
    assert run("note", "four", cwd=git.root).code == 0
    assert all_notes(git.root) == ["one", "two", "three", "four"]


def test_an_event_that_git_overwrites_each_time_is_not_acknowledged(
    run: Run, git: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    _beside(monkeypatch, git, "checkout", "HEAD", "--", store.PATH, times=9)
    answer = run("note", "four", cwd=git.root)
    assert (answer.code, "git replaced .crispdm/state.yaml" in answer.err) == (3, True)
    assert all_notes(git.root) == ["one", "two", "three"]


def test_an_event_that_went_into_the_stash_is_there_once(
    run: Run, git: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    _beside(monkeypatch, git, "stash", times=9)
    assert run("note", "four", cwd=git.root).code == 0
    assert all_notes(git.root) == ["one", "two", "three"]
    git("stash", "pop")
    assert all_notes(git.root) == ["one", "two", "three", "four"]


def test_where_git_rests_nothing_waits(run: Run, git: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    os.utime(git.root / ".git", (1, 1))
    monkeypatch.setattr(time, "sleep", lambda _: pytest.fail("it waits"))
    assert run("note", "four", cwd=git.root).code == 0


def test_a_linked_work_tree_is_watched_where_its_lock_is(run: Run, git: Repository, tmp_path: Path) -> None:
    git("worktree", "add", "--quiet", str(tmp_path / "linked"))
    place = git.root / ".git" / "worktrees" / "linked"
    os.utime(place, (1, 1))
    assert not wait_for_git(tmp_path / "linked")
    (place / "index.lock").write_text("")
    assert wait_for_git(tmp_path / "linked")
    assert run("note", "four", cwd=tmp_path / "linked").code == 0
