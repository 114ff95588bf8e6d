"""What a command acknowledges is on the disk: each file that it wrote, and each folder in which a name changed."""

import os
import shutil
import stat
from pathlib import Path

import pytest

from crispdm.eventlog import store
from crispdm.scaffold import apply
from crispdm.scaffold.journal import Journal
from crispdm.scaffold.staging import Stage
from tests.support.command_line import Run
from tests.support.state_lines import CHANGED

OURS = {"lock", "staging", ".git"}  # what need not outlast the command, and what git keeps


class Disk:
    """What would be there after a power failure: each file and folder as it was when it was synced last."""

    def __init__(self) -> None:
        self.synced: dict[tuple[int, int], object] = {}

    def sync(self, handle: int) -> None:
        about = os.fstat(handle)
        self.synced[about.st_dev, about.st_ino] = _content(Path(f"/proc/self/fd/{handle}"), about)


def _content(path: Path, about: os.stat_result) -> object:
    if stat.S_ISDIR(about.st_mode):
        return {name for name in os.listdir(path) if name not in OURS and not name.startswith(".crispdm.")}  # noqa: PTH208 - of a handle
    return path.read_bytes()


def _everything(root: Path) -> dict[Path, object]:
    found = [path for path in (root, *root.rglob("*")) if not OURS & {*path.relative_to(root).parts}]
    return {path: _content(path, path.stat()) for path in found}


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    made, fsync = Disk(), os.fsync

    def sync(handle: int) -> None:
        made.sync(handle)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", sync)
    return made


def _is_durable(disk: Disk, root: Path, before: dict[Path, object]) -> None:
    now = _everything(root)
    assert now != before, "the command wrote something"
    for path, content in now.items():
        if before.get(path) != content:
            about = path.stat()
            assert disk.synced.get((about.st_dev, about.st_ino)) == content, f"{path.relative_to(root)} is not synced"


@pytest.mark.parametrize("arguments", [("shop", "--yes", "--no-git"), ("shop", "--yes"), (".", "--yes", "--no-git")])
def test_a_new_project_outlasts_a_power_failure(
    run: Run, disk: Disk, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "yours.txt").write_text("yours")
    before = _everything(tmp_path)
    assert run("init", *arguments, cwd=tmp_path).code == 0
    _is_durable(disk, tmp_path, before)


@pytest.mark.parametrize("missing", ["", store.PATH, store.FOLDER])
def test_an_event_outlasts_a_power_failure(run: Run, disk: Disk, project: Path, missing: str) -> None:
    """Also the first one of a file, or of a folder."""
    if missing:
        shutil.rmtree(project / ".git")  # which would have the events that are gone
    if missing == store.FOLDER:
        shutil.rmtree(project / store.FOLDER)
    elif missing:
        (project / missing).unlink()
    before = _everything(project)
    assert run("note", "x", cwd=project).code == 0
    _is_durable(disk, project, before)


def test_a_repair_outlasts_a_power_failure(run: Run, disk: Disk, project: Path) -> None:
    with (project / store.PATH).open("ab") as file:
        file.write(CHANGED)
    before = _everything(project)
    assert run("repair", cwd=project).code == 0
    _is_durable(disk, project, before)


def test_an_update_outlasts_a_power_failure(run: Run, disk: Disk, project: Path) -> None:
    before = _everything(project)
    answer = run("update", "--set", "measure=hours", "--set", "licence=MIT", cwd=project)
    assert answer.code == 0, answer.err
    _is_durable(disk, project, before)


def test_a_report_outlasts_a_power_failure(run: Run, disk: Disk, project: Path) -> None:
    before = _everything(project)
    assert run("report", "-o", "page.html", cwd=project).code == 0
    _is_durable(disk, project, before)


def test_what_can_be_undone_is_on_the_disk_before_the_first_change(
    run: Run, disk: Disk, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The journal, the new files, and all names that lead to them and to the old ones."""
    carry_out, seen = apply._carry_out, []  # noqa: SLF001 - the moment before is what is tested

    def check_synced(stage: Stage, root: Path, change: Journal) -> None:
        path = stage.path
        old = [each for each in (path / "old").rglob("*") if each.is_file()]  # another name of what was there before
        marks = [*path.glob("made-*")]  # empty for ever: what counts is its name in the stage
        for each in {path.parent, path, *path.rglob("*")}.difference(old, marks):
            about = each.stat()
            seen.append(each.name)
            assert disk.synced.get((about.st_dev, about.st_ino)) == _content(each, about), each
        carry_out(stage, root, change)

    monkeypatch.setattr(apply, "_carry_out", check_synced)
    answer = run("update", "--set", "measure=hours", "--set", "licence=MIT", cwd=project)
    assert (answer.code, answer.err) == (0, "")
    assert {"journal", "LICENSE", "old", ".crispdm"} <= {*seen}
