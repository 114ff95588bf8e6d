"""A folder of another user never acts: readers write nothing, writers heal nothing there, and both say whose it is."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.support.command_line import Run
from tests.support.folders import traces
from tests.support.other_user import OTHER, THIRD, crispdm, give, needs_root, reachable

READERS: list[tuple[str, ...]] = [
    ("status",),
    ("status", "--short"),
    ("check",),
    ("log",),
    ("explain",),
    ("verify",),
    ("report",),
    ("portfolio",),
]
WRITERS: list[tuple[str, ...]] = [("note", "hello"), ("repair",), ("init", ".", "--yes"), ("update",)]
BELONGS = "this project belongs to nobody, who can change its files"


def _planted(around: Path, target: str) -> Path:
    """A staging folder as whoever owns the folder can make one: it is whole, and its list is true to itself."""
    stage = around / ".crispdm" / "staging"
    (stage / "new" / "d").mkdir(parents=True)
    (stage / "old" / "d").mkdir(parents=True)
    (around / "d").symlink_to(target)
    (stage / "old" / "d" / "profile").write_text("evil\n")
    empty: dict[str, object] = {"written": {}, "saved": ["d/profile"], "folders": ["../home/empty"], "has_git": False}
    for name in ("journal", "mark"):
        (stage / name).touch()
        mark = [stage.stat().st_ino, (stage / name).stat().st_ino, OTHER]
        (stage / name).write_text(json.dumps({**empty, "mark": mark} if name == "journal" else mark))
    return stage


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of whoever runs crispdm, in which nothing may change."""
    (tmp_path / "home" / "empty").mkdir(parents=True)
    return tmp_path / "home"


@pytest.fixture
def trap(project: Path, home: Path) -> Path:
    """A project of another user with a list that would put files into that folder."""
    _planted(project, str(home))
    return give(project)


