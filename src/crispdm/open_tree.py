"""Files below an open folder, by path: each folder on the way is opened in the one before, never through a link."""

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from itertools import groupby
from threading import Thread
from typing import BinaryIO, NamedTuple

from crispdm.open_folder import Folder
from crispdm.safe_files import read_bounded, regular

_AT_ONCE = 8  # files and folders that are written to the disk
_OPEN = 64  # files: some systems allow a process no more than 256


class NewFile(NamedTuple):
    """A file to be written: where, its content, who may read and write it whatever the umask, or as any new file.

    Who may read it may execute it where it is executable. A `mode` closes to others what it does not grant them.
    """

    path: str
    data: bytes
    bits: int | None = None
    is_executable: bool = False
    mode: int | None = None


class OpenTree:
    """The files below an open folder. A path that leads out is an OSError, and so is a link on the way.

    Args:
        folder: the folder, which stays open as long as it is used.
    """

    def __init__(self, folder: Folder) -> None:
        self.folder = folder

    def stat(self, path: str) -> os.stat_result | None:
        """The status of what is at a path, of a link itself; None where nothing is, or nothing can be seen."""
        with suppress(OSError), self._parent(path) as (folder, name):
            return folder.stat(name)
        return None

    def is_file(self, path: str) -> bool:
        """Whether a regular file is there."""
        found = self.stat(path)
        return found is not None and stat.S_ISREG(found.st_mode)

    def is_folder(self, path: str) -> bool:
        """Whether a folder is there."""
        found = self.stat(path)
        return found is not None and stat.S_ISDIR(found.st_mode)

    def read(self, path: str, limit: int) -> bytes:
        """The bytes of a regular file with at most so many of them."""
        with self._parent(path) as (folder, name), regular(folder.open(name, os.O_RDONLY)) as file:
            return read_bounded(file, limit)

    def write(
        self, path: str, data: bytes, *, is_executable: bool = False, mode: int | None = None, durable: bool = False
    ) -> None:
        """Write a file that does not exist yet, and make the folders on the way.

        Args:
            path: where.
            data: its content.
            is_executable: who may read it may execute it.
            mode: what others may do at most.
            durable: make sure that it is on the disk.
        """
        new = NewFile(path, data, is_executable=is_executable, mode=mode)
        with self._made(_around(path)) as folder, _written(folder, new) as file:
            if durable:
                os.fsync(file.fileno())

    def write_all(self, files: Sequence[NewFile]) -> None:
        """Write files that do not exist yet, make the folders on the way, and make sure that each is on the disk."""
        for begin in range(0, len(files), _OPEN):
            with ExitStack() as opened:
                written: list[BinaryIO] = []
                for around, group in groupby(files[begin : begin + _OPEN], lambda each: _around(each.path)):
                    with self._made(around) as folder:
                        written += [opened.enter_context(_written(folder, each)) for each in group]
                _do_all([partial(os.fsync, file.fileno()) for file in written])

    def make_folders(self, path: str) -> None:
        """Make a folder and those on the way, where they are not there yet."""
        with self._made(path):
            pass

    @contextmanager
    def _made(self, path: str) -> Iterator[Folder]:
        """A folder that is open; it and those on the way are made where they are not there yet."""
        with ExitStack() as opened:
            folder = self.folder
            for name in path.split("/") if path else ():
                with suppress(FileExistsError):
                    folder.make_folder(name)
                folder = opened.enter_context(folder.folder(name))
            yield folder

    def link(self, path: str, to: "OpenTree", new: str) -> None:
        """Make a file a file of another tree too; one that exists there is not replaced."""
        with self._parent(path) as (folder, name), to._parent(new) as (other, new_name):  # noqa: SLF001 - its own kind
            folder.link(name, other, new_name)

    def move(self, path: str, to: "OpenTree", new: str) -> None:
        """Move a file or a folder to another tree; a file that exists there is replaced."""
        with self._parent(path) as (folder, name), to._parent(new) as (other, new_name):  # noqa: SLF001 - its own kind
            folder.move(name, other, new_name)

    def unlink(self, path: str) -> None:
        """Remove a file."""
        with self._parent(path) as (folder, name):
            folder.unlink(name)

    def sync_all(self, folders: Sequence[str]) -> None:
        """Make sure that what was created, moved and removed in some folders is so on the disk."""
        _do_all([partial(self.sync, path) for path in folders])

    def sync(self, path: str) -> None:
        """Make sure that what was created, moved and removed in a folder is so on the disk."""
        with self._opened(path.split("/") if path else ()) as folder:
            folder.sync()

    def remove_empty(self, path: str) -> None:
        """Remove a folder that holds nothing; leave what is none, or is not there."""
        with suppress(OSError), self._parent(path) as (folder, name):
            with folder.folder(name) as inner:
                is_empty = not inner.names()
            if is_empty:
                folder.remove_folder(name)

    @contextmanager
    def _parent(self, path: str) -> Iterator[tuple[Folder, str]]:
        """The open folder around a path, and the name in it."""
        *folders, name = path.split("/")
        with self._opened(folders) as folder:
            yield folder, name

    @contextmanager
    def _opened(self, names: Iterable[str]) -> Iterator[Folder]:
        """A folder, opened by the names on the way to it."""
        with ExitStack() as opened:
            folder = self.folder
            for each in names:
                folder = opened.enter_context(folder.folder(each))
            yield folder


def _set_mode(handle: int, new: NewFile) -> None:
    """Give a file that was just created its mode; whoever creates it keeps reading and writing it."""
    created = stat.S_IMODE(os.fstat(handle).st_mode)
    bits = created if new.bits is None else new.bits
    wanted = bits | (bits >> 2 & 0o111 if new.is_executable else 0)
    if new.mode is not None:
        wanted &= new.mode | 0o600
    if wanted != created:
        os.fchmod(handle, wanted)


def _around(path: str) -> str:
    return path.rpartition("/")[0]


@contextmanager
def _written(folder: Folder, new: NewFile) -> Iterator[BinaryIO]:
    """A new file with its content, which is still open."""
    handle = folder.open(new.path.rpartition("/")[2], os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    with os.fdopen(handle, "wb") as file:
        file.write(new.data)
        file.flush()
        if hasattr(os, "fchmod"):
            _set_mode(handle, new)
        yield file


def _do_all(left: list[Callable[[], None]]) -> None:
    """Wait for the disk in several threads, which takes many files faster than one by one."""
    failed: list[OSError] = []

    def do_some() -> None:
        with suppress(IndexError):
            while not failed:
                do = left.pop()
                try:
                    do()
                except OSError as error:
                    failed.append(error)

    threads = [Thread(target=do_some) for _ in range(min(_AT_ONCE, len(left)))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for error in failed:
        raise error
