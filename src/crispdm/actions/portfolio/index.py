"""What was read of each project, kept in the user's cache so that it need not be read again.

The files are the truth. What is remembered counts only while all stamps are those of then; a file that was changed
less than two seconds before it was read is not remembered, as it may change once more within one tick of its clock. The
index may be deleted, or damaged, or written by several at any time: it is whole, or it is nothing.
"""

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from crispdm import __version__
from crispdm.actions.portfolio.discover import Stamp
from crispdm.views.portfolio.text import Record

_HEAD = f"crispdm portfolio 3 {__version__} ".encode()
_DIGEST = 32  # bytes
_SETTLED = 2_000_000_000  # nanoseconds
_LARGEST = 1 << 28  # bytes

Stamps = tuple[Stamp, Stamp, Stamp]


class Entry(Struct, frozen=True, array_like=True):
    """What was read, and the stamps of the files that it was read from."""

    stamps: Stamps
    record: Record


_decoder: msgspec.msgpack.Decoder[dict[bytes, Entry]] = msgspec.msgpack.Decoder(dict[bytes, Entry])


class Index:
    """What is remembered of the projects below one root.

    Args:
        cache: the user's folder for caches; None: nothing is remembered.
        root: the root, absolute.
    """

    def __init__(self, cache: Path | None, root: str) -> None:
        name = hashlib.sha256(os.fsencode(root)).hexdigest()[:32]
        self._file = cache / "crispdm" / f"portfolio-{name}" if cache else None
        self._before = _load(self._file) if self._file else {}
        self._after: dict[bytes, Entry] = {}
        self._is_changed = False

    def get(self, path: str, stamps: Stamps) -> Record | None:
        """What was read when the files had these stamps."""
        name = os.fsencode(path)
        entry = self._before.get(name)
        if entry is None or entry.stamps != stamps:
            return None
        self._after[name] = entry
        return entry.record

    def put(self, path: str, stamps: Stamps, record: Record, at: int) -> None:
        """Remember what was read at a time, in nanoseconds, that was taken before."""
        newest = max((time for stamp in stamps[1:] for time in stamp[4:]), default=0)
        if at - newest > _SETTLED:
            self._after[os.fsencode(path)] = Entry(stamps, record)
            self._is_changed = True

    def save(self) -> None:
        """Write it, if it says something new. That it cannot be written is no reason to fail."""
        if self._file and (self._is_changed or len(self._after) != len(self._before)):
            with suppress(OSError, UnicodeEncodeError):
                _save(self._file, msgspec.msgpack.encode(self._after))


def _load(file: Path) -> dict[bytes, Entry]:
    try:
        with file.open("rb") as handle:
            data = handle.read(_LARGEST)
    except OSError:
        return {}
    body = memoryview(data)[len(_HEAD) + _DIGEST :]
    if data[: len(_HEAD) + _DIGEST] != _HEAD + hashlib.sha256(body).digest():
        return {}
    with suppress(msgspec.MsgspecError, UnicodeDecodeError):
        return _decoder.decode(body)
    return {}


def _save(file: Path, body: bytes) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f"{file.name}.")
    try:
        with os.fdopen(handle, "wb") as written:
            written.write(_HEAD + hashlib.sha256(body).digest() + body)
        Path(name).replace(file)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
