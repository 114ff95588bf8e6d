"""Files opened, found and replaced without leaving a folder, whatever links somebody puts there meanwhile."""

import errno
import io
import os
import stat
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from types import TracebackType
from typing import Self

BY_HANDLE = os.open in os.supports_dir_fd  # not on Windows, where its path must do
NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)
_FILE = NO_LINK | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # a pipe must not hang
_ANY_DEPTH = "**"
_WILD = frozenset("*?[")


def open_inside(root: Path, path: str) -> io.BufferedReader:
    """Open a regular file part by part, so that no link, swapped in at any time, leads out of the folder.

    Args:
        root: the folder, without links in its own path.
        path: from there.

    Raises:
        OSError: it is not there, leads out, or is no regular file.
        ValueError: it is no path.
    """
    real = Path(os.path.realpath(root / path))
    if not real.is_relative_to(root):
        raise OSError(0, "it leads out of the project")
    if not BY_HANDLE:  # Windows
        return _regular(os.open(real, os.O_RDONLY | _FILE))
    *folders, name = real.relative_to(root).parts or (".",)
    at = os.open(root, _FOLDER)
    try:
        for folder in folders:
            below = os.open(folder, _FOLDER | NO_LINK, dir_fd=at)
            os.close(at)
            at = below
        handle = os.open(name, os.O_RDONLY | _FILE, dir_fd=at)
    finally:
        os.close(at)
    return _regular(handle)


def _regular(handle: int) -> io.BufferedReader:
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(0, "not a regular file")
    return os.fdopen(handle, "rb")


def matching(root: Path, base: str, pattern: str) -> list[str]:
    """The paths, from the folder, of all but folders that match a pattern of names; `**` is any depth.

    A link to a folder is entered where the pattern names it, and only if it stays inside, else it is a hit itself;
    `**` enters none.

    Args:
        root: the folder, without links in its own path.
        base: where the pattern starts, from there.
        pattern: parts with `*`, `?` and `[…]`, separated by slashes.

    Raises:
        ValueError: it is no pattern.
        OSError: a folder cannot be read.
    """
    parts = [part for part in pattern.split("/") if part not in ("", ".")]
    if not parts or any(_ANY_DEPTH in part and part != _ANY_DEPTH for part in parts):
        raise ValueError(pattern)
    start = os.path.normpath(base) if base else "."
    return sorted({os.path.normpath(each) for each in _matching(root, start, tuple(parts), set())})


def _matching(root: Path, at: str, parts: tuple[str, ...], seen: set[tuple[str, int]]) -> Iterator[str]:
    """Each folder is looked at once for each rest of the pattern, so that no pattern takes for ever."""
    if (at, len(parts)) in seen or not parts or not _is_inside(root, at):
        return
    seen.add((at, len(parts)))
    first, rest = parts[0], parts[1:]
    if first == _ANY_DEPTH:
        yield from _matching(root, at, rest or ("*",), seen)
    for entry in _entries(root / at):
        name = f"{at}/{entry.name}"
        if first == _ANY_DEPTH:
            if entry.is_dir(follow_symlinks=False):
                yield from _matching(root, name, parts, seen)
        elif entry.name == first or (_WILD & {*first} and fnmatchcase(entry.name, first)):
            if not _is_inside(root, name) or not (rest or entry.is_dir()):
                yield name
            elif rest:
                yield from _matching(root, name, rest, seen)


def _is_inside(root: Path, path: str) -> bool:
    return Path(os.path.realpath(root / path)).is_relative_to(root)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return []


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
