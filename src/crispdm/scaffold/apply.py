"""Write files to a folder: all of them, or none."""

import errno
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from crispdm.errors import CrispdmError, Damaged
from crispdm.safe_files import sync_folder
from crispdm.scaffold import HOME, journal, staging
from crispdm.scaffold.journal import NEW, OLD, Journal
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
        made = stage / target.name
        _write_all(made, files)
        _sync(made, [file.path for file in files])
        result = then(made)
        if os.path.lexists(target):
            raise CrispdmError(f"{target} was created by somebody else meanwhile; it was not touched")
        made.rename(target)
        sync_folder(target.parent)
    return result


def refuse_taken(target: Path) -> None:
    """Raise if the target exists and is not a folder: it stays as it is."""
    if os.path.lexists(target) and (target.is_symlink() or not target.is_dir()):
        raise CrispdmError(f"{target} exists and is not a folder; it was not touched", hint="choose another name")


def _fill(root: Path, files: Sequence[File], then: Callable[[Path], T], remove: Sequence[str], *, replace: bool) -> T:
    if not files and not remove:
        return then(root)
    with staging.inside(root) as stage:
        _write_all(stage / NEW, files)
        if replace:
            _copy_modes(stage / NEW, root, files)
        result = then(stage / NEW)
        change = _journal(root, files, remove, replace=replace, has_git=(stage / NEW / ".git").exists())
        _save(stage / OLD, root, change.saved)
        _sync(stage, [f"{NEW}/{path}" for path in change.written] + [f"{OLD}/{path}" for path in change.saved])
        journal.begin(stage, change)
        for folder in (stage, *stage.relative_to(root).parents):  # before the first change, so that it can be undone
            sync_folder(root / folder)
        _carry_out(stage, root, change)
        _sync(root, [*change.written, *change.saved])
        journal.commit(stage)
        sync_folder(stage)
    return result


def _journal(root: Path, files: Sequence[File], remove: Sequence[str], *, replace: bool, has_git: bool) -> Journal:
    replaced = [file.path for file in files if replace and (root / file.path).is_file()]
    needed = dict.fromkeys(folder for file in files for folder in folders(file.path))
    made = [folder for folder in needed if folder != HOME and not (root / folder).is_dir()]
    return Journal({file.path: file.blob for file in files}, [*replaced, *remove], made, has_git)


def _save(old: Path, root: Path, paths: Sequence[str]) -> None:
    """Keep a link to each file that will be replaced or removed."""
    for path in paths:
        (old / path).parent.mkdir(parents=True, exist_ok=True)
        os.link(root / path, old / path)


def _carry_out(stage: Path, root: Path, change: Journal) -> None:
    for folder in change.folders:
        (root / folder).mkdir(exist_ok=True)
    for path in change.written:
        if path in change.saved:
            journal.link_over(stage, stage / NEW / path, root / path)
        else:
            _link(stage / NEW / path, root / path)
    for path in change.saved:
        if path not in change.written:
            (root / path).unlink()
    if change.has_git:
        (stage / NEW / ".git").rename(root / ".git")


def _link(staged: Path, target: Path) -> None:
    try:
        os.link(staged, target)
    except FileExistsError:
        raise CrispdmError(f"{target} was created by somebody else meanwhile; nothing was changed") from None
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        hint = "create the project in a new folder"
        raise Damaged(f"{target}: no hard links on this file system; nothing was changed", hint=hint) from None


def _copy_modes(new: Path, root: Path, files: Sequence[File]) -> None:
    """Let a file that replaces another one be as open or as closed to others as that one."""
    for file in files:
        if (root / file.path).is_file():
            bits = (root / file.path).stat().st_mode & 0o666
            (new / file.path).chmod(bits | (bits >> 2 & 0o111 if file.is_executable else 0))


def _write_all(root: Path, files: Sequence[File]) -> None:
    root.mkdir(parents=True)
    for file in files:
        path = root / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as opened:
            opened.write(file.data)
            opened.flush()
            os.fsync(opened.fileno())
        if file.is_executable:
            path.chmod(path.stat().st_mode | 0o111)


def _sync(root: Path, paths: Sequence[str]) -> None:
    """Make sure that the names of files are on the disk, in whatever folders they lie below the root."""
    for folder in dict.fromkeys(each for path in paths for each in (*folders(path), "")):
        if (root / folder).is_dir():
            sync_folder(root / folder)
