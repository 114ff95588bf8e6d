"""One writer at a time: the kernel's lock where there is one, a file with its holder's name where there is none."""

import errno
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import ModuleType

from crispdm.errors import Damaged
from crispdm.safe_files import Folder

fcntl: ModuleType | None
msvcrt: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
try:
    import msvcrt
except ImportError:  # everywhere else
    msvcrt = None

NAME = "lock"
HOLDER = "lock.holder"  # where the file system has no locks
_NO_LOCKS = {errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS}
_PAUSE = 0.02  # seconds between two looks, where nobody queues for us


@contextmanager
def locked(folder: Folder, place: str, patience: float) -> Iterator[None]:
    """Hold the lock of a folder.

    Args:
        folder: which.
        place: what the folder is called in complaints.
        patience: how many seconds to wait.

    Raises:
        Damaged: it was not had in time, or cannot be used.
    """
    try:
        handle = folder.open(NAME, os.O_RDWR | os.O_CREAT)
    except OSError as error:
        raise Damaged(f"{place}/{NAME} cannot be used: {error.strerror}", hint="look at its permissions") from None
    try:
        if _by_kernel(handle, place, patience):
            yield
        else:
            with _by_name(folder, place, patience):
                yield
    finally:
        os.close(handle)


def _by_kernel(handle: int, place: str, patience: float) -> bool:
    """Take the kernel's lock; False where the file system, or the system, has none."""
    busy = Damaged(f"another crispdm has held {place}/{NAME} for {patience:.0f} seconds", hint="wait for it, or end it")
    if fcntl is None:
        return msvcrt is not None and _by_windows(msvcrt, handle, patience, busy)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        _queue_up(fcntl, handle, patience, busy)
    except OSError as error:
        if error.errno in _NO_LOCKS:
            return False
        raise
    return True


def _queue_up(unix: ModuleType, handle: int, patience: float, busy: Damaged) -> None:
    """The kernel queues waiters fairly, which polling would not; but it knows no end of waiting, so a thread waits."""
    import threading  # noqa: PLC0415 - hardly ever does anybody wait

    def wait() -> None:
        with suppress(OSError):
            unix.flock(handle, unix.LOCK_EX)

    waiter = threading.Thread(target=wait, daemon=True)
    waiter.start()
    waiter.join(patience)
    try:
        unix.flock(handle, unix.LOCK_EX | unix.LOCK_NB)  # ours already, unless the waiter waits still, or failed
    except BlockingIOError:
        raise busy from None


def _by_windows(windows: ModuleType, handle: int, patience: float, busy: Damaged) -> bool:
    """Its first byte, which need not exist; freed when the file is closed."""

    def take() -> bool:
        try:
            windows.locking(handle, windows.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    _poll(take, patience, lambda: busy)
    return True


@contextmanager
def _by_name(folder: Folder, place: str, patience: float) -> Iterator[None]:
    """Hold the lock by a file that only one can make. A holder that was killed on this machine is found out."""
    mine = f"{_host()} {os.getpid()}"

    def busy() -> Damaged:
        holder = _holder(folder) or "somebody"
        hint = f"wait for it; where nothing of that name runs any more, remove {place}/{HOLDER}"
        return Damaged(f"{holder} has held {place}/{HOLDER} for {patience:.0f} seconds", hint=hint)

    _poll(lambda: _make(folder, HOLDER, mine, place) or _remove_if_dead(folder, place), patience, busy)
    try:
        yield
    finally:
        folder.unlink(HOLDER)


def _poll(take: Callable[[], bool], patience: float, busy: Callable[[], Damaged]) -> None:
    until = time.monotonic() + patience
    while not take():
        if time.monotonic() >= until:
            raise busy() from None
        time.sleep(_PAUSE)


def _make(folder: Folder, name: str, text: str, place: str) -> bool:
    """Make a file that is not there yet; False where it is."""
    try:
        handle = folder.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    except FileExistsError:
        return False
    except OSError as error:
        raise Damaged(f"{place}/{name} cannot be made: {error.strerror}", hint="look at its permissions") from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    return True


def _holder(folder: Folder) -> str:
    """`host pid`; empty where nobody holds it, or has not said yet who it is."""
    with suppress(OSError):
        handle = folder.open(HOLDER, os.O_RDONLY)
        with os.fdopen(handle, encoding="utf-8", errors="replace") as file:
            return file.read(1000)
    return ""


def _remove_if_dead(folder: Folder, place: str) -> bool:
    """Remove the file of a holder that runs no more. Never a success by itself: making the file decides.

    Two who both found it dead must not both remove it, as the second would remove the successor's: one at a time looks
    again and removes.
    """
    if _is_dead(_holder(folder)) and _make(folder, f"{HOLDER}.dead", "", place):
        try:
            if _is_dead(_holder(folder)):
                folder.unlink(HOLDER)
        finally:
            folder.unlink(f"{HOLDER}.dead")
    return False


def _is_dead(holder: str) -> bool:
    host, _, number = holder.rpartition(" ")
    if host != _host() or not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except (ProcessLookupError, OverflowError):
        return True
    except OSError:
        return False  # it is somebody else's, and runs
    return False


def _host() -> str:
    import socket  # noqa: PLC0415 - only a file system without locks needs it

    return socket.gethostname()
