"""Locks on files and folders: the kernel's lock where there is one, else a file that names its holder."""

import errno
import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from types import ModuleType
from typing import TypeVar

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
# Besides those that say so: NFS lends no lock of one's own on what is open for reading, as folders are.
_NO_LOCKS = {errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EBADF}
_POLL = 0.02  # seconds between two attempts, where nothing queues
_ANSWERS = 10.0  # seconds in which a file system answers that is not gone

IsHeld = Callable[[], bool]
T = TypeVar("T")


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
            yield partial(_is_in_place, folder, NAME, handle)
        else:
            with _holder_file(folder, shown, patience) as is_held:
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
            is_ours = _is_in_place(folder, NAME, handle)
        except OSError as error:
            hint = "check the disk, or its connection"
            raise Damaged(f"{shown}/{NAME} cannot be locked: {error.strerror}", hint=hint) from None
        finally:
            if not is_ours:
                os.close(handle)
        if is_ours:  # else it was removed while we waited: others lock another one by now
            return handle


def _is_in_place(folder: Folder, name: str, handle: int) -> bool:
    """Whether a file of that name is still the one that is open."""
    found = folder.stat(name)
    return found is not None and os.path.samestat(os.fstat(handle), found)


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

    return _poll(take, patience, lambda: busy)


@contextmanager
def _holder_file(folder: Folder, shown: str, patience: float) -> Iterator[IsHeld]:
    """Hold the lock by a file that only one process can create; the file of a dead process is removed."""

    def busy() -> Damaged:
        holder = _read_holder(folder, HOLDER) or "somebody"
        hint = f"wait for it; if that process no longer runs, remove {shown}/{HOLDER}"
        return Damaged(f"{holder} has held {shown}/{HOLDER} for {patience:.0f} seconds", hint=hint)

    handle = _poll(lambda: _take(folder, HOLDER, shown), patience, busy)
    is_held = partial(_is_in_place, folder, HOLDER, handle)
    try:
        yield is_held
    finally:
        if is_held():  # else somebody removed it, and it may be another's by now
            folder.unlink(HOLDER)
        os.close(handle)


def _poll(take: Callable[[], T | None], patience: float, busy: Callable[[], Damaged]) -> T:
    until = time.monotonic() + patience
    while (taken := take()) is None:
        if time.monotonic() >= until:
            raise busy() from None
        time.sleep(_POLL)
    return taken


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
        folder.link(beside, name)
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
    """`host pid start`; None where nobody holds the lock, or it is no file."""
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
