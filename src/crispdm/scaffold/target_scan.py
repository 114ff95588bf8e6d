"""What is there already, where a plan wants to put something."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from crispdm.scaffold.plan import Found
from crispdm.scaffold.tree import folded, folders

_LARGEST = 64 << 20  # bytes of a file that is read to compare it; a larger one differs


def survey(root: Path, paths: Iterable[str]) -> dict[str, Found]:
    """Look at a folder, no further than the paths reach.

    Args:
        root: the folder.
        paths: of the files that are wanted.

    Returns:
        What stands at these paths, or at one that some file systems take for the same, by folded path.
    """
    paths = [*paths]
    around = dict.fromkeys(folder for path in paths for folder in folders(path))
    wanted = {folded(path) for path in (*paths, *around)}
    there: dict[str, Found] = {}
    for folder in ("", *around):
        if folder and not (folded(folder) in there and there[folded(folder)].path == folder):
            continue
        for found in _entries(root, f"{folder}/" if folder else "", wanted):
            if folded(found.path) not in there or found.path in (*paths, *around):
                there[folded(found.path)] = found
    return there


def _entries(root: Path, below: str, wanted: set[str]) -> Iterator[Found]:
    place = root / below
    if place.is_symlink() or not place.is_dir():
        return
    for entry in sorted(os.scandir(place), key=lambda entry: entry.name):
        path = f"{below}{entry.name}"
        if folded(path) in wanted:
            yield look(root, path)


def look(root: Path, path: str) -> Found:
    """What stands at a path that is there. A link to a file is read as that file; any other link is neither."""
    place = root / path
    if place.is_file():
        return Found(path, "file", _read(place), is_executable=bool(place.stat().st_mode & 0o100))
    return Found(path, "folder" if place.is_dir() and not place.is_symlink() else "other")


def _read(place: Path) -> bytes | None:
    try:
        return place.read_bytes() if place.stat().st_size <= _LARGEST else None
    except PermissionError:
        return None
