"""`.crispdm/state.yaml`: read it, lock it, append to it, heal a torn end. Nothing else touches that file."""

import errno
import fcntl
import os
import re
import stat
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct

from crispdm.errors import Damaged
from crispdm.lifecycle.events import AnyEvent, Event, WrongLine, read, write

FOLDER = ".crispdm"
NAME = "state.yaml"
PATH = f"{FOLDER}/{NAME}"
HEADER = b"# crispdm state: one event per line, oldest first. Commit it; do not edit it. `crispdm verify` checks it.\n"
LIMIT = 64 << 20  # bytes
PATIENCE = 10.0  # seconds to wait for the lock
_TRIES = 3  # how often git may replace the file while it is being written
_MARKER = re.compile(rb"(<{7,}|={7,}|>{7,}|\|{7,})( .*)?")


class History(Struct, frozen=True):
    """What the file holds.

    `flaws` are sentences about lines that were passed over, each with its line; `is_torn` says that the last line was
    cut off in writing and is not an event: nobody was told that it was recorded.
    """

    events: tuple[AnyEvent, ...]
    flaws: tuple[str, ...] = ()
    is_torn: bool = False
    is_there: bool = True


def parse(text: bytes) -> History:
    """Read the lines of a state file.

    Raises:
        Damaged: for an event that this version does not know; it is never skipped.
    """
    lines = text.split(b"\n")
    last = lines.pop()  # behind the last line feed: nothing, or a line that was cut off
    events: dict[str, AnyEvent] = {}
    flaws: list[str] = []
    is_torn = False
    for number, line in enumerate([*lines, last], 1):
        line = line.removesuffix(b"\r")  # noqa: PLW2901 - a copy with CRLF holds the same events
        is_last = number > len(lines)
        is_cut = is_last and HEADER.startswith(line)  # in writing the first line of all
        if not line.strip() or (line.startswith(b"#") and not is_cut):
            continue
        try:
            event = read(line)
        except WrongLine as wrong:
            is_torn = is_last
            what = "a conflict marker" if _MARKER.fullmatch(line) else "cut off" if is_torn else str(wrong)
            flaws.append(f"{PATH}:{number}: {what}")
        except Damaged as damaged:
            raise Damaged(f"{PATH}:{number}: {damaged.message}", details=damaged.details, hint=damaged.hint) from None
        else:
            events.setdefault(event.id, event)
    return History(tuple(events.values()), tuple(flaws), is_torn)


