"""Find the projects below a folder."""

import os
import stat
from collections.abc import Iterator

from msgspec import Struct

from crispdm.eventlog import store
from crispdm.process import FILE
from crispdm.results.portfolio import UnreadableFolder

PRUNED = frozenset({".git", "node_modules", ".venv", "site-packages"})  # large, and without projects of anybody

Stamp = tuple[int, ...]  # of a file: it changes whenever the file does; empty where there is none
Stamps = tuple[Stamp, Stamp, Stamp]  # of `.crispdm`, the state file and crispdm.yaml


class FoundProject(Struct, frozen=True):
    """A project: its folder, its path from the root, and the stamps of the files that its line depends on."""

    folder: str
    path: str
    stamps: Stamps


def find_projects(root: str) -> Iterator[FoundProject | UnreadableFolder]:
    """Search a folder and all folders below it. Neither projects nor links are entered, so that no cycle is walked.

    A folder is a project if it has a state file or a crispdm.yaml. These are looked up by name before the folder is
    listed, so that nothing else of a project is touched.
    """
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        stamps = _stamps(folder)
        if stamps[1] or (stamps[2] and is_regular(stamps[2])):
            yield FoundProject(folder, _path(folder, root), stamps)
            continue
        try:
            with os.scandir(folder) as entries:
                waiting += [each.path for each in entries if _is_searched(each)]
        except OSError as error:
            yield UnreadableFolder(path=_path(folder, root), why=error.strerror or str(error))


def is_regular(stamp: Stamp) -> bool:
    """Whether it is the stamp of a regular file: a pipe would keep its reader waiting."""
    return stat.S_ISREG(stamp[0])


def _path(folder: str, root: str) -> str:
    return folder[len(root) :].lstrip("/") or "."


def _is_searched(entry: "os.DirEntry[str]") -> bool:
    try:
        is_left_out = entry.name in PRUNED or "{{" in entry.name  # a template is not a project yet
        return not is_left_out and entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _stamps(folder: str) -> Stamps:
    """Each as the file is opened later: the first two not through a link."""
    state_folder = _stamp(f"{folder}/{store.FOLDER}", follows_links=False)
    state = _stamp(f"{folder}/{store.PATH}", follows_links=False) if state_folder else ()
    return state_folder[:3], state, _stamp(f"{folder}/{FILE}", follows_links=True)


def _stamp(path: str, *, follows_links: bool) -> Stamp:
    """Mode, inode and device come first, then size and times.

    A copy may keep the size and the time of its original, and a change of permission keeps both: hence all the others.
    """
    try:
        info = os.stat(path, follow_symlinks=follows_links)  # noqa: PTH116 - of text, thirty thousand times
    except (OSError, ValueError):
        return ()
    return info.st_mode, info.st_ino, info.st_dev, info.st_size, info.st_mtime_ns, info.st_ctime_ns