def _asked(*words: str) -> dict[str, str]:
    return {"_CRISPDM_COMPLETE": "complete_bash", "COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)}


@needs_root
@pytest.mark.parametrize("command", READERS, ids=" ".join)
@pytest.mark.parametrize("below", [".", "01_business_understanding"])
def test_a_reader_changes_nothing_anywhere(
    run: Run, trap: Path, tmp_path: Path, command: tuple[str, ...], below: str
) -> None:
    before = traces(tmp_path)
    run(*command, cwd=trap / below, XDG_CACHE_HOME=str(tmp_path.parent / f"{tmp_path.name}-cache"))
    run(cwd=trap / below, **_asked("crispdm", "check", ""))
    assert traces(tmp_path) == before


@needs_root
@pytest.mark.parametrize("command", WRITERS, ids=" ".join)
def test_a_writer_follows_no_list_of_somebody_else(run: Run, trap: Path, home: Path, command: tuple[str, ...]) -> None:
    before, stage = traces(home), traces(trap / ".crispdm" / "staging")
    run(*command, cwd=trap)
    assert traces(home) == before
    assert traces(trap / ".crispdm" / "staging") == stage


@needs_root
@pytest.mark.parametrize("whose", ["folder", "home", "stage", "mark"])
def test_one_part_of_somebody_else_is_enough(run: Run, project: Path, home: Path, whose: str) -> None:
    """The folder is ours and the list is not, or the other way round."""
    stage = _planted(project, str(home))
    (stage / "mark").write_text(json.dumps([stage.stat().st_ino, (stage / "mark").stat().st_ino, os.geteuid()]))
    give({"folder": project, "home": project / ".crispdm", "stage": stage, "mark": stage / "mark"}[whose])
    if whose != "mark":
        for each in (stage / "mark", stage / "journal"):
            os.chown(each, os.geteuid(), 0)
    before = traces(home)
    run("note", "hello", cwd=project)
    assert traces(home) == before


def test_a_list_of_our_own_follows_no_link(run: Run, project: Path, home: Path) -> None:
    """As where whoever shares the folder puts a link in the place of a folder."""
    stage = _planted(project, str(home))
    (stage / "mark").write_text(json.dumps([stage.stat().st_ino, (stage / "mark").stat().st_ino, os.geteuid()]))
    before = traces(home)
    run("note", "hello", cwd=project)
    assert traces(home) == before


def test_what_looks_like_a_stage_and_is_not_one_is_kept(run: Run, project: Path) -> None:
    """Whoever may write to the folder could give that name to a folder of ours."""
    precious = project / ".crispdm.0123456789abcdef"
    precious.mkdir()
    (precious / "data.csv").write_text("mine")
    (project / ".crispdm" / "staging").mkdir()
    (project / ".crispdm" / "staging" / "data.csv").write_text("mine")
    assert run("note", "hello", cwd=project).code == 0
    run("init", ".", "--yes", cwd=project)
    assert (precious / "data.csv").read_text() == "mine"
    assert (project / ".crispdm" / "staging" / "data.csv").read_text() == "mine"


@needs_root
def test_a_project_of_somebody_else_is_read_and_written_with_one_line(run: Run, project: Path) -> None:
    give(project)
    for command in (("status",), ("check",), ("log",), ("verify",), ("note", "hello"), ("repair",), ("report",)):
        answer = run(*command, cwd=project)
        assert answer.code in (0, 1), answer.err
        assert BELONGS in answer.err, command
    answer = run("status", "--format", "json", cwd=project)
    assert BELONGS in answer.err.splitlines()[0]
    assert BELONGS in json.loads(answer.out)["warnings"]


@needs_root
def test_a_prompt_says_nothing_of_it(run: Run, project: Path) -> None:
    give(project)
    answer = run("status", "--short", cwd=project)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("listing-categories: ")


@needs_root
def test_who_is_root_by_sudo_is_who_called_it(run: Run, project: Path) -> None:
    give(project)
    assert run("status", cwd=project, SUDO_UID=str(OTHER)).err == ""
    assert BELONGS in run("status", cwd=project, SUDO_UID="nobody").err


def test_a_folder_that_all_may_write_to_is_named(run: Run, project: Path) -> None:
    project.chmod(0o777)
    assert "everyone on this machine can change the files of this project" in run("status", cwd=project).err
    project.chmod(0o775)
    assert run("status", cwd=project).err == "", "one's own group has nobody else in it"


@needs_root
def test_a_folder_that_a_team_shares_works_for_all_and_is_named(project: Path) -> None:
    reachable(project)
    give(project, OTHER, THIRD)
    for each in [project, *project.rglob("*")]:
        each.chmod(each.stat().st_mode | 0o060 | (0o2010 if each.is_dir() else 0))
    (project / "mine").mkdir()
    give(project / "mine", THIRD + 1, THIRD)
    for place in (project, project / "mine"):
        code, out, err = crispdm("note", "hello", cwd=place, user=THIRD + 1, groups=(THIRD,))
        assert (code, err.count("\n")) == (0, 1), err + out
        assert BELONGS in err
    code, out, err = crispdm("status", cwd=project, user=OTHER, groups=(THIRD,))
    assert code == 0, err + out
    assert f"members of the group {THIRD} can change the files of this project" in err


@needs_root
def test_the_search_stops_at_folders_of_others(tmp_path: Path, project: Path) -> None:
    reachable(project)
    (project / "inner" / "deep").mkdir(parents=True)
    give(project)
    give(project / "inner", THIRD, THIRD)
    code, _, err = crispdm("status", cwd=project / "inner" / "deep", user=THIRD)
    assert code == 2
    said = " ".join(err.split())
    assert "no project here" in said
    assert f"{project} belongs to nobody" in said
    assert f"crispdm -C {project}" in said
    code, _, err = crispdm("-C", str(project), "status", cwd=tmp_path, user=THIRD)
    assert code == 0, err
    assert BELONGS in err


@needs_root
def test_the_search_stops_at_a_shared_temporary_folder(run: Run, tmp_path: Path, project: Path) -> None:
    """Where everybody may put a crispdm.yaml."""
    shared = tmp_path / "for all"
    (shared / "work").mkdir(parents=True)
    shared.chmod(0o1777)
    give(Path(shutil.copy(project / "crispdm.yaml", shared)))
    answer = run("status", cwd=shared / "work")
    assert answer.code == 2
    assert f"crispdm -C '{shared}' …" in " ".join(answer.err.split())
    assert "everyone on this machine can change" in run("status", cwd=shared).err


@needs_root
def test_the_search_stops_at_the_border_of_the_file_system(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mount needs rights that a container does not give, so the number of a device is made up."""
    inner = project / "inner"
    inner.mkdir()
    real = os.stat

    def stat(path: Any, *arguments: Any, **named: Any) -> os.stat_result:
        found = real(path, *arguments, **named)
        is_inner = isinstance(path, str | os.PathLike) and os.fspath(path) == str(inner)
        return os.stat_result((*found[:2], found.st_dev + 1, *found[3:10])) if is_inner else found

    with monkeypatch.context() as patch:
        patch.setattr(os, "stat", stat)
        answer = run("status", cwd=inner)
    assert answer.code == 2
    assert "another file system" in " ".join(answer.err.split())


@needs_root
def test_a_checkout_of_another_user_is_found_from_below_by_root(run: Run, project: Path) -> None:
    """As in a container of CI."""
    give(project)
    answer = run("status", cwd=project / "01_business_understanding")
    assert answer.code == 0
    assert BELONGS in answer.err
