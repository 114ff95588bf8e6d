"""Files below an open folder, by path: each folder on the way is opened in the one before, never through a link."""

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from threading import Thread

from crispdm.open_folder import Folder
from crispdm.safe_files import read_bounded, regular

_AT_ONCE = 8  # files and folders that are written to the disk


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
        self, path: str, data: bytes, *, bits: int | None = None, is_executable: bool = False, durable: bool = False
    ) -> None:
        """Write a file that does not exist yet, and make the folders on the way.

        Args:
            path: where.
            data: its content.
            bits: who may read and write it, whatever the umask; None: as any new file.
            is_executable: who may read it may execute it.
            durable: make sure that it is on the disk.
        """
        try:
            handle = self._create(path)
        except FileNotFoundError:  # only the first file of a folder
            self.make_folders(path.rpartition("/")[0])
            handle = self._create(path)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if (bits is not None or is_executable) and hasattr(os, "fchmod"):
                mode = stat.S_IMODE(os.fstat(handle).st_mode) if bits is None else bits
                os.fchmod(handle, mode | (mode >> 2 & 0o111 if is_executable else 0))
            if durable:
                file.flush()
                os.fsync(handle)

    def _create(self, path: str) -> int:
        with self._parent(path) as (folder, name):
            return folder.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL)

    def make_folders(self, path: str) -> None:
        """Make a folder and those on the way, where they are not there yet."""
        with ExitStack() as opened:
            folder = self.folder
            for name in path.split("/") if path else ():
                with suppress(FileExistsError):
                    folder.make_folder(name)
                folder = opened.enter_context(folder.folder(name))

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

    def sync_all(self, files: Sequence[str], folders: Sequence[str]) -> None:
        """Make sure that files, and the names in folders, are on the disk, which takes many faster than one by one."""
        left = [*(partial(self._sync_file, path) for path in files), *(partial(self.sync, path) for path in folders)]
        failed: list[OSError] = []

        def sync_some() -> None:
            with suppress(IndexError):
                while not failed:
                    sync = left.pop()
                    try:
                        sync()
                    except OSError as error:
                        failed.append(error)

        threads = [Thread(target=sync_some) for _ in range(min(_AT_ONCE, len(left)))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for error in failed:
            raise error

    def _sync_file(self, path: str) -> None:
        with self._parent(path) as (folder, name):
            handle = folder.open(name, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

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
