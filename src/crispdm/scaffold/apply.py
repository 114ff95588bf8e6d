"""Write a plan to disk: all of it, or nothing."""

import errno
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from crispdm.errors import CrispdmError, Damaged
from crispdm.scaffold import HOME, staging
from crispdm.scaffold.tree import File, folders

T = TypeVar("T")
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV)


def make(
    target: Path, files: Sequence[File], then: Callable[[Path], T], *, gone: Sequence[str] = (), over: bool = False
) -> T:
    """Make a folder, or put files into one that is there.

    A new folder is made beside its place and moved there in one step. In one that is there each file is made in a
    stage inside it and linked into place, which never overwrites; the list of what will be done is removed when all is
    done, and until then this or the next command puts everything back.

    Args:
        target: the folder.
        files: what shall be made in it.
        then: what else to do with the folder that holds these files, and nothing else, before they are moved. A
            repository that it makes there is moved along.
        gone: paths of files that shall go away.
        over: files take the place of those that are there.

    Returns:
        What `then` returned.

    Raises:
        CrispdmError: the target, or one of its files, is there by now, or its parent is no folder.
        Damaged: nothing can be written there.
    """
    refuse_taken(target)
    if target.is_dir():
        return _fill(target, files, then, gone, over=over)
    with staging.beside(target) as place:
        inner = place / target.name
        _write_all(inner, files)
        result = then(inner)
        if os.path.lexists(target):
            raise CrispdmError(f"{target} was made by somebody else meanwhile; it was not touched")
        inner.rename(target)
    return result


def refuse_taken(target: Path) -> None:
    """Raise where something stands in the target's place that is no folder: it stays as it is."""
    if os.path.lexists(target) and (target.is_symlink() or not target.is_dir()):
        raise CrispdmError(
            f"{target} is there already, and is no folder; it was not touched", hint="choose another name"
        )


def _fill(root: Path, files: Sequence[File], then: Callable[[Path], T], gone: Sequence[str], *, over: bool) -> T:
    if not files and not gone:
        return then(root)
    with staging.inside(root) as place:
        new, old = place / staging.NEW, place / staging.OLD
        _write_all(new, files)
        if over:
            _take_over(new, root, files)
        result = then(new)
        has_git = (new / ".git").exists()
        listed = _listed(root, files, gone, over=over, has_git=has_git)
        for path in listed.gone:
            (old / path).parent.mkdir(parents=True, exist_ok=True)
            os.link(root / path, old / path)
        staging.announce(place, listed)
        for folder in listed.folders:
            (root / folder).mkdir(exist_ok=True)
        for path in listed.files:
            _place(place, new / path, root / path, over=path in listed.gone)
        for path in gone:
            (root / path).unlink()
        if has_git:
            (new / ".git").rename(root / ".git")
        staging.commit(place)
    return result


def _listed(root: Path, files: Sequence[File], gone: Sequence[str], *, over: bool, has_git: bool) -> staging.Listed:
    replaced = [file.path for file in files if over and (root / file.path).is_file()]
    needed = dict.fromkeys(folder for file in files for folder in folders(file.path))
    made = [folder for folder in needed if folder != HOME and not (root / folder).is_dir()]
    return staging.Listed({file.path: file.blob for file in files}, [*replaced, *gone], made, has_git)


def _place(place: Path, staged: Path, target: Path, *, over: bool) -> None:
    if over:
        staging.put(place, staged, target)
        return
    try:
        os.link(staged, target)
    except FileExistsError:
        raise CrispdmError(f"{target} was made by somebody else meanwhile; nothing was changed") from None
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        hint = "make the project in a new folder"
        raise Damaged(f"{target}: no hard links on this file system; nothing was changed", hint=hint) from None


def _take_over(new: Path, root: Path, files: Sequence[File]) -> None:
    """A file that takes another one's place is as open or as closed to others as that one was."""
    for file in files:
        if (root / file.path).is_file():
            bits = (root / file.path).stat().st_mode & 0o666
            (new / file.path).chmod(bits | (bits >> 2 & 0o111 if file.is_executable else 0))


def _write_all(root: Path, files: Sequence[File]) -> None:
    root.mkdir(parents=True)
    for file in files:
        path = root / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
        if file.is_executable:
            path.chmod(path.stat().st_mode | 0o111)
