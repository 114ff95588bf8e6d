"""What a run does to each path, decided before anything is written. Pure."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Literal, NamedTuple

from crispdm.scaffold.tree import File, folded, folders


class Kind(StrEnum):
    """What happens to a path."""

    NEW = "new"  # it is created
    SAME = "same"  # it exists with the wanted content
    KEPT = "kept"  # it exists with other content, which stays
    BLOCKED = "blocked"  # what exists leaves no place for it
    CHANGED = "changed"  # the template's newer version replaces the older one
    MERGED = "merged"  # yours and the template's, without a conflict
    CONFLICT = "conflict"  # marked in the file, or the template's version beside yours: look at it
    MOVED = "moved"  # the template renamed it, and your changes moved along
    REMOVED = "removed"  # the template no longer has it, and you had not changed it


class Sides(NamedTuple):
    """The three versions of a text that could not be merged."""

    base: bytes
    yours: bytes
    theirs: bytes


class Step(NamedTuple):
    """What happens to a path: the file that is written there, if any, and what else there is to say.

    `was` is the path that a file moves from; `sides` are those of a conflict that is marked in the file; `unwritten` is
    the path of the template's file that finds no place, and so is not remembered as written; `beside` is the path of a
    file that is kept, beside which the template's version is put.
    """

    path: str
    kind: Kind
    file: File | None = None
    note: str = ""
    was: str = ""
    sides: Sides | None = None
    unwritten: str = ""
    beside: str = ""


Plan = tuple[Step, ...]


class Existing(NamedTuple):
    """What exists at a path: its name as written on the disk, what it is, and the content of a file.

    `data` is None for a file that is too large to be compared or cannot be read; `is_link` says that the file is read
    through a link; `allowed` are who may read and write a file, and execute it where it is executable.
    """

    path: str
    kind: Literal["file", "folder", "other"]
    data: bytes | None = None
    is_executable: bool = False
    is_link: bool = False
    allowed: int | None = None


def plan_new_files(files: Iterable[File], existing: Mapping[str, Existing]) -> Plan:
    """Decide what writing these files would do to a folder; what exists there stays as it is.

    Args:
        files: the files to write.
        existing: what exists, by folded path; more than is needed does no harm.

    Returns:
        A step for each file, in their order.
    """
    return tuple(_step(file, existing) for file in files)


def _step(file: File, existing: Mapping[str, Existing]) -> Step:
    for folder in folders(file.path):
        found = existing.get(folded(folder))
        if found and found.kind != "folder":
            return Step(file.path, Kind.BLOCKED, note=f"{found.path} exists and is not a folder", unwritten=file.path)
        if found and found.path != folder:
            note = f"{found.path} exists and differs from {folder} only in case"
            return Step(file.path, Kind.BLOCKED, note=note, unwritten=file.path)
    found = existing.get(folded(file.path))
    if not found:
        return Step(file.path, Kind.NEW, file)
    if found.kind != "file":
        what = "is a folder" if found.kind == "folder" else "is neither a file nor a folder"
        return Step(file.path, Kind.BLOCKED, note=f"{found.path} exists and {what}", unwritten=file.path)
    if found.path != file.path:
        return Step(file.path, Kind.KEPT, note=f"your {found.path} takes its place")
    return Step(file.path, Kind.SAME if found.data == file.data else Kind.KEPT)
