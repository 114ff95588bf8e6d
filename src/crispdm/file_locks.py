"""Locks on files and folders: the kernel's lock where there is one, else a file that names its holder."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import ModuleType

from crispdm.errors import Damaged
from crispdm.lock_files import IsHeld, holder_file, is_in_place, poll
from crispdm.open_folder import Folder

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
# Besides those that say so: NFS lends no lock of one's own on what is open for reading, as folders are.
_NO_LOCKS = {errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EBADF}
_ANSWERS = 10.0  # seconds in which a file system answers that is not gone


@contextmanager
def locked(folder: Folder, shown: str, patience: float) -> Iterator[IsHeld]:
    """Hold the lock of a folder.

    Args:
        folder: the folder.
        shown: what it is called in errors.
        patience: how many seconds to wait.

    Returns:
        Whether it is still held: somebody may remove the file, and another process lock a new one.

    Raises:
        Damaged: the lock was not free in time, or cannot be used.
    """
    handle = _take_lock_file(folder, shown, patience)
    try:
        if handle is not None:
            yield partial(is_in_place, folder, NAME, handle)
        else:
            with holder_file(folder, shown, patience) as is_held:
                yield is_held
    finally:
        if handle is not None:
            os.close(handle)


def try_lock(handle: int, *, shared: bool = False) -> bool | None:
    """Take the kernel's lock of an open file or folder without waiting; it lasts until the handle is closed.

    Args:
        handle: of the file or folder.
        shared: let others hold it too, if theirs are shared as well.

    Returns:
        Whether it was free; None where the system or the file system has no such locks.

    Raises:
        TimeoutError: the file system does not answer.
        OSError: it cannot be locked.
    """
    if fcntl is None:
        return None
    unix = fcntl
    try:
        _in_time(lambda: unix.flock(handle, (unix.LOCK_SH if shared else unix.LOCK_EX) | unix.LOCK_NB), _ANSWERS)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno in _NO_LOCKS:
            return None
        raise
    return True


def _in_time(call: Callable[[], None], seconds: float) -> None:
    """Make a call that may hang for ever, as those to a server that is gone: in a thread, which is left behind then."""
    import threading  # noqa: PLC0415 - only who writes needs it

    faults: list[OSError] = []

    def answer() -> None:
        try:
            call()
        except OSError as error:
            faults.append(error)

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise TimeoutError(errno.ETIMEDOUT, "the file system does not answer")
    if faults:
        raise faults[0]


def _take_lock_file(folder: Folder, shown: str, patience: float) -> int | None:
    """A handle that holds the kernel's lock of the lock file; None where the system or the file system has none."""
    while True:
        try:
            handle = folder.open(NAME, os.O_RDWR | os.O_CREAT)
        except OSError as error:
            raise Damaged(f"{shown}/{NAME} cannot be used: {error.strerror}", hint="check its permissions") from None
        is_ours = False
        try:
            if not _take_kernel_lock(handle, shown, patience):
                return None
            is_ours = is_in_place(folder, NAME, handle)
        except OSError as error:
            hint = "check the disk, or its connection"
            raise Damaged(f"{shown}/{NAME} cannot be locked: {error.strerror}", hint=hint) from None
        finally:
            if not is_ours:
                os.close(handle)
        if is_ours:  # else it was removed while we waited: others lock another one by now
            return handle


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
    """Wait for the lock. The kernel queues fairly, as polling would not, but without a time limit."""
    try:
        _in_time(lambda: unix.flock(handle, unix.LOCK_EX), patience)
    except OSError:
        raise busy from None


def _take_windows_lock(windows: ModuleType, handle: int, patience: float, busy: Damaged) -> bool:
    """Lock the first byte, which need not exist; closing the file frees it."""

    def take() -> bool | None:
        try:
            windows.locking(handle, windows.LK_NBLCK, 1)
        except OSError:
            return None
        return True

    return poll(take, patience, lambda: busy)
