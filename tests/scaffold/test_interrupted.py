"""What a killed `init` or `update` left: commands that read say so, the next one that writes undoes it."""

import json
from pathlib import Path

import pytest

from crispdm.scaffold.staging import clear
from crispdm.scaffold.tree import File
from tests.support.command_line import Run
from tests.support.faults import KILLED, Job, half_updated, killed
from tests.support.folders import everything
from tests.support.templates import tree

READERS = (
    ["status"],
    ["status", "--short"],
    ["check"],
    ["advance", "--dry-run"],
    ["log"],
    ["explain"],
    ["explain", "audit"],
    ["verify"],
    ["update", "--dry-run"],
    ["update", "--check"],
    ["init", ".", "--yes", "--dry-run"],
)


@pytest.mark.slow
def test_readers_say_that_an_update_stopped_halfway(project: Path, run: Run) -> None:
    half_updated(project)
    for arguments in READERS:
        said = " ".join(run(*arguments, cwd=project).err.split())
        assert "`update` changed some files and not others; the next command that writes undoes it" in said, arguments


def test_a_reader_says_so_too_where_the_process_cannot_be_read(project: Path, run: Run) -> None:
    half_updated(project)
    (project / "crispdm.yaml").write_text("[")
    answer = run("status", cwd=project)
    assert answer.code == 2
    assert "crispdm.yaml:1: not YAML" in answer.err
    assert "changed some files and not others" in " ".join(answer.err.split())


@pytest.mark.slow
@pytest.mark.parametrize("command", [["note", "hello"], ["advance"], ["block", "bucket"], ["repair"]])
def test_the_next_command_that_writes_undoes_it_first(project: Path, run: Run, command: list[str]) -> None:
    before = half_updated(project)
    assert "changed some files" not in run(*command, cwd=project).err
    now = everything(project)
    tool = f"{project / '.crispdm'}/"
    assert {path: now[path] for path in now if not path.startswith(tool)} == {
        path: before[path] for path in before if not path.startswith(tool)
    }
    assert not (project / ".crispdm" / "staging").exists()


def test_a_project_that_was_never_finished_is_none(tmp_path: Path, run: Run) -> None:
    """Killed when crispdm.yaml was there already: what is undone first is the project itself."""
    (tmp_path / "notes.md").write_text("mine")
    job = Job(tmp_path, (File("crispdm.yaml", b"version: 1\n"), File("z.md", b"z")), (), {})
    at = 1
    while not (tmp_path / "crispdm.yaml").exists():
        clear(tmp_path)
        assert killed(job, at, late=True)
        at += 1
    answer = run("note", "hello", cwd=tmp_path)
    assert (answer.code, {*tree(tmp_path)}) == (2, {"notes.md"})
    assert "no project here" in answer.err


def test_where_there_is_no_project_what_a_killed_init_left_is_named(tmp_path: Path, run: Run) -> None:
    job = Job(tmp_path / "shop", KILLED, (), {})
    assert killed(job, 4, late=True)
    (left,) = tmp_path.iterdir()
    answer = run("status", cwd=tmp_path)
    assert answer.code == 2
    assert f"left {left.name}; the next `crispdm init` here removes it" in " ".join(answer.err.split())
    assert left.is_dir()
    assert run("init", "shop", "--yes", cwd=tmp_path).code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["shop"]


def forged(folder: Path, **fields: object) -> None:
    """A journal as somebody could commit it to a repository."""
    stage = folder / ".crispdm" / "staging"
    (stage / "old").mkdir(parents=True)
    (stage / "new").mkdir()
    (folder / ".crispdm" / "evil").write_text("evil")
    empty: dict[str, object] = {"written": {}, "saved": [], "folders": [], "has_git": False, "mark": [1, 2, 0]}
    (stage / "journal").write_text(str(fields.get("text", json.dumps({**empty, **fields}))))


FORGED: dict[str, dict[str, object]] = {
    "git's folder": {"has_git": True},
    "a file outside": {"saved": ["../../evil"]},
    "a folder": {"folders": ["empty"]},
    "no mark": {"mark": None},
    "no mapping": {"written": 5},
    "nested": {"text": "[" * 100_000},
}


@pytest.mark.slow
@pytest.mark.parametrize("fields", FORGED.values(), ids=FORGED)
def test_a_journal_that_came_with_a_repository_is_never_followed(
    project: Path, run: Run, fields: dict[str, object]
) -> None:
    (project / "empty").mkdir()
    forged(project, **fields)
    before = everything(project.parent)
    status = run("status", cwd=project)
    assert status.code == 0
    assert ".crispdm/staging was not made here and is ignored" in " ".join(status.err.split())
    answer = run("init", ".", "--set", "licence=MIT", cwd=project)
    assert answer.code == 3
    assert "staging was not made here; nothing was changed" in " ".join(answer.err.split())
    assert everything(project.parent) == before
