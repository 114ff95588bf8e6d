"""A folder that is held open: what is opened in it is in that folder, whatever somebody puts in its place meanwhile."""

import errno
import os
from pathlib import Path
from types import TracebackType
from typing import Self

BY_HANDLE = os.open in os.supports_dir_fd  # not on Windows, where its path must do
NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)
_FILE = NO_LINK | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # a pipe must not hang


class Folder:
    """An open folder; no link is followed, neither to it nor in it.

    Args:
        path: where it is.

    Raises:
        OSError: it is no folder, or cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle = None
        if BY_HANDLE:
            self._handle = os.open(path, _FOLDER | NO_LINK)
        elif path.is_symlink() or not path.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._handle is not None:
            os.close(self._handle)

    def open(self, name: str, flags: int, mode: int = 0o666) -> int:
        """A handle of a file in it."""
        if self._handle is not None:
            return os.open(name, flags | _FILE, mode, dir_fd=self._handle)
        if (self._path / name).is_symlink():
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        return os.open(self._path / name, flags | _FILE, mode)

    def stat(self, name: str) -> os.stat_result | None:
        """What stands there by that name."""
        try:
            return os.stat(self._name(name), dir_fd=self._handle, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def unlink(self, name: str) -> None:
        """Remove a file."""
        os.unlink(self._name(name), dir_fd=self._handle)

    def replace(self, old: str, new: str) -> None:
        """Put one file in the place of another, and make sure that it is on the disk."""
        os.replace(self._name(old), self._name(new), src_dir_fd=self._handle, dst_dir_fd=self._handle)
        if self._handle is not None:
            os.fsync(self._handle)

    def _name(self, name: str) -> str | Path:
        return name if self._handle is not None else self._path / name
