"""Every file is opened here: for reading, to a bound, and for writing, without following a link out of its folder."""

import io
import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from fnmatch import fnmatchcase
from pathlib import Path

from crispdm.open_folder import OPEN_FILE, Folder

_ANY_DEPTH = "**"
_WILD = frozenset("*?[")


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
    *folders, name = real.relative_to(root).parts or ("",)
    if not name:
        raise OSError(0, "not a regular file")
    with ExitStack() as opened:
        folder = opened.enter_context(Folder(root))
        for each in folders:
            folder = opened.enter_context(folder.folder(each))
        return regular(folder.open(name, os.O_RDONLY))


def read_inside(root: Path, path: str, limit: int) -> bytes:
    """Read a file as `open_inside` opens it.

    Raises:
        OSError: as there, or it is larger than `limit` bytes.
        ValueError: it cannot be encoded.
    """
    with open_inside(root, path) as file:
        return read_bounded(file, limit)


def read_file(path: Path, limit: int, *, takes_pipe: bool = False) -> bytes:
    """Read a file that the user named, or that is the user's own or the program's; links are followed.

    Args:
        path: the file.
        limit: the most bytes that it may have.
        takes_pipe: it may be a pipe or a terminal, which is waited for.

    Raises:
        OSError: it cannot be read, is no regular file, or is larger.
    """
    handle = os.open(path, os.O_RDONLY | OPEN_FILE)
    if takes_pipe and not stat.S_ISDIR(os.fstat(handle).st_mode):
        os.set_blocking(handle, True)
        file = os.fdopen(handle, "rb")
    else:
        file = regular(handle)
    with file:
        return read_bounded(file, limit)


def read_head(path: Path, size: int) -> bytes:
    """Read the first bytes of a file that the user named; links are followed.

    Raises:
        OSError: it cannot be read, or is no regular file.
    """
    with regular(os.open(path, os.O_RDONLY | OPEN_FILE)) as file:
        return file.read(size)


def regular(handle: int) -> io.BufferedReader:
    """The open file for reading, where it is a regular one; otherwise it is closed.

    Raises:
        OSError: it is not.
    """
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(0, "not a regular file")
    return os.fdopen(handle, "rb")


def read_bounded(file: io.BufferedReader, limit: int) -> bytes:
    """Read all of an open file.

    Raises:
        OSError: it is larger than `limit` bytes.
    """
    data = file.read(limit + 1)
    if len(data) > limit:
        raise OSError(0, f"larger than {limit:,} bytes, the limit")
    return data


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


def write_stream(path: Path, data: bytes) -> None:
    """Write into a pipe or a device, which the user named.

    Raises:
        OSError: nobody reads the pipe, or it cannot be written to.
    """
    handle = os.open(path, os.O_WRONLY | OPEN_FILE)
    os.set_blocking(handle, True)
    with os.fdopen(handle, "wb") as file:
        file.write(data)


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
