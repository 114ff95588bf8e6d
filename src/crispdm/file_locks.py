"""Locks on files and folders: the kernel's lock where there is one, else a file that names its holder."""

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
_POLL = 0.02  # seconds between two attempts, where nothing queues


@contextmanager
def locked(folder: Folder, shown: str, patience: float) -> Iterator[None]:
    """Hold the lock of a folder.

    Args:
        folder: the folder.
        shown: what it is called in errors.
        patience: how many seconds to wait.

    Raises:
        Damaged: the lock was not free in time, or cannot be used.
    """
    try:
        handle = folder.open(NAME, os.O_RDWR | os.O_CREAT)
    except OSError as error:
        raise Damaged(f"{shown}/{NAME} cannot be used: {error.strerror}", hint="check its permissions") from None
    try:
        if _take_kernel_lock(handle, shown, patience):
            yield
        else:
            with _lock_file(folder, shown, patience):
                yield
    finally:
        os.close(handle)


def try_lock(handle: int, *, shared: bool = False) -> bool | None:
    """Take the kernel's lock of an open file or folder without waiting; it lasts until the handle is closed.

    Args:
        handle: of the file or folder.
        shared: let others hold it too, if theirs are shared as well.

    Returns:
        Whether it was free; None where the system or the file system has no such locks.
    """
    if fcntl is None:
        return None
    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno in _NO_LOCKS:
            return None
        raise
    return True


def _take_kernel_lock(handle: int, shown: str, patience: float) -> bool:
    """Take the kernel's lock; return False where the system or the file system has none."""
    busy = Damaged(
        f"another crispdm has held {shown}/{NAME} for {patience:.0f} seconds", hint="wait for it, or stop it"
    )
    if fcntl is None:
        return msvcrt is not None and _take_windows_lock(msvcrt, handle, patience, busy)
    is_free = try_lock(handle)
    if is_free is False:
        _wait_in_queue(fcntl, handle, patience, busy)
    return is_free is not None


def _wait_in_queue(unix: ModuleType, handle: int, patience: float, busy: Damaged) -> None:
    """Wait for the lock. The kernel queues fairly, as polling would not, but without a time limit: a thread waits."""
    import threading  # noqa: PLC0415 - a lock is hardly ever waited for

    def wait() -> None:
        with suppress(OSError):
            unix.flock(handle, unix.LOCK_EX)

    waiter = threading.Thread(target=wait, daemon=True)
    waiter.start()
    waiter.join(patience)
    if not try_lock(handle):  # it is ours already, unless the thread still waits, or failed
        raise busy


def _take_windows_lock(windows: ModuleType, handle: int, patience: float, busy: Damaged) -> bool:
    """Lock the first byte, which need not exist; closing the file frees it."""

    def take() -> bool:
        try:
            windows.locking(handle, windows.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    _poll(take, patience, lambda: busy)
    return True


@contextmanager
def _lock_file(folder: Folder, shown: str, patience: float) -> Iterator[None]:
    """Hold the lock by a file that only one process can create; the file of a dead process is removed."""
    mine = f"{_host()} {os.getpid()}"

    def busy() -> Damaged:
        holder = _read_holder(folder) or "somebody"
        hint = f"wait for it; if that process no longer runs, remove {shown}/{HOLDER}"
        return Damaged(f"{holder} has held {shown}/{HOLDER} for {patience:.0f} seconds", hint=hint)

    _poll(lambda: _create(folder, HOLDER, mine, shown) or _remove_dead_holder(folder, shown), patience, busy)
    try:
        yield
    finally:
        folder.unlink(HOLDER)


def _poll(take: Callable[[], bool], patience: float, busy: Callable[[], Damaged]) -> None:
    until = time.monotonic() + patience
    while not take():
        if time.monotonic() >= until:
            raise busy() from None
        time.sleep(_POLL)


def _create(folder: Folder, name: str, text: str, shown: str) -> bool:
    """Create a file; return False where it exists."""
    try:
        handle = folder.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    except FileExistsError:
        return False
    except OSError as error:
        raise Damaged(f"{shown}/{name} cannot be created: {error.strerror}", hint="check its permissions") from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    return True


def _read_holder(folder: Folder) -> str:
    """`host pid`; empty where nobody holds the lock, or the holder has not written its name yet."""
    with suppress(OSError):
        handle = folder.open(HOLDER, os.O_RDONLY)
        with os.fdopen(handle, encoding="utf-8", errors="replace") as file:
            return file.read(1000)
    return ""


def _remove_dead_holder(folder: Folder, shown: str) -> bool:
    """Remove the file of a dead process. Always False: creating the file is what takes the lock.

    Of two processes that both found it dead the second would remove the file of the first: so one at a time looks
    again and removes.
    """
    if _is_dead(_read_holder(folder)) and _create(folder, f"{HOLDER}.dead", "", shown):
        try:
            if _is_dead(_read_holder(folder)):
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
        return False  # it belongs to somebody else, and runs
    return False


def _host() -> str:
    import socket  # noqa: PLC0415 - only a file system without locks needs it

    return socket.gethostname()
