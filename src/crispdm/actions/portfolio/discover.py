"""Find the projects below a folder."""

import os
import stat
from collections.abc import Iterator

from msgspec import Struct

from crispdm.eventlog import store
from crispdm.process import FILE

PRUNED = frozenset({".git", "node_modules", ".venv", "site-packages"})  # large, and nobody's project is in there

Stamp = tuple[int, ...]  # of a file: what changes whenever it does; empty where there is none


class Found(Struct, frozen=True):
    """A project's folder, with the stamps of what its line is made of: `.crispdm`, the state file, crispdm.yaml."""

    path: str
    stamps: tuple[Stamp, Stamp, Stamp]


class Unreadable(Struct, frozen=True):
    """A folder that cannot be looked into, and why."""

    path: str
    why: str


def discover(root: str) -> Iterator[Found | Unreadable]:
    """Look through a folder and all below it; not into a project, and not through links, so that no circle is walked.

    A folder is a project if it has a state file or a crispdm.yaml. It is asked for these by name before it is listed,
    so that of a project nothing else is looked at.
    """
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        stamps = _stamps(folder)
        if stamps[1] or (stamps[2] and is_file(stamps[2])):
            yield Found(folder, stamps)
            continue
        try:
            with os.scandir(folder) as entries:
                waiting += [each.path for each in entries if _is_looked_into(each)]
        except OSError as error:
            yield Unreadable(folder, error.strerror or str(error))


def is_file(stamp: Stamp) -> bool:
    """Whether it is the stamp of a regular file: a pipe would keep its reader waiting."""
    return stat.S_ISREG(stamp[0])


def _is_looked_into(entry: "os.DirEntry[str]") -> bool:
    try:
        is_left_out = entry.name in PRUNED or "{{" in entry.name  # a template is no project yet
        return not is_left_out and entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _stamps(folder: str) -> tuple[Stamp, Stamp, Stamp]:
    """Each as it is opened: the first two not through a link."""
    around = _stamp(f"{folder}/{store.FOLDER}", is_followed=False)
    state = _stamp(f"{folder}/{store.PATH}", is_followed=False) if around else ()
    return around[:3], state, _stamp(f"{folder}/{FILE}", is_followed=True)


def _stamp(path: str, *, is_followed: bool) -> Stamp:
    """Mode, place and device come first, then size and times.

    A copy may keep the size and the time of its original, and a change of permission keeps both: hence all the others.
    """
    try:
        info = os.stat(path, follow_symlinks=is_followed)  # noqa: PTH116 - of text, thirty thousand times
    except (OSError, ValueError):
        return ()
    return info.st_mode, info.st_ino, info.st_dev, info.st_size, info.st_mtime_ns, info.st_ctime_ns
