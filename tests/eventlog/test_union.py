"""Git unites two state files line by line; what editors and systems do to line ends loses nothing."""

from itertools import product
from pathlib import Path

import pytest

from crispdm.eventlog import store
from crispdm.eventlog.events import Noted
from tests.support.builders import notes, record
from tests.support.command_line import Run
from tests.support.repository import Repository, plain_project


@pytest.fixture
def git(tmp_path: Path) -> Repository:
    """A project whose state is committed."""
    git = plain_project(tmp_path / "shop")
    record(git.root, Noted(text="first"))
    git.commit("first")
    return git


def _cut(git: Repository) -> None:
    """As an editor that drops the last line end."""
    git.state.write_bytes(git.state.read_bytes().rstrip(b"\n"))


@pytest.mark.slow
@pytest.mark.parametrize(("base", "ours", "theirs"), [*product([False, True], repeat=3)])
def test_a_missing_newline_at_the_end_of_any_side_loses_nothing(
    git: Repository,
    run: Run,
    base: bool,
    ours: bool,
    theirs: bool,
) -> None:
    if base:
        _cut(git)
        git.commit("base")
    for name, is_cut in (("ours", ours), ("theirs", theirs)):
        git("checkout", "--quiet", "-b", name, "main")
        record(git.root, Noted(text=name))
        if is_cut:
            _cut(git)
        git.commit(name)
    git("checkout", "--quiet", "ours")
    git("merge", "--quiet", "--no-edit", "theirs")
    found = store.load(git.root)
    assert (notes(found.events), found.flaws) == (["first", "ours", "theirs"], ())
    assert run("advance", cwd=git.root).code == 0
    assert run("verify", "--base", "theirs", cwd=git.root).code == 0


@pytest.mark.parametrize("setting", ["true", "input", "false"])
@pytest.mark.parametrize("rules", [True, False], ids=["with our rules", "without"])
def test_line_ends_of_any_system_lose_nothing(git: Repository, run: Run, setting: str, rules: bool) -> None:
    """One branch was written by a system that writes CR LF, or committed it so."""
    git("config", "core.autocrlf", setting)
    if not rules:
        (git.root / ".crispdm" / ".gitattributes").write_text("state.yaml merge=union\n")
        git.commit("without")
    git("checkout", "--quiet", "-b", "theirs")
    record(git.root, Noted(text="theirs"))
    git.state.write_bytes(git.state.read_bytes().replace(b"\n", b"\r\n"))
    git.commit("theirs")
    git("checkout", "--quiet", "main")
    record(git.root, Noted(text="ours"))
    git.commit("ours")
    git("merge", "--quiet", "--no-edit", "theirs")
    found = store.load(git.root)
    assert (sorted(notes(found.events)), found.flaws) == (["first", "ours", "theirs"], ())
    assert run("advance", cwd=git.root).code == 0
    assert run("repair", cwd=git.root).code == 0
    assert run("verify", cwd=git.root).code == 0
    assert b"\r" not in git.state.read_bytes()
    assert len(store.load(git.root).events) == len(git.state.read_bytes().splitlines()) - 1


def test_an_octopus_loses_nothing_that_a_merge_one_by_one_does_not_bring(git: Repository) -> None:
    """Git refuses such a merge; the branches can be merged one after the other."""
    for name in ("one", "two", "three"):
        git("checkout", "--quiet", "-b", name, "main")
        record(git.root, Noted(text=name))
        git.commit(name)
    git("checkout", "--quiet", "main")
    git("merge", "--quiet", "--no-edit", "one", "two", "three", may_fail=True)
    git("reset", "--quiet", "--hard", "main")
    for name in ("one", "two", "three"):
        git("merge", "--quiet", "--no-edit", name)
    assert sorted(notes(store.load(git.root).events)) == ["first", "one", "three", "two"]
