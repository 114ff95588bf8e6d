"""Find the files of the project that match a pattern, without entering a link that leads out of it."""

import os
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

MOST_FOUND = 100_000  # files that a pattern matches
MOST_SEEN = 1_000_000  # names that it is compared with
_ANY_DEPTH = "**"
_WILD = frozenset("*?[")


class TooManyFiles(Exception):
    """A pattern has more to look at, or to find, than fits into the time and memory of a command."""


def glob_inside(root: Path, base: str, pattern: str) -> list[str]:
    """The paths, from the root, of everything but folders that matches a pattern; `**` is any depth.

    A link to a folder is entered where the pattern names it and it stays inside; else it is a match itself. `**` enters
    no link.

    Args:
        root: the folder, without links in its own path.
        base: where the pattern starts, from there.
        pattern: parts with `*`, `?` and `[…]`, separated by slashes.

    Raises:
        ValueError: it is not a pattern.
        OSError: a folder cannot be read.
        TooManyFiles: it matches more than `MOST_FOUND` files, or passes more than `MOST_SEEN` names.
    """
    parts = [part for part in pattern.split("/") if part not in ("", ".")]
    if not parts or any(_ANY_DEPTH in part and part != _ANY_DEPTH for part in parts):
        raise ValueError(pattern)
    start = os.path.normpath(base) if base else "."
    found: set[str] = set()
    for each in _matches(root, start, tuple(parts)):
        found.add(os.path.normpath(each))
        if len(found) > MOST_FOUND:
            raise TooManyFiles(f"more than {MOST_FOUND:,} files")
    return sorted(found)


def _matches(root: Path, start: str, parts: tuple[str, ...]) -> Iterator[str]:
    """Visit each folder once for each rest of the pattern, so that every pattern comes to an end.

    A folder is inside where the one that it is in is inside, unless it is a link: only links are looked up.
    """
    seen, passed = set[tuple[str, int]](), 0
    ahead = [(start, parts)] if _is_inside(root, start) else []
    while ahead:
        at, left = ahead.pop()
        if (at, len(left)) in seen:
            continue
        seen.add((at, len(left)))
        if left[0] == _ANY_DEPTH:
            ahead.append((at, left[1:] or ("*",)))
        for entry in _entries(root / at):
            passed += 1
            if passed > MOST_SEEN:
                raise TooManyFiles(f"more than {MOST_SEEN:,} files and folders to look at")
            name = f"{at}/{entry.name}"
            rest = _rest(root, name, entry, left)
            if rest:
                ahead.append((name, rest))
            elif rest is not None:
                yield name


def _rest(root: Path, name: str, entry: os.DirEntry[str], parts: tuple[str, ...]) -> tuple[str, ...] | None:
    """The rest of the pattern, to match in a folder; nothing where it is a match itself, None where it is neither."""
    first, *rest = parts
    if first == _ANY_DEPTH:
        return parts if entry.is_dir(follow_symlinks=False) else None
    if entry.name != first and not (_WILD & {*first} and fnmatchcase(entry.name, first)):
        return None
    if (entry.is_symlink() and not _is_inside(root, name)) or not (rest or entry.is_dir()):
        return ()
    return tuple(rest) or None


def _is_inside(root: Path, path: str) -> bool:
    return Path(os.path.realpath(root / path)).is_relative_to(root)


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            yield from found
    except (FileNotFoundError, NotADirectoryError):
        return
