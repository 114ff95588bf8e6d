"""A lock without the kernel's help: a file that only one process can create, and that names its holder."""

import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import TypeVar

from crispdm.errors import Damaged
from crispdm.open_folder import Folder

HOLDER = "lock.holder"
_POLL = 0.02  # seconds between two attempts, where nothing queues

IsHeld = Callable[[], bool]
T = TypeVar("T")


@contextmanager
def holder_file(folder: Folder, shown: str, patience: float) -> Iterator[IsHeld]:
    """Hold the lock by a file that only one process can create; the file of a dead process is removed."""

    def busy() -> Damaged:
        holder = _read_holder(folder, HOLDER) or "somebody"
        hint = f"wait for it; if that process no longer runs, remove {shown}/{HOLDER}"
        return Damaged(f"{holder} has held {shown}/{HOLDER} for {patience:.0f} seconds", hint=hint)

    handle = poll(lambda: _take(folder, HOLDER, shown), patience, busy)
    is_held = partial(is_in_place, folder, HOLDER, handle)
    try:
        yield is_held
    finally:
        if is_held():  # else somebody removed it, and it may be another's by now
            folder.unlink(HOLDER)
        os.close(handle)


def _take(folder: Folder, name: str, shown: str) -> int | None:
    """Create a holder's file; where there is one of a dead process, remove it, so that the next attempt can."""
    handle = _create(folder, name, shown)
    if handle is None:
        _remove_dead(folder, name, shown)
    return handle


def _create(folder: Folder, name: str, shown: str) -> int | None:
    """Create a holder's file with its text in it, in one step, and return its handle; None where it exists."""
    beside = f"{name}.{os.urandom(8).hex()}.new"
    text = f"{_host()} {os.getpid()} {_started(os.getpid())}".rstrip()
    handle = None
    try:
        handle = folder.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        os.write(handle, text.encode())
        folder.link(beside, folder, name)
    except OSError as error:
        if handle is not None:
            os.close(handle)
        if isinstance(error, FileExistsError):
            return None
        raise Damaged(f"{shown}/{name} cannot be created: {error.strerror}", hint="check its permissions") from None
    finally:
        with suppress(OSError):
            folder.unlink(beside)
    return handle


def _read_holder(folder: Folder, name: str) -> str | None:
    """`host pid start`; None where nobody holds the lock, or it is not a file."""
    with suppress(OSError), os.fdopen(folder.open(name, os.O_RDONLY), "rb") as file:
        if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            return file.read(1000).decode("utf-8", "replace").strip("\0 \n")
    return None


def _remove_dead(folder: Folder, name: str, shown: str) -> None:
    """Remove the file of a dead process.

    Of two processes that both found it dead the second would remove the file of the first: so one at a time looks
    again and removes, under a lock of the same kind.
    """
    if not _is_dead(_read_holder(folder, name)):
        return
    handle = _take(folder, f"{name}.dead", shown)
    if handle is not None:
        try:
            if _is_dead(_read_holder(folder, name)):
                folder.unlink(name)
        finally:
            folder.unlink(f"{name}.dead")
            os.close(handle)


def _is_dead(holder: str | None) -> bool:
    """Whether a holder no longer runs. An empty file is what a crash of the machine leaves: it had its text at once."""
    if not holder:
        return holder == ""
    host, number, started = (*holder.split(), "", "", "")[:3]
    if host != _host() or not (number.isascii() and number.isdigit()):
        return False
    try:
        os.kill(int(number), 0)
    except (ProcessLookupError, OverflowError, ValueError):
        return True
    except OSError:
        pass  # it belongs to somebody else, and runs
    now = _started(int(number))
    return bool(started and now) and started != now  # another process has its number by now


def _started(process: int) -> str:
    """When a process started, in ticks since the machine did; empty where the system does not say."""
    with suppress(OSError), open(f"/proc/{process}/stat", "rb") as file:  # noqa: PTH123 - no path of ours
        return file.read(4096).rpartition(b")")[2].split()[19].decode("ascii")
    return ""


def _host() -> str:
    import socket  # noqa: PLC0415 - only a file system without locks needs it

    return socket.gethostname()


def poll(take: Callable[[], T | None], patience: float, busy: Callable[[], Damaged]) -> T:
    """Try to take something until it is there, or for so many seconds.

    Raises:
        Damaged: as `busy` makes it, once the patience is over.
    """
    until = time.monotonic() + patience
    while (taken := take()) is None:
        if time.monotonic() >= until:
            raise busy() from None
        time.sleep(_POLL)
    return taken


def is_in_place(folder: Folder, name: str, handle: int) -> bool:
    """Whether a file of that name is still the one that is open."""
    found = folder.stat(name)
    return found is not None and os.path.samestat(os.fstat(handle), found)
