"""`.crispdm/state.yaml`: read, append to and repair it, one writer at a time. Nothing else touches that file."""

import errno
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct, structs

from crispdm.errors import Damaged
from crispdm.eventlog import lines
from crispdm.eventlog.events import AnyEvent, Event
from crispdm.eventlog.last_size import last_size, remember_size
from crispdm.eventlog.repair import Repaired, format_torn_end, repair_text
from crispdm.file_locks import locked
from crispdm.lock_files import IsHeld
from crispdm.open_folder import Folder
from crispdm.safe_files import sync_folder

FOLDER = ".crispdm"
NAME = "state.yaml"
PATH = f"{FOLDER}/{NAME}"
REJECTED = "rejected.yaml"
HEADER = lines.HEADER
LIMIT = 64 << 20  # bytes
PATIENCE = 10.0  # seconds to wait for the lock
_TRIES = 3  # how often git may replace the file while it is written


class History(Struct, frozen=True):
    """The content of the file.

    `flaws` are sentences about the lines that are ignored, each with its line number; `is_torn` says that the last line
    was cut off while it was written: it is not an event, and was never confirmed. `is_doubtful` says that events may
    have been lost: there are none, lines are damaged, or the file is shorter than crispdm left it here.
    """

    events: tuple[AnyEvent, ...]
    flaws: tuple[str, ...] = ()
    is_torn: bool = False
    is_there: bool = True
    is_doubtful: bool = False


def parse(file: bytes | BinaryIO) -> History:
    """Parse a state file, its bytes or opened.

    Raises:
        Damaged: an event that this version cannot read, which is never skipped.
    """
    events: dict[str, AnyEvent] = {}
    flaws: list[str] = []
    is_torn, last = False, ("",)
    for entry in lines.parse_lines(lines.split_lines(file) if isinstance(file, bytes) else file, PATH):
        if (event := entry.event) is not None:
            if event.after == last:  # nearly always; then the id is in memory once
                structs.force_setattr(event, "after", last)
            last = (event.id,)
            events.setdefault(event.id, event)
        elif entry.what:
            flaws.append(f"{PATH}:{entry.number}: {entry.what}")
            is_torn = not entry.end
    return History(tuple(events.values()), tuple(flaws), is_torn)


def load(root: Path) -> History:
    """Read the project's history, without the lock.

    Raises:
        Damaged: the file cannot be read, or has an event that this version cannot read.
    """
    with opened(root) as file:
        if file is None:
            return History((), is_there=False, is_doubtful=True)
        history = parse(file)
        is_doubtful = not history.events or bool(history.flaws) or file.tell() < last_size(root / FOLDER)
    return structs.replace(history, is_doubtful=True) if is_doubtful else history


def read_bytes(root: Path) -> bytes | None:
    """Read the bytes of the file, without the lock; None where there is no file.

    Raises:
        Damaged: it cannot be read.
    """
    with opened(root) as file:
        return None if file is None else file.read()


@contextmanager
def opened(root: Path) -> Iterator[BinaryIO | None]:
    """Open the file to read it, without the lock; None where there is no file.

    Raises:
        Damaged: it cannot be read.
    """
    handle = None
    if os.path.lexists(root / FOLDER):
        with _folder(root) as folder:
            handle = _opened(folder, os.O_RDONLY)
    if handle is None:
        yield None
        return
    try:
        _refuse_unfit(handle)
        with os.fdopen(handle, "rb", closefd=False) as file:
            yield file
    finally:
        os.close(handle)


def _opened(folder: Folder, flags: int) -> int | None:
    try:
        return folder.open(NAME, flags)
    except FileNotFoundError:
        return None
    except OSError as error:
        hint = "check its permissions, or restore it from git"
        raise Damaged(f"{PATH} cannot be used: {error.strerror}", hint=hint) from None


def append(root: Path, decide: Callable[[History], Sequence[Event]], *, at: str, by: str) -> tuple[Event, ...]:
    """Append the events that `decide` returns, under the lock, with one write and one fsync.

    Args:
        root: the project's root.
        decide: given the history under the lock, returns the events to append; if it raises, nothing is written.
        at: the time, UTC.
        by: who records them.

    Returns:
        The events as they were written.

    Raises:
        Damaged: the file has flaws, the lock was not free in time, or the disk is full; the file is as before.
    """
    for _ in range(_TRIES):
        with _folder(root, is_needed=True) as folder, locked(folder, FOLDER, PATIENCE) as is_held:
            events = _append(folder, decide, is_held, at=at, by=by)
        if events is not None:
            return events
    raise _replaced()


def _append(
    folder: Folder, decide: Callable[[History], Sequence[Event]], is_held: IsHeld, *, at: str, by: str
) -> tuple[Event, ...] | None:
    """Append once; None where git, which knows no lock, replaced the file meanwhile, or somebody removed the lock."""
    is_new = folder.stat(NAME) is None
    if is_new and not decide(History((), is_there=False)):
        return ()  # leave no empty file behind
    handle = _opened(folder, os.O_RDWR | os.O_APPEND | os.O_CREAT)
    if handle is None:
        return None  # its folder was removed meanwhile
    try:
        text = _read_all(handle)
        history = parse(text)
        _refuse_flaws(history)
        events, new = lines.format_lines(decide(history), history.events, at=at, by=by)
        if events and not is_held():
            return None  # another process may be writing
        if events:
            if history.is_torn:
                _save(folder, REJECTED, os.O_APPEND, format_torn_end(text, at))
            remember_size(folder, _write(handle, text, b"".join(new), is_torn=history.is_torn))
        if is_new:
            folder.sync()
        found = folder.stat(NAME)
        is_in_place = found is not None and os.path.samestat(os.fstat(handle), found)
        return events if is_in_place or not events else None
    finally:
        os.close(handle)


