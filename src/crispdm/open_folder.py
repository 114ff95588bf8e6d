"""A folder that is open: what is done in it is done there, whoever puts a link in its place meanwhile."""

import errno
import os
import stat
from pathlib import Path
from types import TracebackType
from typing import Self

BY_HANDLE = os.open in os.supports_dir_fd  # not on Windows, where paths have to do


def flags(*names: str) -> int:
    """These flags of `os.open`, as far as the system has them."""
    return sum(getattr(os, name, 0) for name in names)


NO_FOLLOW = flags("O_NOFOLLOW")
OPEN_FILE = flags("O_CLOEXEC", "O_NONBLOCK", "O_BINARY")  # no pipe may hang
_OPEN_FOLDER = flags("O_RDONLY", "O_DIRECTORY", "O_CLOEXEC", "O_NOFOLLOW")
_LINKS_LINKS = os.link in os.supports_follow_symlinks


class Folder:
    """An open folder. Neither it nor anything opened in it is reached through a link, whoever makes one meanwhile.

    Args:
        path: where it is.
        dir_fd: the handle of the folder that it is in, where that is open too.

    Raises:
        OSError: it is not a folder, or cannot be opened.
    """

    def __init__(self, path: Path, *, dir_fd: int | None = None) -> None:
        self._path = path
        self._handle = None
        if BY_HANDLE:
            self._handle = os.open(path if dir_fd is None else path.name, _OPEN_FOLDER, dir_fd=dir_fd)
        elif path.is_symlink() or not path.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._handle is not None:
            os.close(self._handle)

    @property
    def handle(self) -> int | None:
        """The handle of the open folder; None where folders cannot be opened."""
        return self._handle

    @property
    def info(self) -> os.stat_result:
        """The status of the folder itself."""
        return self._path.stat() if self._handle is None else os.fstat(self._handle)

    def folder(self, name: str) -> "Folder":
        """Open a folder in the folder."""
        return Folder(self._path / _checked(name), dir_fd=self._handle)

    def open(self, name: str, flags: int, mode: int = 0o666) -> int:
        """Open a file in the folder, and return its handle.

        Raises:
            OSError: there is no such file, it is a link, or it may not be opened.
        """
        if self._handle is None and (self._path / name).is_symlink():
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        return os.open(self._name(name), flags | NO_FOLLOW | OPEN_FILE, mode, dir_fd=self._handle)

    def stat(self, name: str) -> os.stat_result | None:
        """The status of a file in the folder, of a link itself; None where there is none."""
        try:
            return os.stat(self._name(name), dir_fd=self._handle, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def names(self) -> list[str]:
        """The names of all that is in the folder."""
        return os.listdir(self._path if self._handle is None else self._handle)  # noqa: PTH208 - of an open folder

    def make_folder(self, name: str, mode: int = 0o777) -> None:
        """Make a folder in the folder."""
        os.mkdir(self._name(name), mode, dir_fd=self._handle)

    def remove_folder(self, name: str) -> None:
        """Remove an empty folder from the folder."""
        os.rmdir(self._name(name), dir_fd=self._handle)

    def remove_all(self, name: str) -> None:
        """Remove a file, or a folder with all that is in it, as far as possible; no link in it is followed."""
        from shutil import rmtree  # noqa: PLC0415 - hardly ever needed

        found = self.stat(name)
        if found and not stat.S_ISDIR(found.st_mode):
            self.unlink(name)
            return
        rmtree(self._name(name), ignore_errors=True, dir_fd=self._handle)

    def unlink(self, name: str) -> None:
        """Remove a file from the folder."""
        os.unlink(self._name(name), dir_fd=self._handle)

    def link(self, name: str, to: "Folder", new: str) -> None:
        """Make a file of the folder a file of another one too; one that exists is not replaced."""
        where = {"src_dir_fd": self._handle, "dst_dir_fd": to._handle} if BY_HANDLE else {}  # noqa: SLF001 - its own
        os.link(self._name(name), to._name(new), follow_symlinks=not _LINKS_LINKS, **where)  # noqa: SLF001

    def move(self, name: str, to: "Folder", new: str) -> None:
        """Move a file or a folder to another folder; a file that exists is replaced."""
        os.replace(self._name(name), to._name(new), src_dir_fd=self._handle, dst_dir_fd=to._handle)  # noqa: SLF001

    def replace(self, old: str, new: str) -> None:
        """Move one file over another, and make sure that this is on the disk."""
        self.move(old, self, new)
        self.sync()

    def sync(self) -> None:
        """Make sure that what was created, moved and removed in the folder is so on the disk."""
        if self._handle is not None:
            os.fsync(self._handle)

    def _name(self, name: str) -> str | Path:
        return _checked(name) if self._handle is not None else self._path / _checked(name)


def _checked(name: str) -> str:
    """A name that leads to nothing but an entry of a folder."""
    if name in ("", ".", "..") or "/" in name or "\0" in name:
        raise OSError(errno.EINVAL, "not the name of a file")
    return name
