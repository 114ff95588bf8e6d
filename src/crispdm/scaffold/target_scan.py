"""What exists in a folder where files are to be written."""

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from crispdm.safe_files import read_inside
from crispdm.scaffold.plan import Existing
from crispdm.scaffold.tree import folded, folders

_LARGEST = 64 << 20  # bytes of a file that is read to be compared; a larger one counts as different


def scan(root: Path, paths: Iterable[str]) -> dict[str, Existing]:
    """Find out what exists at some paths.

    Args:
        root: the folder.
        paths: from there.

    Returns:
        What exists at these paths, on the way to them, and at paths that some file systems take for the same, by
        folded path.
    """
    paths = [*paths]
    on_the_way = dict.fromkeys(folder for path in paths for folder in folders(path))
    exact = {*paths, *on_the_way}
    wanted = {folded(path) for path in exact}
    existing: dict[str, Existing] = {}
    for folder in ("", *on_the_way):
        if folder and not (folded(folder) in existing and existing[folded(folder)].path == folder):
            continue
        for found in _entries(root, f"{folder}/" if folder else "", wanted):
            if folded(found.path) not in existing or found.path in exact:
                existing[folded(found.path)] = found
    return existing


def _entries(root: Path, below: str, wanted: set[str]) -> Iterator[Existing]:
    folder = root / below
    if folder.is_symlink() or not folder.is_dir():
        return
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        path = f"{below}{entry.name}"
        if folded(path) in wanted:
            yield read_existing(root, path)


def read_existing(root: Path, path: str) -> Existing:
    """Read what exists at a path.

    A link to a file is read as that file where it stays inside, and is a file that cannot be read where it leads out;
    any other link is neither file nor folder.
    """
    place = root / path
    if place.is_file():
        mode = stat.S_IMODE(place.stat().st_mode)
        allowed = mode & 0o666 | mode >> 2 & 0o111
        return Existing(path, "file", _read(root, path), bool(mode & 0o100), place.is_symlink(), allowed)
    return Existing(path, "folder" if place.is_dir() and not place.is_symlink() else "other")


def _read(root: Path, path: str) -> bytes | None:
    try:
        return read_inside(Path(os.path.realpath(root)), path, _LARGEST)
    except OSError:
        return None
