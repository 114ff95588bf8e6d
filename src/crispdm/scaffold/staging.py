"""The folder where files are prepared before they are moved into place, and what a killed run leaves of it.

Whoever prepares files holds a lock on the folder, which the system releases when the process ends, however it ends. So
a staging folder without a lock is what a killed run left: commands that read say so, the next one that writes clears it
away. Only one that the same user made here: in it lies a mark, an empty folder of theirs that is named by the number of
the staging folder on this disk. Nobody else can make one, and no clone brings it.
"""

import os
import re
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from enum import Enum
from functools import partial
from pathlib import Path
from typing import NamedTuple

from crispdm.errors import CrispdmError, Damaged
from crispdm.file_locks import try_lock
from crispdm.folder_owner import user_id
from crispdm.open_folder import Folder
from crispdm.open_tree import OpenTree
from crispdm.scaffold import HOME, STAGING, journal

_BESIDE = re.compile(re.escape(HOME) + r"\.[0-9a-f]{16}")  # beside a folder that does not exist yet
_NAME = STAGING.rpartition("/")[2]
_INTERRUPTED = "an interrupted `crispdm init` or `update`"
_TRIES, _PAUSE = 3, 0.01  # seconds: a reader holds the lock for a moment


class Stage(NamedTuple):
    """A staging folder: its path, for git, its files, and the files of the folder where they are put."""

    path: Path
    files: OpenTree
    target: OpenTree


class _State(Enum):
    """What a staging folder is."""

    NONE = ""
    BUSY = "another crispdm is changing files here"
    UNDOABLE = f"{_INTERRUPTED} changed some files and not others; the next command that writes undoes it"
    UNUSED = f"{_INTERRUPTED} left {STAGING}; the next command that writes removes it"
    FOREIGN = f"{STAGING} was not made here and is ignored; look at it, and remove it"


@contextmanager
def beside(target: Path) -> Iterator[Stage]:
    """A staging folder beside a folder to be, on the same disk; it is removed at the end."""
    clear(target.parent)
    name = f"{HOME}.{os.urandom(8).hex()}"
    with _opened(target.parent) as around, ExitStack() as opened:
        try:
            stage = opened.enter_context(_made(around, name, target.parent))
            yield Stage(target.parent / name, OpenTree(stage), OpenTree(around))
        finally:
            _surely(lambda: _remove(around, name))


@contextmanager
def inside(root: Path) -> Iterator[Stage]:
    """A staging folder inside a folder that exists; a change that is not committed at the end is undone.

    Raises:
        Damaged: nothing can be written there, or another process is at work there.
    """
    clear(root)
    with _opened(root) as folder, ExitStack() as opened:
        _refuse_taken(folder, root)
        is_ours = False
        try:
            with suppress(FileExistsError), _in_words(root):
                folder.make_folder(HOME)
            home = opened.enter_context(folder.folder(HOME))
            try:
                stage = opened.enter_context(_made(home, _NAME, root / HOME))
            except FileExistsError:  # another one began since
                raise _busy(root) from None
            is_ours = True  # also where nothing can be locked
            yield Stage(root / STAGING, OpenTree(stage), OpenTree(folder))
        finally:
            if is_ours or _state(folder) in {_State.NONE, _State.UNDOABLE, _State.UNUSED}:
                _surely(lambda: _settle(folder))


def clear(folder: Path) -> None:
    """Undo what a killed run of this user left half done in a folder, and remove its staging folders.

    What is still at work there is left alone. A folder that came by git or mail, or belongs to somebody else, may hold
    a journal of their making: it is never followed.
    """
    with suppress(CrispdmError), _opened(folder) as around:
        if _state(around) in {_State.UNDOABLE, _State.UNUSED}:
            with around.folder(HOME) as home:
                _if_free(home, _NAME, partial(_settle, around))
        OpenTree(around).remove_empty(HOME)
        for name in _left_beside(around):
            _if_free(around, name, partial(_remove, around, name))


def leftovers(folder: Path) -> Iterator[str]:
    """Say what a killed run left in a folder, or that one is at work there; nothing is written."""
    with suppress(CrispdmError), _opened(folder) as around:
        if (state := _state(around)) is not _State.NONE:
            yield state.value
        for name in _left_beside(around):
            yield f"an interrupted `crispdm init` left {name}; the next `crispdm init` here removes it"


def _left_beside(folder: Folder) -> list[str]:
    """The names of the staging folders of this user that a killed run left in a folder."""
    with suppress(OSError):
        names = [name for name in folder.names() if _BESIDE.fullmatch(name)]
        return sorted(name for name in names if _stage_state(folder, name) is _State.UNUSED)
    return []


