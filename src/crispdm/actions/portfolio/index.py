"""What was read of each project, cached for the user so that unchanged projects are not read again.

The files are the truth. An entry counts only while all stamps are the same; a file that changed less than two seconds
before it was read is not cached, as it may change once more within one tick of its clock. The index may be deleted,
damaged or written by several processes at any time: it is complete, or it counts as empty.
"""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from crispdm import __version__
from crispdm.actions.portfolio.discover import FoundProject, Stamps
from crispdm.results.portfolio import Project
from crispdm.safe_files import read_file, write_whole

_HEAD = f"crispdm portfolio 6 {__version__} ".encode()
_DIGEST = 32  # bytes
_SETTLED = 2_000_000_000  # nanoseconds
_LARGEST = 1 << 28  # bytes


class Entry(Struct, frozen=True, array_like=True):
    """A project, and the stamps of the files that it was read from."""

    stamps: Stamps
    project: Project


_decoder: msgspec.msgpack.Decoder[list[Entry]] = msgspec.msgpack.Decoder(list[Entry])


class Index:
    """The cached projects below one root.

    Args:
        cache: the cache folder; None: nothing is cached.
        root: the root, absolute.
    """

    def __init__(self, cache: Path | None, root: str) -> None:
        name = hashlib.sha256(os.fsencode(root)).hexdigest()[:32]
        self._file = cache / f"portfolio-{name}" if cache else None
        self._before = {each.project.path: each for each in _load(self._file)} if self._file else {}
        self._after: list[Entry] = []
        self._is_changed = False

    def get(self, found: FoundProject) -> Project | None:
        """The project as it was read when its files had the same stamps."""
        entry = self._before.get(found.path)
        if entry is None or entry.stamps != found.stamps:
            return None
        self._after.append(entry)
        return entry.project

    def put(self, found: FoundProject, project: Project, read_at: int) -> None:
        """Cache a project, unless its files had just changed when its reading began, in nanoseconds."""
        newest = max((time for stamp in found.stamps[1:] for time in stamp[4:]), default=0)
        if read_at - newest > _SETTLED and _is_text(found.path):
            self._after.append(Entry(found.stamps, project))
            self._is_changed = True

    def save(self) -> None:
        """Write the index if it changed. If it cannot be written, nothing fails."""
        if self._file and (self._is_changed or len(self._after) != len(self._before)):
            with suppress(OSError):
                _save(self._file, msgspec.msgpack.encode(self._after))


def _is_text(path: str) -> bool:
    """Whether a path can be encoded; one that is not UTF-8 cannot."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _load(file: Path) -> list[Entry]:
    try:
        data = read_file(file, _LARGEST)
    except OSError:
        return []
    body = memoryview(data)[len(_HEAD) + _DIGEST :]
    if data[: len(_HEAD) + _DIGEST] != _HEAD + hashlib.sha256(body).digest():
        return []
    with suppress(msgspec.MsgspecError, UnicodeDecodeError):
        return _decoder.decode(body)
    return []


def _save(file: Path, body: bytes) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(file, _HEAD + hashlib.sha256(body).digest() + body, 0o600)
