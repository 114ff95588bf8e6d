"""Write files to a folder: all of them, or none."""

import errno
import os
import stat
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from crispdm.errors import CrispdmError, Damaged
from crispdm.open_tree import NewFile, OpenTree
from crispdm.scaffold import HOME, STAGING, journal, staging
from crispdm.scaffold.journal import NEW, OLD, Journal
from crispdm.scaffold.staging import Stage
from crispdm.scaffold.tree import File, folders

T = TypeVar("T")
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV)


def apply(
    target: Path, files: Sequence[File], then: Callable[[Path], T], *, remove: Sequence[str] = (), replace: bool = False
) -> T:
    """Create a folder with files, or put files into one that exists.

    A new folder is prepared beside its place and moved there in one step. In one that exists, each file is prepared in
    a stage inside it and linked into place, which never overwrites; a journal says what is to be undone, by this run or
    the next one that writes, until all is done.

    Args:
        target: the folder.
        files: what to write.
        then: what else to do with the folder that holds these files, and nothing else, before they are moved. A
            repository that it makes there is moved along.
        remove: paths of files to remove.
        replace: files take the place of those that exist.

    Returns:
        What `then` returned.

    Raises:
        CrispdmError: the target, or one of its files, exists by now, or its parent is not a folder.
        Damaged: nothing can be written there.
    """
    refuse_taken(target)
    if target.is_dir():
        return _fill(target, files, then, remove, replace=replace)
    with staging.beside(target) as stage:
        _write_all(stage.files, target.name, files)
        result = then(stage.path / target.name)
        if stage.target.stat(target.name):
            raise CrispdmError(f"{target} was created by somebody else meanwhile; it was not touched")
        stage.files.move(target.name, stage.target, target.name)
        stage.target.sync("")
    return result


def refuse_taken(target: Path) -> None:
    """Raise if the target exists and is not a folder: it stays as it is."""
    if os.path.lexists(target) and (target.is_symlink() or not target.is_dir()):
        raise CrispdmError(f"{target} exists and is not a folder; it was not touched", hint="choose another name")


def _fill(root: Path, files: Sequence[File], then: Callable[[Path], T], remove: Sequence[str], *, replace: bool) -> T:
    if not files and not remove:
        return then(root)
    with staging.inside(root) as stage:
        _write_all(stage.files, NEW, files, stage.target if replace else None)
        result = then(stage.path / NEW)
        change = _journal(stage, files, remove, replace=replace)
        for path in change.saved:
            _save(stage, path)
        stage.files.sync_all(_folders_around(stage.files, [f"{OLD}/{path}" for path in change.saved]))
        journal.begin(stage.files, change)
        for folder in (STAGING, HOME, ""):  # before the first change, so that it can be undone
            stage.target.sync(folder)
        _carry_out(stage, root, change)
        stage.target.sync_all(_folders_around(stage.target, [*change.written, *change.saved]))
        journal.commit(stage.files)
        stage.files.sync("")
    return result


def _journal(stage: Stage, files: Sequence[File], remove: Sequence[str], *, replace: bool) -> Journal:
    root = stage.target
    replaced = [file.path for file in files if replace and root.stat(file.path) and not root.is_folder(file.path)]
    needed = dict.fromkeys(folder for file in files for folder in folders(file.path))
    made = [folder for folder in needed if folder != HOME and not root.is_folder(folder)]
    has_git = stage.files.stat(f"{NEW}/.git") is not None
    return Journal({file.path: file.blob for file in files}, [*replaced, *remove], made, has_git)


def _save(stage: Stage, path: str) -> None:
    """Keep a link to a file that will be replaced or removed."""
    stage.files.make_folders(f"{OLD}/{path}".rpartition("/")[0])
    stage.target.link(path, stage.files, f"{OLD}/{path}")


def _carry_out(stage: Stage, root: Path, change: Journal) -> None:
    _clear_the_way(stage.target, change)
    for folder in change.folders:
        stage.target.make_folders(folder)
    for path in change.written:
        if path in change.saved:
            journal.link_over(stage.files, f"{NEW}/{path}", stage.target, path)
        else:
            _link(stage, path, root / path)
    if change.has_git:
        stage.files.move(f"{NEW}/.git", stage.target, ".git")


def _clear_the_way(root: OpenTree, change: Journal) -> None:
    """Remove files first, and the folders that they leave empty where a file goes: a path may change its kind."""
    removed = [path for path in change.saved if path not in change.written]
    for path in removed:
        root.unlink(path)
    emptied = {folder for path in removed for folder in folders(path)}
    for folder in sorted(emptied, key=len, reverse=True):
        if any(path in change.written for path in (folder, *folders(folder))):
            root.remove_empty(folder)


def _link(stage: Stage, path: str, target: Path) -> None:
    try:
        stage.files.link(f"{NEW}/{path}", stage.target, path)
    except FileExistsError:
        raise CrispdmError(f"{target} was created by somebody else meanwhile; nothing was changed") from None
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        hint = "create the project in a new folder"
        raise Damaged(f"{target}: no hard links on this file system; nothing was changed", hint=hint) from None


def _write_all(stage: OpenTree, folder: str, files: Sequence[File], replaced: OpenTree | None = None) -> None:
    """Write the files; one that replaces another is as open or as closed to others as that one."""
    stage.make_folders(folder)
    new = [_new_file(folder, file, replaced.stat(file.path) if replaced else None) for file in files]
    stage.write_all(new)
    stage.sync_all(_folders_around(stage, [each.path for each in new]))


def _new_file(folder: str, file: File, older: os.stat_result | None) -> NewFile:
    if older and stat.S_ISREG(older.st_mode):
        return NewFile(f"{folder}/{file.path}", file.data, stat.S_IMODE(older.st_mode) & 0o666, file.is_executable)
    return NewFile(f"{folder}/{file.path}", file.data, is_executable=file.is_executable, mode=file.mode)


def _folders_around(tree: OpenTree, paths: Sequence[str]) -> list[str]:
    """The folders that name files, in whatever folders they lie; those that are still there."""
    around = dict.fromkeys(each for path in paths for each in (*folders(path), ""))
    return [folder for folder in around if not folder or tree.is_folder(folder)]