def _state(folder: Folder) -> _State:
    """What the staging folder in a folder is; undone is only what lies in folders of this user."""
    found = OpenTree(folder).stat(STAGING)
    if found is None:
        return _State.NONE
    try:
        with folder.folder(HOME) as home:
            state = _stage_state(home, _NAME)
            is_ours = home.info.st_uid == folder.info.st_uid == user_id()
    except OSError:
        return _State.FOREIGN
    return state if is_ours or state in {_State.NONE, _State.BUSY} else _State.FOREIGN


def _stage_state(around: Folder, name: str) -> _State:
    try:
        with around.folder(name) as stage:
            if not _lock(stage, shared=True):
                return _State.BUSY if around.stat(name) else _State.NONE
            if not (_is_marked(stage) or _is_bare(stage)):
                return _State.FOREIGN
            if not journal.exists(OpenTree(stage)):
                return _State.UNUSED
            return _State.UNDOABLE if journal.read(OpenTree(stage)) else _State.FOREIGN
    except FileNotFoundError:
        return _State.NONE
    except OSError:  # a link, or a folder that is closed to us
        return _State.FOREIGN


def _mark(stage: Folder) -> str:
    return f"made-{stage.info.st_ino:x}"


def _is_marked(stage: Folder) -> bool:
    found = stage.stat(_mark(stage))
    is_there = found is not None and stat.S_ISDIR(found.st_mode) and found.st_uid == user_id()
    return is_there and stage.info.st_uid == user_id()


def _is_bare(stage: Folder) -> bool:
    """Whether a run was killed before it could make its mark."""
    return not stage.names() and stage.info.st_uid == user_id()


def _refuse_taken(folder: Folder, root: Path) -> None:
    match _state(folder):
        case _State.NONE:
            return
        case _State.BUSY:
            raise _busy(root)
        case _:
            what = f"{root / STAGING} was not made here; nothing was changed"
            raise Damaged(what, hint="look at it, and remove it")


def _busy(root: Path) -> Damaged:
    hint = f"wait for it to end; if none is running, remove {root / STAGING}"
    return Damaged(f"{root}: {_State.BUSY.value}", hint=hint)


def _surely(tidy: Callable[[], None]) -> None:
    """Tidy up; an interrupt waits until that is done. If another one comes, the next command tidies up."""
    try:
        tidy()
    except BaseException:
        tidy()
        raise


def _settle(folder: Folder) -> None:
    """Undo what is not committed, and remove the stage."""
    with suppress(FileNotFoundError), folder.folder(HOME) as home:
        with suppress(FileNotFoundError), home.folder(_NAME) as stage:
            if undone := journal.read(OpenTree(stage)):
                journal.roll_back(OpenTree(folder), OpenTree(stage), undone)
        _remove(home, _NAME)
    OpenTree(folder).remove_empty(HOME)


def _remove(around: Folder, name: str) -> None:
    """Remove a stage, its mark last: as long as there is anything in it, it is known who owns it."""
    for _ in range(2):  # the first time may fail halfway
        with suppress(OSError), around.folder(name) as stage:
            mark = _mark(stage)
            for each in stage.names():
                if each != mark:
                    stage.remove_all(each)
            if stage.names() == [mark]:
                stage.remove_folder(mark)
            around.remove_folder(name)


@contextmanager
def _opened(folder: Path) -> Iterator[Folder]:
    with _in_words(folder):
        opened = Folder(Path(os.path.realpath(folder)))
    with opened:
        yield opened


@contextmanager
def _made(around: Folder, name: str, shown: Path) -> Iterator[Folder]:
    """A new staging folder, locked and marked."""
    with _in_words(shown):
        around.make_folder(name, 0o700)
        stage = around.folder(name)
    with stage:
        _lock(stage)
        with _in_words(shown):
            stage.make_folder(_mark(stage), 0o700)
        yield stage


@contextmanager
def _in_words(folder: Path) -> Iterator[None]:
    """Say in which folder something failed, and what to do."""
    try:
        yield
    except FileExistsError:
        raise
    except (FileNotFoundError, NotADirectoryError) as error:
        raise CrispdmError(f"{folder}: {error.strerror}", hint="choose a folder that exists") from None
    except OSError as error:
        raise Damaged(f"{folder}: {error.strerror}") from None


def _if_free(around: Folder, name: str, act: Callable[[], None]) -> None:
    """Act on a stage under its lock, unless another process holds it."""
    with suppress(FileNotFoundError), around.folder(name) as stage:
        if _lock(stage):
            act()


def _lock(stage: Folder, *, shared: bool = False) -> bool:
    """Lock an open stage until it is closed; False: another process has the lock, or there are no locks."""
    if stage.handle is None:  # on Windows nothing that a killed run left is cleared away
        return False
    for _ in range(_TRIES):
        try:
            if try_lock(stage.handle, shared=shared):
                return True
        except TimeoutError:
            break
        except OSError:
            pass
        time.sleep(_PAUSE)
    return False
