"""The folder where files are prepared before they are moved into place, and what a killed run leaves of it.

Whoever prepares files holds a lock on the folder, which the system releases when the process ends, however it ends. So
a staging folder without a lock is what a killed run left: commands that read say so, the next one that writes clears it
away.
"""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from functools import partial
from pathlib import Path

from crispdm.errors import CrispdmError, Damaged
from crispdm.file_locks import try_lock
from crispdm.safe_files import OPEN_FOLDER
from crispdm.scaffold import HOME, STAGING, journal

_PREFIX = f"{HOME}."  # with a random number, beside a folder that does not exist yet
_INTERRUPTED = "an interrupted `crispdm init` or `update`"
_TRIES, _PAUSE = 3, 0.01  # seconds: a reader holds the lock for a moment


class _State(Enum):
    """What a staging folder is."""

    NONE = ""
    BUSY = "another crispdm is changing files here"
    UNDOABLE = f"{_INTERRUPTED} changed some files and not others; the next command that writes undoes it"
    UNUSED = f"{_INTERRUPTED} left {STAGING}; the next command that writes removes it"
    FOREIGN = f"{STAGING} was not made here and is ignored; look at it, and remove it"


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """A staging folder beside a folder to be, on the same disk; it is removed at the end."""
    clear(target.parent)
    stage = target.parent / f"{_PREFIX}{os.urandom(8).hex()}"
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
    """A staging folder inside a folder that exists; a change that is not committed at the end is undone.

    Raises:
        Damaged: nothing can be written there, or another process is at work there.
    """
    clear(root)
    stage = root / STAGING
    _refuse_taken(stage)
    handle, is_ours = None, False
    try:
        if not (root / HOME).is_dir():
            _make(root / HOME, mode=0o777)
        _make(stage)
        is_ours = True  # also where nothing can be locked
        handle = _lock(stage)
        yield stage
    finally:
        if is_ours or _state(stage) is not _State.BUSY:
            _surely(lambda: _settle(root))
        if handle:
            os.close(handle)


def clear(folder: Path) -> None:
    """Undo what a killed run left half done in a folder, and remove its staging folders.

    What is still at work there is left alone. A folder that came by git or mail may hold a journal of somebody else's
    making: it is never followed.
    """
    stage = folder / STAGING
    if not (folder / HOME).is_symlink():
        if _state(stage) in {_State.UNDOABLE, _State.UNUSED}:
            _if_free(stage, partial(_settle, folder))
        journal.remove_empty(folder / HOME)
    for left in _left_beside(folder):
        _if_free(left, partial(_remove, left))


def leftovers(folder: Path) -> Iterator[str]:
    """Say what a killed run left in a folder, or that one is at work there; nothing is written."""
    state = _State.NONE if (folder / HOME).is_symlink() else _state(folder / STAGING)
    if state is not _State.NONE:
        yield state.value
    for left in _left_beside(folder):
        if _state(left) is _State.UNUSED:
            yield f"an interrupted `crispdm init` left {left.name}; the next `crispdm init` here removes it"


def _left_beside(folder: Path) -> Iterator[Path]:
    return folder.glob(f"{_PREFIX}{'[0-9a-f]' * 16}")


def _state(stage: Path) -> _State:
    if not os.path.lexists(stage):
        return _State.NONE
    if stage.is_symlink() or not stage.is_dir():
        return _State.FOREIGN
    handle = _lock(stage, shared=True)
    if handle is None:
        return _State.BUSY if stage.exists() else _State.NONE
    try:
        if not journal.exists(stage):
            return _State.UNUSED
        return _State.UNDOABLE if journal.read(stage) else _State.FOREIGN
    finally:
        os.close(handle)


def _refuse_taken(stage: Path) -> None:
    match _state(stage):
        case _State.NONE:
            return
        case _State.BUSY:
            hint = f"wait for it to end; if none is running, remove {stage}"
            raise Damaged(f"{stage.parents[1]}: {_State.BUSY.value}", hint=hint)
        case _:
            raise Damaged(f"{stage} was not made here; nothing was changed", hint="look at it, and remove it")


def _surely(tidy: Callable[[], None]) -> None:
    """Tidy up; an interrupt waits until that is done. If another one comes, the next command tidies up."""
    try:
        tidy()
    except BaseException:
        tidy()
        raise


def _settle(root: Path) -> None:
    """Undo what is not committed, and remove the stage."""
    stage = root / STAGING
    if undone := journal.read(stage):
        journal.roll_back(root, stage, undone)
    _remove(stage)
    journal.remove_empty(root / HOME)


def _remove(stage: Path) -> None:
    for _ in range(2):  # the first time may fail halfway
        shutil.rmtree(stage, ignore_errors=True)


def _make(stage: Path, mode: int = 0o700) -> None:
    try:
        stage.mkdir(mode=mode)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise CrispdmError(f"{stage.parent}: {error.strerror}", hint="choose a folder that exists") from None
    except OSError as error:
        raise Damaged(f"{stage.parent}: {error.strerror}") from None


def _if_free(stage: Path, act: Callable[[], None]) -> None:
    """Act on a stage under its lock, unless another process holds it."""
    if handle := _lock(stage):
        try:
            act()
        finally:
            os.close(handle)


def _lock(stage: Path, *, shared: bool = False) -> int | None:
    """A handle that holds the lock, or None: another process does, there is no such folder, or there are no locks."""
    try:
        handle = os.open(stage, OPEN_FOLDER)
    except OSError:  # on Windows, where no folder can be opened, nothing that a killed run left is cleared away
        return None
    for _ in range(_TRIES):
        try:
            if try_lock(handle, shared=shared):
                return handle
        except TimeoutError:
            break
        except OSError:
            pass
        time.sleep(_PAUSE)
    os.close(handle)
    return None
