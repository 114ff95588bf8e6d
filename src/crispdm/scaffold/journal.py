"""The journal of a change to a folder: written before the first file changes, so that all of it can be undone."""

import errno
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from crispdm.errors import CrispdmError
from crispdm.open_tree import OpenTree
from crispdm.scaffold.tree import File, checked

NEW, OLD = "new", "old"  # folders in the stage: the files to be put in place, and links to those that they replace
_NAME = "journal"
_SWAP = "swap"
_LARGEST = 64 << 20  # bytes
_NONE = (0, errno.ENOENT, errno.ELOOP, errno.ENXIO)  # there is none, or something else has its name


class Journal(NamedTuple):
    """What a change does.

    `written` are the paths that it writes, with the git id of their bytes; `saved` are the paths that exist, and are
    replaced or removed; `folders` are those that it creates; with `has_git` it brings a repository.
    """

    written: Mapping[str, str]
    saved: Sequence[str]
    folders: Sequence[str]
    has_git: bool


def begin(stage: OpenTree, journal: Journal) -> None:
    """Write down what will be done: from here on it can be undone."""
    draft = f"{_NAME}.draft"
    stage.write(draft, json.dumps(journal._asdict()).encode(), durable=True)
    stage.move(draft, stage, _NAME)


def commit(stage: OpenTree) -> None:
    """Drop the journal: from here on nothing is undone."""
    stage.unlink(_NAME)


def exists(stage: OpenTree) -> bool:
    """Whether there is one."""
    return stage.stat(_NAME) is not None


def read(stage: OpenTree) -> Journal | None:
    """The journal of a stage that was made here, if its paths are those of a project; otherwise None.

    Raises:
        OSError: the journal is there and cannot be read.
    """
    try:
        journal = Journal(**json.loads(stage.read(_NAME, _LARGEST)))
        for paths in (journal.written, journal.saved):  # apart: a path may change its kind
            checked(File(path, b"") for path in paths)
        for folder in journal.folders:
            checked([File(folder, b"")])
    except OSError as error:
        if error.errno not in _NONE:
            raise
        return None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, CrispdmError):
        return None
    return journal


def roll_back(root: OpenTree, stage: OpenTree, journal: Journal) -> None:
    """Undo what was done of a change, and drop its journal. A file that somebody changed since then stays."""
    if journal.has_git and not stage.stat(f"{NEW}/.git") and root.stat(".git"):
        root.move(".git", stage, f"{NEW}/.git")
    for path, blob in journal.written.items():
        if _is_unchanged(root, path, stage, blob):
            if path in journal.saved:
                link_over(stage, f"{OLD}/{path}", root, path)
            else:
                root.unlink(path)
    for folder in sorted(journal.folders, key=len, reverse=True):  # one may be where a file was
        root.remove_empty(folder)
    for path in journal.saved:
        if not root.stat(path) and stage.stat(f"{OLD}/{path}"):
            with suppress(NotADirectoryError, FileExistsError):  # somebody else's link or file is there by now
                root.make_folders(path.rpartition("/")[0])
                stage.link(f"{OLD}/{path}", root, path)
    commit(stage)


def _is_unchanged(root: OpenTree, path: str, stage: OpenTree, blob: str) -> bool:
    """Whether it is the very file that was staged, and nobody has written to it since."""
    there, staged = root.stat(path), stage.stat(f"{NEW}/{path}")
    if not there or not staged or not os.path.samestat(there, staged):
        return False
    return File("", root.read(path, there.st_size)).blob == blob


def link_over(stage: OpenTree, source: str, to: OpenTree, target: str) -> None:
    """Make `target` the same file as `source`, in one step, whatever it was."""
    with suppress(FileNotFoundError):
        stage.unlink(_SWAP)
    stage.link(source, stage, _SWAP)
    stage.move(_SWAP, to, target)
    with suppress(FileNotFoundError):  # where both were one file already, a rename does nothing
        stage.unlink(_SWAP)
