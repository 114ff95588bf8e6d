"""Files of the project: opened, found and written whole, without following a link out of their folder."""

import errno
import io
import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from fnmatch import fnmatchcase
from pathlib import Path
from types import TracebackType
from typing import Self

BY_HANDLE = os.open in os.supports_dir_fd  # not on Windows, where paths have to do
_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
OPEN_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | _NO_LINK
_FILE = _NO_LINK | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # a pipe must not hang
_ANY_DEPTH = "**"
_WILD = frozenset("*?[")


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
            self._handle = os.open(path if dir_fd is None else path.name, OPEN_FOLDER, dir_fd=dir_fd)
        elif path.is_symlink() or not path.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._handle is not None:
            os.close(self._handle)

    def folder(self, name: str) -> "Folder":
        """Open a folder in the folder."""
        return Folder(self._path / name, dir_fd=self._handle)

    def open(self, name: str, flags: int, mode: int = 0o666) -> int:
        """Open a file in the folder, and return its handle."""
        if self._handle is None and (self._path / name).is_symlink():
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        return os.open(self._name(name), flags | _FILE, mode, dir_fd=self._handle)

    def stat(self, name: str) -> os.stat_result | None:
        """The status of a file in the folder, of a link itself; None where there is none."""
        try:
            return os.stat(self._name(name), dir_fd=self._handle, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def unlink(self, name: str) -> None:
        """Remove a file from the folder."""
        os.unlink(self._name(name), dir_fd=self._handle)

    def link(self, old: str, new: str) -> None:
        """Give a file another name, which must be free."""
        os.link(self._name(old), self._name(new), src_dir_fd=self._handle, dst_dir_fd=self._handle)

    def replace(self, old: str, new: str) -> None:
        """Move one file over another, and make sure that this is on the disk."""
        os.replace(self._name(old), self._name(new), src_dir_fd=self._handle, dst_dir_fd=self._handle)
        self.sync()

    def sync(self) -> None:
        """Make sure that what was created, moved and removed in the folder is so on the disk."""
        if self._handle is not None:
            os.fsync(self._handle)

    def _name(self, name: str) -> str | Path:
        return name if self._handle is not None else self._path / name


def open_inside(root: Path, path: str) -> io.BufferedReader:
    """Open a regular file for reading, folder by folder, so that no link leads out of the root at any time.

    Args:
        root: the folder, without links in its own path.
        path: from there; links in it are followed where they stay inside.

    Raises:
        OSError: it does not exist, leads out, is no regular file, or is not a path.
        ValueError: it cannot be encoded.
    """
    if "\0" in path:  # which Pythons refuse in different words
        raise OSError(0, "not a path: it contains a NUL character")
    real = Path(os.path.realpath(root / path))
    if not real.is_relative_to(root):
        raise OSError(0, "leads out of the project")
    *folders, name = real.relative_to(root).parts or (".",)
    with ExitStack() as opened:
        folder = opened.enter_context(Folder(root))
        for each in folders:
            folder = opened.enter_context(folder.folder(each))
        handle = folder.open(name, os.O_RDONLY)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(0, "not a regular file")
    return os.fdopen(handle, "rb")


def write_whole(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Write a file so that there is the old content or the new one, never a part of it, even after a crash.

    Args:
        path: the file; a link of that name is replaced.
        data: its content.
        mode: its permissions, less the umask.

    Raises:
        OSError: it cannot be written; the file is as before.
    """
    beside = f".{path.name}.{os.urandom(8).hex()}"
    with Folder(Path(os.path.realpath(path.parent))) as folder:
        try:
            with os.fdopen(folder.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            folder.replace(beside, path.name)
        except BaseException:
            with suppress(OSError):
                folder.unlink(beside)
            raise


def glob_inside(root: Path, base: str, pattern: str) -> list[str]:
    """The paths, from the root, of everything but folders that matches a pattern; `**` is any depth.

    A link to a folder is entered where the pattern names it and it stays inside; else it is a match itself. `**` enters
    no link.

    Args:
        root: the folder, without links in its own path.
        base: where the pattern starts, from there.
        pattern: parts with `*`, `?` and `[…]`, separated by slashes.

    Raises:
        ValueError: it is not a pattern.
        OSError: a folder cannot be read.
    """
    parts = [part for part in pattern.split("/") if part not in ("", ".")]
    if not parts or any(_ANY_DEPTH in part and part != _ANY_DEPTH for part in parts):
        raise ValueError(pattern)
    start = os.path.normpath(base) if base else "."
    return sorted({os.path.normpath(each) for each in _matches(root, start, tuple(parts), set())})


def _matches(root: Path, at: str, parts: tuple[str, ...], seen: set[tuple[str, int]]) -> Iterator[str]:
    """Visit each folder once for each rest of the pattern, so that every pattern comes to an end."""
    if (at, len(parts)) in seen or not parts or not _is_inside(root, at):
        return
    seen.add((at, len(parts)))
    first, rest = parts[0], parts[1:]
    if first == _ANY_DEPTH:
        yield from _matches(root, at, rest or ("*",), seen)
    for entry in _entries(root / at):
        name = f"{at}/{entry.name}"
        if first == _ANY_DEPTH:
            if entry.is_dir(follow_symlinks=False):
                yield from _matches(root, name, parts, seen)
        elif entry.name == first or (_WILD & {*first} and fnmatchcase(entry.name, first)):
            if not _is_inside(root, name) or not (rest or entry.is_dir()):
                yield name
            elif rest:
                yield from _matches(root, name, rest, seen)


def _is_inside(root: Path, path: str) -> bool:
    return Path(os.path.realpath(root / path)).is_relative_to(root)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return []


def sync_folder(path: Path) -> None:
    """Make sure that what was created, moved and removed in a folder is so on the disk."""
    with Folder(Path(os.path.realpath(path))) as folder:
        folder.sync()
