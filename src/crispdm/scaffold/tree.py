"""A project in memory: files by path, checked before anything is written."""

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from crispdm.errors import CrispdmError


class File(NamedTuple):
    """A file to be: its path from the project's root with slashes, its bytes, and whether it can be executed."""

    path: str
    data: bytes
    is_executable: bool = False

    @property
    def blob(self) -> str:
        """The id that git gives these bytes."""
        return hashlib.sha1(b"blob %d\0" % len(self.data) + self.data, usedforsecurity=False).hexdigest()

    @property
    def text(self) -> str | None:
        """The text, or None for anything that is not text."""
        try:
            return None if b"\0" in self.data else self.data.decode()
        except UnicodeDecodeError:
            return None


def checked(files: Iterable[File]) -> tuple[File, ...]:
    """The files, sorted by path.

    Raises:
        CrispdmError: a path that leaves the project, names git's own folder, comes twice, or cannot stand beside
            another one on every file system.
    """
    tree = tuple(sorted(files))
    seen: dict[str, str] = {}  # folders end in a slash, so that a file is no twin of a folder either
    for file in tree:
        parts = file.path.split("/")
        if any(not _is_safe(part) for part in parts):
            raise CrispdmError(f"the template makes the path {file.path!r}, which is not safe; nothing was written")
        for path in (*(f"{folder}/" for folder in folders(file.path)), file.path):
            twin = seen.get(folded(path))
            if twin and (twin != path or path == file.path):
                raise CrispdmError(f"the template makes both {twin!r} and {path!r}; nothing was written")
            seen[folded(path)] = path
    return tree


def _is_safe(part: str) -> bool:
    is_plain = part not in ("", ".", "..") and part.isprintable() and not set('\\/:*?"<>|') & set(part)
    return is_plain and part.casefold() != ".git" and not part.endswith((" ", "."))


def folders(path: str) -> Iterator[str]:
    """The folders on the way to a path, the outermost first."""
    parts = path.split("/")[:-1]
    return ("/".join(parts[: depth + 1]) for depth in range(len(parts)))


def folded(path: str) -> str:
    """What two paths have in common that some file systems cannot hold side by side."""
    return unicodedata.normalize("NFC", path.removesuffix("/")).casefold()
