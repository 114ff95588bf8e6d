"""The journal of a change to a folder: written before the first file changes, so that all of it can be undone."""

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from crispdm.errors import CrispdmError
from crispdm.scaffold.tree import File, checked

NEW, OLD = "new", "old"  # folders in the stage: the files to be put in place, and links to those that they replace
_NAME = "journal"


class Journal(NamedTuple):
    """What a change does.

    `written` are the paths that it writes, with the git id of their bytes; `saved` are the paths that exist, and are
    replaced or removed; `folders` are those that it creates; with `has_git` it brings a repository.
    """

    written: Mapping[str, str]
    saved: Sequence[str]
    folders: Sequence[str]
    has_git: bool


def begin(stage: Path, journal: Journal) -> None:
    """Write down what will be done: from here on it can be undone."""
    draft = stage / f"{_NAME}.draft"
    with draft.open("w", encoding="utf-8") as file:
        json.dump({**journal._asdict(), "mark": _mark(stage, os.fstat(file.fileno()))}, file)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(stage / _NAME)


def commit(stage: Path) -> None:
    """Drop the journal: from here on nothing is undone."""
    (stage / _NAME).unlink()


def exists(stage: Path) -> bool:
    """Whether there is one, whoever wrote it."""
    return (stage / _NAME).exists()


def read(stage: Path) -> Journal | None:
    """The journal, if it was written here by us and its paths are those of a project."""
    file = stage / _NAME
    if not file.is_file():
        return None
    data = file.read_bytes()
    try:
        fields = json.loads(data)
        if fields.pop("mark") != _mark(stage, file.lstat()):
            return None
        journal = Journal(**fields)
        checked(File(path, b"") for path in {*journal.written, *journal.saved})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, CrispdmError):
        return None
    return journal


def _mark(stage: Path, file: os.stat_result) -> list[int]:
    """What a copy of the journal lacks, and what nobody knows outside this machine: git could bring a forged one."""
    return [stage.lstat().st_ino, file.st_ino, file.st_uid]


def roll_back(root: Path, stage: Path, journal: Journal) -> None:
    """Undo what was done of a change, and drop its journal. A file that somebody changed since then stays."""
    if journal.has_git and not (stage / NEW / ".git").exists() and (root / ".git").exists():
        (root / ".git").rename(stage / NEW / ".git")
    for path, blob in journal.written.items():
        if _is_unchanged(root / path, stage / NEW / path, blob):
            if path in journal.saved:
                link_over(stage, stage / OLD / path, root / path)
            else:
                (root / path).unlink()
    for path in journal.saved:
        if not os.path.lexists(root / path) and (stage / OLD / path).is_file():
            os.link(stage / OLD / path, root / path)
    for folder in sorted(journal.folders, key=len, reverse=True):
        remove_empty(root / folder)
    commit(stage)


def _is_unchanged(target: Path, staged: Path, blob: str) -> bool:
    """Whether it is the very file that was staged, and nobody has written to it since."""
    try:
        return os.path.samestat(target.lstat(), staged.lstat()) and File("", target.read_bytes()).blob == blob
    except FileNotFoundError:
        return False


def link_over(stage: Path, source: Path, target: Path) -> None:
    """Make `target` the same file as `source`, in one step, whatever it was."""
    swap = stage / "swap"
    swap.unlink(missing_ok=True)
    os.link(source, swap)
    swap.replace(target)
    swap.unlink(missing_ok=True)  # where both were one file already, a rename does nothing


def remove_empty(folder: Path) -> None:
    """Remove a folder that holds nothing."""
    if folder.is_dir() and not any(folder.iterdir()):
        with suppress(OSError):
            folder.rmdir()
