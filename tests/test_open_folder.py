"""A folder that is open, and the files that are read in a project: whoever puts a link in its place meanwhile."""

import os
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from crispdm import open_folder
from crispdm.open_folder import Folder
from crispdm.safe_files import read_file, read_head, read_inside, stat_inside, write_stream, write_whole


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


def test_the_status_is_that_of_the_folder_that_was_opened(tmp_path: Path, swapped: Callable[[], None]) -> None:
    opened = (tmp_path / "ours").stat().st_ino
    with Folder(tmp_path / "ours") as folder:
        swapped()
        assert folder.info.st_ino == opened


def test_a_flag_that_a_system_lacks_is_left_out() -> None:
    assert open_folder.flags("O_CREAT", "O_OF_NOBODY", "O_EXCL") == os.O_CREAT | os.O_EXCL
    assert open_folder.flags() == 0


def test_where_folders_cannot_be_opened_paths_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows."""
    monkeypatch.setattr(open_folder, "BY_HANDLE", False)
    monkeypatch.chdir("/")
    (tmp_path / "inner").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "inner")
    with pytest.raises(NotADirectoryError):
        Folder(tmp_path / "link")
    with pytest.raises(NotADirectoryError):
        Folder(tmp_path / "nothing")
    with Folder(tmp_path) as folder, folder.folder("inner") as inner:
        assert (folder.handle, folder.info.st_ino) == (None, tmp_path.stat().st_ino)
        os.close(inner.open("file", os.O_WRONLY | os.O_CREAT))
        with pytest.raises(OSError, match="symbolic links"):
            folder.open("link", os.O_RDONLY)
        inner.link("file", folder, "linked")
        inner.replace("file", "moved")
        inner.make_folder("made")
        inner.remove_folder("made")
        assert sorted((*folder.names(), *inner.names())) == ["inner", "link", "linked", "moved"]
        folder.remove_all("inner")
        folder.unlink("link")
        assert (folder.names(), folder.stat("inner")) == (["linked"], None)


def test_a_new_file_has_the_rights_that_the_umask_leaves(tmp_path: Path) -> None:
    with Folder(tmp_path) as folder:
        before = os.umask(0)
        try:
            os.close(folder.open("file", os.O_WRONLY | os.O_CREAT))
        finally:
            os.umask(before)
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o666


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with a file of four bytes, one below, and what is none of its own files."""
    root = tmp_path / "root"
    (root / "below").mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    (root / "out").symlink_to(tmp_path / "outside")
    for file in (root / "a", root / "below" / "b", tmp_path / "outside" / "c"):
        file.write_text("text")
    (root / "link").symlink_to(root / "a")
    os.mkfifo(root / "pipe")
    return root


ODD = {
    "": "not a regular file",
    "below": "not a regular file",
    "pipe": "not a regular file",
    "out/c": "leads out of the project",
    "../outside/c": "leads out of the project",
    "a\0": "not a path: it contains a NUL character",
}


@pytest.mark.parametrize(("path", "why"), ODD.items())
def test_only_a_regular_file_inside_is_opened(root: Path, path: str, why: str) -> None:
    with pytest.raises(OSError, match=why) as raised:
        read_inside(root, path, 4)
    assert raised.value.errno == 0, "so that nobody takes it for a fault of the disk"


def test_a_file_is_read_to_its_bound(root: Path) -> None:
    for path in ("a", "link", "below/b"):
        assert read_inside(root, path, 4) == read_file(root / path, 4) == b"text"
        with pytest.raises(OSError, match="larger than 3 bytes"):
            read_inside(root, path, 3)
    assert read_head(root / "a", 2) == b"te"
    for read in (read_file, read_head):
        with pytest.raises(OSError, match="not a regular file"):
            read(root / "pipe", 9)


def test_the_status_of_regular_files_alone_is_told(root: Path) -> None:
    paths = ["a", "link", "pipe", "missing", "below", "below/b", "below/missing", "out/c", "nowhere/d"]
    found = dict(stat_inside(root, paths))
    assert [*found] == paths
    sizes = {path: info.st_size for path, info in found.items() if info}
    assert sizes == {"a": 4, "below/b": 4}


def test_what_is_made_in_a_folder_is_named_and_removed(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with Folder(tmp_path) as folder:
        folder.make_folder("made")
        folder.make_folder("full")
        (tmp_path / "full" / "below").write_text("x")
        assert {*folder.names()} == {"file", "made", "full"}
        folder.remove_folder("made")
        with pytest.raises(OSError, match="not empty"):
            folder.remove_folder("full")
        folder.remove_all("full")
        folder.remove_all("file")
        folder.remove_all("nothing")
        assert folder.names() == []


def test_a_file_is_written_as_a_whole(tmp_path: Path) -> None:
    for text in (b"one", b"other"):
        write_whole(tmp_path / "file", text)
        assert (tmp_path / "file").read_bytes() == text
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_a_pipe_takes_more_than_it_holds(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reading = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    writing = os.open(tmp_path / "pipe", os.O_WRONLY)  # so that it does not end before it begins
    os.set_blocking(reading, True)
    with ThreadPoolExecutor(1) as pool, os.fdopen(reading, "rb") as reader:
        written = pool.submit(write_stream, tmp_path / "pipe", b"x" * 1_000_000)
        written.add_done_callback(lambda _: os.close(writing))
        assert len(reader.read()) == 1_000_000
        written.result()


def test_a_link_is_linked_itself_and_not_what_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "link").symlink_to("file")
    with Folder(tmp_path) as folder:
        folder.link("link", folder, "again")
    assert (tmp_path / "again").is_symlink()


def test_a_pipe_is_read_to_its_bound(tmp_path: Path) -> None:
    def read(limit: int) -> bytes:
        ours, theirs = os.pipe()
        os.write(theirs, b"text")
        os.close(theirs)
        try:
            return read_file(Path(f"/dev/fd/{ours}"), limit, takes_pipe=True)
        finally:
            os.close(ours)

    assert read(4) == b"text"
    with pytest.raises(OSError, match="larger than 3 bytes, the limit"):
        read(3)
    with pytest.raises(OSError, match="not a regular file"):
        read_file(tmp_path, 4, takes_pipe=True)
