"""Every file is opened here: for reading, to a bound, and for writing, without following a link out of its folder."""

import io
import os
import stat
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from itertools import groupby
from pathlib import Path

from crispdm.open_folder import BY_HANDLE, OPEN_FILE, Folder

_PATIENCE = 5.0  # seconds in which somebody must have opened the other end of a pipe


def open_inside(root: Path, path: str) -> io.BufferedReader:
    """Open a regular file for reading, folder by folder, so that no link leads out of the root at any time.

    Args:
        root: the folder, without links in its own path.
        path: from there; links in it are followed where they stay inside.

    Raises:
        OSError: it does not exist, leads out, is not a regular file, or is not a path.
        ValueError: it cannot be encoded.
    """
    if "\0" in path:  # which Pythons refuse in different words
        raise OSError(0, "not a path: it contains a NUL character")
    parts = path.split("/")
    if BY_HANDLE:
        with suppress(OSError):  # hardly ever there is a link or `..` on the way, or something else to look at closely
            return _open_regular(root, parts)
    real = Path(os.path.realpath(root / path))
    if not real.is_relative_to(root):
        raise OSError(0, "leads out of the project")
    if real == root:
        raise OSError(0, "not a regular file")
    return _open_regular(root, real.relative_to(root).parts)


def _open_regular(root: Path, parts: Sequence[str]) -> io.BufferedReader:
    """Open a regular file by the names on the way to it, none of which may be a link."""
    *folders, name = parts
    with ExitStack() as opened:
        return regular(_open_folders(root, folders, opened).open(name, os.O_RDONLY))


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
        OSError: it cannot be read, is not a regular file, is larger, or is a pipe that nobody writes to.
    """
    handle = os.open(path, os.O_RDONLY | OPEN_FILE)
    if not takes_pipe or stat.S_ISDIR(os.fstat(handle).st_mode):
        with regular(handle) as file:
            return read_bounded(file, limit)
    with os.fdopen(handle, "rb") as file:
        begin = _await_writer(handle) if stat.S_ISFIFO(os.fstat(handle).st_mode) else b""
        os.set_blocking(handle, True)
        return read_bounded(file, limit, begin)


def _await_writer(handle: int) -> bytes:
    """Wait until somebody writes to a pipe, which seems to be at its end before; return what was read by that."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        try:
            if begin := os.read(handle, 1):
                return begin
        except BlockingIOError:  # it has one, who did not write yet
            return b""
        time.sleep(0.05)
    raise OSError(0, "nobody writes to this pipe")


def read_head(path: Path, size: int) -> bytes:
    """Read the first bytes of a file that the user named; links are followed.

    Raises:
        OSError: it cannot be read, or is not a regular file.
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


def read_bounded(file: io.BufferedReader, limit: int, begin: bytes = b"") -> bytes:
    """Read all of an open file, after what was read of it already.

    Raises:
        OSError: it is larger than `limit` bytes.
    """
    data = begin + file.read(limit + 1 - len(begin))
    if len(data) > limit:
        raise OSError(0, f"larger than {limit:,} bytes, the limit")
    return data


def _open_folders(root: Path, names: Iterable[str], opened: ExitStack) -> Folder:
    """Open the root and the folders below it, one in the other, and return the last one."""
    folder = opened.enter_context(Folder(root))
    for each in names:
        folder = opened.enter_context(folder.folder(each))
    return folder


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


def stat_inside(root: Path, paths: Iterable[str]) -> Iterator[tuple[str, os.stat_result | None]]:
    """The status of regular files, each opened as `open_inside` opens it; the folder of neighbours is opened once.

    Args:
        root: the folder, without links in its own path.
        paths: from there.

    Yields:
        Each path and its status; None for what `open_inside` has to open, or to say why it cannot: links and the like.
    """
    for folder, group in groupby(paths, os.path.dirname):
        with ExitStack() as opened:
            neighbours = _folder_inside(root, folder, opened)
            for path in group:
                yield path, _status(neighbours, path.rpartition("/")[2]) if neighbours else None


def _folder_inside(root: Path, path: str, opened: ExitStack) -> Folder | None:
    """Open a folder; None where it leads out of the root, or cannot be opened."""
    real = Path(os.path.realpath(root / path))
    with suppress(OSError, ValueError):
        return _open_folders(root, real.relative_to(root).parts, opened)
    return None


def _status(folder: Folder, name: str) -> os.stat_result | None:
    try:
        handle = folder.open(name, os.O_RDONLY)
    except (OSError, ValueError):
        return None
    try:
        info = os.fstat(handle)
    finally:
        os.close(handle)
    return info if stat.S_ISREG(info.st_mode) else None


def sync_folder(path: Path) -> None:
    """Make sure that what was created, moved and removed in a folder is so on the disk."""
    with Folder(Path(os.path.realpath(path))) as folder:
        folder.sync()