def repair(root: Path, at: str, committed: bytes = b"") -> Repaired:
    """Repair the file under the lock; damaged lines go to `rejected.yaml`, and no event is lost.

    Args:
        root: the project's root.
        at: the time, UTC.
        committed: lines that git has; events among them that are missing here are brought back.

    Raises:
        Damaged: it cannot be read or written, or has an event that this version cannot read; the file is as before.
    """
    if read_bytes(root) is None and not committed:
        return repair_text(b"", PATH, at)
    with _folder(root, is_needed=True) as folder, locked(folder, FOLDER, PATIENCE) as is_held:
        before, text = _read_with_status(folder)
        repaired = repair_text(text, PATH, at, committed)
        if repaired.rejected:
            _save(folder, REJECTED, os.O_APPEND, repaired.rejected)
            folder.sync()  # before the lines go from the file
        if repaired.text != text:
            _replace(folder, repaired.text, before, is_held)
        remember_size(folder, len(repaired.text))
    return repaired


def _read_with_status(folder: Folder) -> tuple[os.stat_result | None, bytes]:
    """The file with what `stat` says of it; nothing where there is none."""
    handle = _opened(folder, os.O_RDONLY)
    if handle is None:
        return None, b""
    try:
        return os.fstat(handle), _read_all(handle)
    finally:
        os.close(handle)


def _replace(folder: Folder, text: bytes, before: os.stat_result | None, is_held: IsHeld) -> None:
    """Replace the file that was read, unless git has replaced it already, or somebody removed the lock."""
    beside = f"{NAME}.new"
    try:
        _save(folder, beside, os.O_TRUNC, text, stat.S_IMODE(before.st_mode) if before else 0o666)
        found = folder.stat(NAME)
        is_same = found is before if found is None or before is None else os.path.samestat(before, found)
        if not is_same or not is_held():
            raise _replaced()
        folder.replace(beside, NAME)
    finally:
        with suppress(FileNotFoundError):
            folder.unlink(beside)


def _save(folder: Folder, name: str, flags: int, text: bytes, mode: int = 0o666) -> None:
    try:
        handle = folder.open(name, os.O_WRONLY | os.O_CREAT | flags, mode)
        with os.fdopen(handle, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(handle)
    except OSError as error:
        what = f"nothing was recorded or repaired: {FOLDER}/{name}: {error.strerror}"
        raise Damaged(what, hint="fix that, then run the command again") from None


def _replaced() -> Damaged:
    hint = "wait for git to finish, then run the command again"
    return Damaged(f"nothing was recorded: {PATH} was replaced while crispdm was writing it", hint=hint)


def _write(handle: int, text: bytes, new: bytes, *, is_torn: bool) -> int:
    """Append to the file, and return its size; on a failure of the disk, leave it as it was."""
    size = text.rfind(b"\n") + 1 if is_torn else len(text)
    new = (HEADER if size == 0 else b"" if text[:size].endswith(b"\n") else b"\n") + new
    if size + len(new) > LIMIT:
        raise Damaged(f"nothing was recorded: {PATH} would have more than {LIMIT:,} bytes, the limit")
    if lines.count_values(text + new) > lines.MOST_VALUES:
        raise lines.too_many_values(f"nothing was recorded: with this, {PATH}")
    fault = ""
    try:
        if is_torn:
            os.ftruncate(handle, size)
        if os.write(handle, new) < len(new):
            fault = os.strerror(errno.ENOSPC)
        else:
            os.fsync(handle)
    except OSError as error:
        fault = error.strerror or str(error)
    if fault:
        os.ftruncate(handle, size)
        raise Damaged(f"nothing was recorded: {PATH}: {fault}", hint="fix that, then run the command again")
    return size + len(new)


def _refuse_flaws(history: History) -> None:
    flaws = history.flaws[:-1] if history.is_torn else history.flaws
    if flaws:
        hint = "`crispdm repair` fixes the file and loses no event; `crispdm verify` explains each line"
        raise Damaged(f"{PATH} has damaged lines; nothing was recorded", details=flaws, hint=hint)


def _folder(root: Path, *, is_needed: bool = False) -> Folder:
    if is_needed and not os.path.lexists(root / FOLDER):
        (root / FOLDER).mkdir(exist_ok=True)
        sync_folder(root)
    try:
        return Folder(root / FOLDER)
    except OSError as error:
        is_folder = error.errno not in (errno.ENOTDIR, errno.ELOOP)
        hint = "check its permissions" if is_folder else "it must be a folder of the project, not a link"
        raise Damaged(f"{FOLDER} cannot be used: {error.strerror}", hint=hint) from None


def _refuse_unfit(handle: int) -> None:
    info = os.fstat(handle)
    if not stat.S_ISREG(info.st_mode):
        raise Damaged(f"{PATH} is not a regular file", hint="restore it from git")
    if info.st_size > LIMIT:
        raise Damaged(f"{PATH} has {info.st_size:,} bytes; the limit is {LIMIT:,}")


def _read_all(handle: int) -> bytes:
    _refuse_unfit(handle)
    with os.fdopen(handle, "rb", buffering=0, closefd=False) as file:
        return file.read() or b""
