"""A folder where things are made before they are moved into place, and the clean-up after whatever went wrong.

The one who makes things holds a lock on the folder, which the system takes back when the process ends, however it
ends. So a stage that is not locked is what a kill left behind, and the next command cleans it up.
"""

import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from crispdm.errors import CrispdmError, Damaged
from crispdm.scaffold import HOME, INSIDE
from crispdm.scaffold.tree import File, checked

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows, where nothing is locked, and so nothing that a kill left is cleaned up
    fcntl = None

_PREFIX = f"{HOME}."  # with a random number, beside a folder that is not there yet
_LIST = "list"
NEW, OLD = "new", "old"  # the files to be, and links to those that will go


class Listed(NamedTuple):
    """What will be done to a folder, so that it can be undone: written before the first thing is done.

    `files` are the paths that will be written with the git id of their bytes, `gone` those of them, and of others, that
    stand there now; `folders` will be made; `has_git` says that a repository comes along.
    """

    files: Mapping[str, str]
    gone: Sequence[str]
    folders: Sequence[str]
    has_git: bool


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """A stage beside a folder to be, on the same disk; it is removed at the end."""
    sweep(target.parent)
    stage = target.parent / f"{_PREFIX}{secrets.token_hex(8)}"
    handle = None
    try:
        _make(stage)
        handle = _lock(stage)
        yield stage
    finally:
        _surely(lambda: _remove(stage))
        if handle:
            os.close(handle)


@contextmanager
def inside(root: Path) -> Iterator[Path]:
    """A stage inside a folder that is there; at the end, what is listed is done as a whole or is undone.

    Raises:
        Damaged: nothing can be written there, or another process is at work there.
    """
    heal(root)
    stage = root / INSIDE
    if stage.exists():
        if _is_locked(stage):
            raise Damaged(f"another crispdm is at work in {root}", hint="wait for it, or end it")
        raise Damaged(f"{root / INSIDE} was not made here; nothing was changed", hint="look at it, and remove it")
    handle, is_ours = None, False
    try:
        if not (root / HOME).is_dir():
            _make(root / HOME, mode=0o777)
        _make(stage)
        is_ours = True  # also where nothing can be locked
        handle = _lock(stage)
        yield stage
    finally:
        if is_ours or not _is_locked(stage):
            _surely(lambda: _settle(root))
        if handle:
            os.close(handle)


def sweep(folder: Path) -> None:
    """Remove the stages that killed processes left in a folder, beside what they wanted to make."""
    for left in folder.glob(f"{_PREFIX}{'[0-9a-f]' * 16}"):
        if handle := _lock(left):
            shutil.rmtree(left, ignore_errors=True)
            os.close(handle)


def heal(root: Path) -> None:
    """Undo what a killed process left half done in a folder; leave alone what is still at work there.

    A folder that came by git or mail may hold a list of somebody else's making: it is never followed.
    """
    stage = root / INSIDE
    if (root / HOME).is_symlink() or ((stage / _LIST).exists() and not _read(stage)):
        return
    if not stage.exists():
        _drop_empty(root / HOME)
    elif handle := _lock(stage):
        try:
            _settle(root)
        finally:
            os.close(handle)


def announce(stage: Path, listed: Listed) -> None:
    """Write down what will be done. From here on it can be undone."""
    draft = stage / f"{_LIST}.draft"
    with draft.open("w", encoding="utf-8") as file:
        json.dump({**listed._asdict(), "mark": _mark(stage, os.fstat(file.fileno()))}, file)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(stage / _LIST)


def commit(stage: Path) -> None:
    """All is done: from here on nothing is undone."""
    (stage / _LIST).unlink()


def _surely(tidy: Callable[[], None]) -> None:
    """Tidy up; what interrupts it, does so once. If it comes again, the next command tidies up."""
    try:
        tidy()
    except BaseException:
        tidy()
        raise


def _remove(stage: Path) -> None:
    for _ in range(2):  # the first time may fail halfway
        shutil.rmtree(stage, ignore_errors=True)


def _settle(root: Path) -> None:
    stage = root / INSIDE
    if listed := _read(stage):
        _undo(root, stage, listed)
        (stage / _LIST).unlink()
    _remove(stage)
    _drop_empty(root / HOME)


def _read(stage: Path) -> Listed | None:
    """The list, if it was written here, by us; its paths are those of a project."""
    file = stage / _LIST
    if not file.is_file():
        return None
    data = file.read_bytes()
    try:
        held = json.loads(data)
        if held.pop("mark") != _mark(stage, file.lstat()):
            return None
        listed = Listed(**held)
        checked(File(path, b"") for path in {*listed.files, *listed.gone})
    except (ValueError, KeyError, TypeError, AttributeError, CrispdmError):
        return None
    return listed


def _mark(stage: Path, file: os.stat_result) -> list[int]:
    """What no copy of a list has, and nobody knows who is not on this machine."""
    return [stage.lstat().st_ino, file.st_ino, file.st_uid]


def _undo(root: Path, stage: Path, listed: Listed) -> None:
    if listed.has_git and not (stage / NEW / ".git").exists() and (root / ".git").exists():
        (root / ".git").rename(stage / NEW / ".git")
    for path, blob in listed.files.items():
        if _is_ours(root / path, stage / NEW / path, blob):
            if path in listed.gone:
                put(stage, stage / OLD / path, root / path)
            else:
                (root / path).unlink()
    for path in listed.gone:
        if not os.path.lexists(root / path) and (stage / OLD / path).is_file():
            os.link(stage / OLD / path, root / path)
    for folder in sorted(listed.folders, key=len, reverse=True):
        _drop_empty(root / folder)


def _drop_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        with suppress(OSError):
            folder.rmdir()


def put(stage: Path, source: Path, target: Path) -> None:
    """Let `target` be the same file as `source`, in one step, whatever it was."""
    swap = stage / "swap"
    swap.unlink(missing_ok=True)
    os.link(source, swap)
    swap.replace(target)
    swap.unlink(missing_ok=True)  # where both were one file already, a rename does nothing


def _is_ours(place: Path, staged: Path, blob: str) -> bool:
    """The very file that was staged, and nobody has written to it since."""
    try:
        return os.path.samestat(place.lstat(), staged.lstat()) and File("", place.read_bytes()).blob == blob
    except FileNotFoundError:
        return False


def _make(stage: Path, mode: int = 0o700) -> None:
    try:
        stage.mkdir(mode=mode)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise CrispdmError(f"{stage.parent}: {error.strerror}", hint="choose a folder that exists") from None
    except OSError as error:
        raise Damaged(f"{stage.parent}: {error.strerror}") from None


def _lock(stage: Path) -> int | None:
    """A handle that holds the lock, or None where another process does, there is no such folder, or no locks."""
    if fcntl is None:
        return None
    try:
        handle = os.open(stage, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


def _is_locked(stage: Path) -> bool:
    if handle := _lock(stage):
        os.close(handle)
    return stage.exists() and not handle
