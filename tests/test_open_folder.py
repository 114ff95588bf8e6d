"""A folder that is open, and the status of what lies in a project: whoever puts a link in its place meanwhile."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from crispdm.open_folder import Folder
from crispdm.safe_files import stat_inside


@pytest.fixture
def swapped(tmp_path: Path) -> Callable[[], None]:
    """Put a link to somebody else's folder where a folder was."""
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "file").write_text("ours")
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "file").write_text("theirs")

    def swap() -> None:
        (tmp_path / "ours").rename(tmp_path / "moved")
        (tmp_path / "ours").symlink_to(tmp_path / "theirs")

    return swap


def test_what_is_done_in_an_open_folder_is_done_there(tmp_path: Path, swapped: Callable[[], None]) -> None:
    with Folder(tmp_path / "ours") as folder:
        swapped()
        with os.fdopen(folder.open("file", os.O_RDONLY)) as file:
            assert file.read() == "ours"
        folder.unlink("file")
        folder.make_folder("made")
    assert [each.name for each in (tmp_path / "theirs").iterdir()] == ["file"]
    assert [each.name for each in (tmp_path / "moved").iterdir()] == ["made"]
    with pytest.raises(NotADirectoryError):
        Folder(tmp_path / "ours")


def test_the_status_of_regular_files_alone_is_told(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "below").mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    (root / "out").symlink_to(tmp_path / "outside")
    for file in (root / "a", root / "below" / "b", tmp_path / "outside" / "c"):
        file.write_text("text")
    (root / "link").symlink_to(root / "a")
    os.mkfifo(root / "pipe")
    paths = ["a", "link", "pipe", "missing", "below", "below/b", "below/missing", "out/c", "nowhere/d"]
    found = dict(stat_inside(root, paths))
    assert [*found] == paths
    sizes = {path: info.st_size for path, info in found.items() if info}
    assert sizes == {"a": 4, "below/b": 4}
