"""Whether git is at work is seen by its folder alone."""

import os
import time
from pathlib import Path

import pytest

from crispdm.git import at_work
from crispdm.git.at_work import wait_for_git


def _changed(folder: Path, seconds: float) -> None:
    """Let the folder look as if it had changed so long ago."""
    then = time.time() - seconds
    os.utime(folder, (then, then))


@pytest.mark.parametrize("is_linked", [False, True])
def test_git_is_at_work_where_its_folder_has_just_changed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    is_linked: bool,
) -> None:
    monkeypatch.setattr(at_work, "_QUIET", 1000.0)
    monkeypatch.setattr(at_work, "_LONGEST", 0.0)
    root, folder = tmp_path / "shop", tmp_path / ("elsewhere" if is_linked else "shop/.git")
    folder.mkdir(parents=True)
    (root / "plan").mkdir(parents=True)
    if is_linked:
        (root / ".git").write_text("gitdir: ../elsewhere\n")
    for seconds, expected in ((500, True), (1500, False), (-500, False)):
        _changed(folder, seconds)
        assert wait_for_git(root / "plan") is expected, seconds
    (folder / "index.lock").touch()
    _changed(folder, 1500)
    assert wait_for_git(root / "plan") is True


def test_git_is_not_at_work_where_there_is_none(tmp_path: Path) -> None:
    assert wait_for_git(tmp_path) is False
    (tmp_path / ".git").write_text("gitdir: nowhere\n")
    assert wait_for_git(tmp_path) is False