def load(root: Path) -> History:
    """Read the project's history, without the lock.

    Raises:
        Damaged: where the file cannot be read, or holds an event of an unknown kind.
    """
    if not os.path.lexists(root / FOLDER):
        return History((), is_there=False)
    with _folder(root) as folder:
        try:
            handle = os.open(NAME, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
        except FileNotFoundError:
            return History((), is_there=False)
        except OSError as error:
            raise _unreadable(error) from None
        try:
            return parse(_read_all(handle))
        finally:
            os.close(handle)


def append(root: Path, decide: Callable[[History], Sequence[Event]], *, at: str, by: str) -> tuple[Event, ...]:
    """Append what `decide` makes of the history, under the lock, with one write and one fsync.

    Args:
        root: the project's root.
        decide: from the history as it is under the lock to the events that follow; it may raise, and then nothing is
            written.
        at: the time, UTC.
        by: who acts.

    Returns:
        The events as they were written.

    Raises:
        Damaged: the file has flaws, the lock was not had in time, or the disk did not take it; the file is as before.
    """
    if not os.path.lexists(root / FOLDER):
        (root / FOLDER).mkdir(exist_ok=True)
    with _folder(root) as folder, _locked(folder):
        for _ in range(_TRIES):
            events = _append(folder, decide, at=at, by=by)
            if events is not None:
                return events
    raise Damaged(f"nothing was recorded: {PATH} was replaced meanwhile", hint="wait for git to end, and do it again")


def _append(folder: int, decide: Callable[[History], Sequence[Event]], *, at: str, by: str) -> tuple[Event, ...] | None:
    """Append once; None where git put another file in place of the one that was written, as it does, without a lock."""
    if _found(folder) is None and not decide(History((), is_there=False)):
        return ()  # nothing to record leaves no empty file behind
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        handle = os.open(NAME, flags, 0o666, dir_fd=folder)
    except OSError as error:
        raise _unreadable(error) from None
    try:
        text = _read_all(handle)
        history = parse(text)
        _refuse_flaws(history)
        events, lines = _chain(decide(history), history, at=at, by=by)
        if events:
            _write(handle, text, b"".join(lines), is_torn=history.is_torn)
        found = _found(folder)
        is_in_place = found is not None and os.path.samestat(os.fstat(handle), found)
        return events if is_in_place or not events else None
    finally:
        os.close(handle)


def _found(folder: int) -> os.stat_result | None:
    """What stands there by the file's name."""
    try:
        return os.stat(NAME, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return None


def first(event: Event, *, at: str, by: str) -> bytes:
    """A whole new state file with one event in it."""
    return HEADER + write(event, after=(), at=at, by=by)[1]


def heads(history: History) -> tuple[str, ...]:
    """The ids of the events that no other event comes after."""
    seen = {parent for event in history.events for parent in event.after}
    return tuple(event.id for event in history.events if event.id not in seen)


def _chain(wanted: Sequence[Event], history: History, *, at: str, by: str) -> tuple[tuple[Event, ...], list[bytes]]:
    """Each event after the one before it; the first after all heads."""
    after = heads(history)
    events: list[Event] = []
    lines: list[bytes] = []
    for each in wanted:
        event, line = write(each, after=after, at=at, by=by)
        events.append(event)
        lines.append(line)
        after = (event.id,)
    return tuple(events), lines


def _write(handle: int, text: bytes, lines: bytes, *, is_torn: bool) -> None:
    """Append; where the disk does not take it, leave the file as it was."""
    size = text.rfind(b"\n") + 1 if is_torn else len(text)
    lines = (HEADER if size == 0 else b"" if text[:size].endswith(b"\n") else b"\n") + lines
    if size + len(lines) > LIMIT:
        raise Damaged(f"nothing was recorded: {PATH} would have more than {LIMIT:,} bytes, which nobody could read")
    fault = ""
    try:
        if is_torn:
            os.ftruncate(handle, size)
        if os.write(handle, lines) < len(lines):
            fault = os.strerror(errno.ENOSPC)
        else:
            os.fsync(handle)
    except OSError as error:
        fault = error.strerror or str(error)
    if fault:
        os.ftruncate(handle, size)
        raise Damaged(f"nothing was recorded: {PATH}: {fault}", hint="mend that, and do it again")


def _refuse_flaws(history: History) -> None:
    flaws = history.flaws[:-1] if history.is_torn else history.flaws
    if flaws:
        hint = f"restore the lines from git (`git log -p {PATH}`): each event once, no conflict markers"
        raise Damaged("the state has lines that are no events; nothing was recorded", details=flaws, hint=hint)


@contextmanager
def _folder(root: Path) -> Iterator[int]:
    try:
        handle = os.open(root / FOLDER, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError as error:
        raise Damaged(f"{FOLDER} cannot be used: {error.strerror}", hint="it must be a folder of the project") from None
    try:
        yield handle
    finally:
        os.close(handle)


@contextmanager
def _locked(folder: int) -> Iterator[None]:
    """Wait in line for the lock: the kernel queues waiters fairly, which polling would not."""
    try:
        handle = os.open("lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666, dir_fd=folder)
    except OSError as error:
        raise Damaged(f"{FOLDER}/lock cannot be used: {error.strerror}", hint="look at its permissions") from None
    try:
        _wait(handle)
        yield
    finally:
        os.close(handle)


def _wait(handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        waiter = threading.Thread(target=_queue, args=(handle,), daemon=True)
        waiter.start()
        waiter.join(PATIENCE)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)  # ours already, unless the waiter waits still, or failed
        except BlockingIOError:
            raise Damaged(
                f"another crispdm has held {FOLDER}/lock for {PATIENCE:.0f} seconds", hint="wait for it, or end it"
            ) from None


def _queue(handle: int) -> None:
    with suppress(OSError):
        fcntl.flock(handle, fcntl.LOCK_EX)


def _read_all(handle: int) -> bytes:
    info = os.fstat(handle)
    if not stat.S_ISREG(info.st_mode):
        raise Damaged(f"{PATH} is not a regular file", hint="restore it from git")
    if info.st_size > LIMIT:
        raise Damaged(f"{PATH} has {info.st_size:,} bytes; at most {LIMIT:,} are read")
    parts = []
    while part := os.read(handle, 1 << 20):
        parts.append(part)
    return b"".join(parts)


def _unreadable(error: OSError) -> Damaged:
    return Damaged(f"{PATH} cannot be used: {error.strerror}", hint="look at its permissions, or restore it from git")
