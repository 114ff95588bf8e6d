"""What a run will do, decided before anything is done. Pure: from what is wanted and what is there."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Literal, NamedTuple

from crispdm.scaffold.tree import File, folded, folders


class Kind(StrEnum):
    """What happens to a path; the words are those that people see."""

    NEW = "new"  # nothing is there, and it is made
    SAME = "same"  # it is there as it shall be
    KEPT = "yours stays"  # something else is there, and stays
    BLOCKED = "in the way"  # what is there leaves no room, so that nothing is done at all
    CHANGED = "changed"  # the template's newer version takes the place of the older one
    MERGED = "merged"  # yours and the template's, without a conflict
    CONFLICT = "conflict"  # marked in the file, or the template's beside yours: look at it
    MOVED = "moved"  # the template renamed it, and what you changed moved along
    REMOVED = "removed"  # the template has it no longer, and you had not changed it


class Step(NamedTuple):
    """One path: what happens to it, the file that will be there if one is written, and what else is to be said.

    `was` is a path that goes away, for a file that moves.
    """

    path: str
    kind: Kind
    file: File | None = None
    note: str = ""
    was: str = ""


Plan = tuple[Step, ...]


class Found(NamedTuple):
    """What is there already at a path: its name as it is written there, what it is, and what a file holds.

    `data` is None for a file that is too large to be compared, or that may not be read.
    """

    path: str
    what: Literal["file", "folder", "other"]
    data: bytes | None = None
    is_executable: bool = False


def plan(files: Iterable[File], there: Mapping[str, Found]) -> Plan:
    """Decide what making these files would do to a folder. Nothing that is there is changed.

    Args:
        files: what is wanted.
        there: what is there, by folded path; more than is wanted does no harm.

    Returns:
        A step for each file, in their order.
    """
    return tuple(_step(file, there) for file in files)


def _step(file: File, there: Mapping[str, Found]) -> Step:
    for folder in folders(file.path):
        found = there.get(folded(folder))
        if found and found.what != "folder":
            return Step(file.path, Kind.BLOCKED, note=f"{found.path} is there and is no folder; a folder must go there")
        if found and found.path != folder:
            return Step(file.path, Kind.BLOCKED, note=f"{found.path} is there; it differs from {folder} in case only")
    found = there.get(folded(file.path))
    if not found:
        return Step(file.path, Kind.NEW, file)
    if found.what != "file":
        what = "is a folder" if found.what == "folder" else "is neither a file nor a folder"
        return Step(file.path, Kind.BLOCKED, note=f"{found.path} is there and {what}; a file must go there")
    if found.path != file.path:
        return Step(file.path, Kind.KEPT, note=f"your {found.path} stands for it")
    return Step(file.path, Kind.SAME if found.data == file.data else Kind.KEPT)
