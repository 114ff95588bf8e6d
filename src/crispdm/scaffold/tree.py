"""A project in memory: files by path, checked before anything is written."""

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from crispdm.errors import CrispdmError
from crispdm.open_folder import Folder
from crispdm.open_tree import OpenTree

LARGEST = 64 << 20  # bytes of a file of a template


class File(NamedTuple):
    """A file to write: its path from the project's root with slashes, its bytes, and whether it is executable.

    `mode` is that of the file which it is made from, and closes it to others as far as that was closed; None where it
    is made from no file.
    """

    path: str
    data: bytes
    is_executable: bool = False
    mode: int | None = None

    @property
    def blob(self) -> str:
        """The id that git gives these bytes."""
        return hashlib.sha1(b"blob %d\0" % len(self.data) + self.data, usedforsecurity=False).hexdigest()

    @property
    def text(self) -> str | None:
        """The text; None if it is not a text."""
        try:
            return None if b"\0" in self.data else self.data.decode()
        except UnicodeDecodeError:
            return None


def checked(files: Iterable[File]) -> tuple[File, ...]:
    """Sort files by path, and refuse paths that are not safe.

    Raises:
        CrispdmError: a path leaves the project, names git's folder, comes twice, or cannot exist beside another one on
            every file system.
    """
    tree = tuple(sorted(files))
    seen: dict[str, str] = {}  # folders end in a slash, so that a file and a folder clash too
    for file in tree:
        parts = file.path.split("/")
        if any(not _is_safe(part) for part in parts):
            raise CrispdmError(f"the template makes the path {file.path!r}, which is not safe; nothing was written")
        for path in (*(f"{folder}/" for folder in folders(file.path)), file.path):
            clash = seen.get(folded(path))
            if clash and (clash != path or path == file.path):
                raise CrispdmError(f"the template makes both {clash!r} and {path!r}; nothing was written")
            seen[folded(path)] = path
    return tree


def _is_safe(part: str) -> bool:
    is_plain = part not in ("", ".", "..") and part.isprintable() and not set('\\/:*?"<>|') & set(part)
    return is_plain and part.casefold() != ".git" and not part.endswith((" ", "."))


def folders(path: str) -> Iterator[str]:
    """The folders around a path, the outermost first."""
    parts = path.split("/")[:-1]
    return ("/".join(parts[: depth + 1]) for depth in range(len(parts)))


def folded(path: str) -> str:
    """A form that is the same for paths that some file systems take for one."""
    return unicodedata.normalize("NFC", path.removesuffix("/")).casefold()


def write_files(folder: Path, files: Iterable[File]) -> None:
    """Write files below a folder that exists.

    Raises:
        OSError: one exists, or cannot be written.
    """
    with Folder(folder) as opened:
        tree = OpenTree(opened)
        for file in files:
            tree.write(file.path, file.data, is_executable=file.is_executable, mode=file.mode)
