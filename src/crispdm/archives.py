"""Read zip archives of somebody else's making: to a bound, and nothing but files of plain paths."""

import io
import zlib
from collections.abc import Iterator
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

_DIRECTORY = 4 << 20  # bytes of the list of entries, which is read at once
_ENTRIES = 20_000
_LONGEST = 4096  # characters of a path
_PART = 1 << 20  # bytes that are unpacked at a time
_ENCRYPTED, _UTF_8 = 1, 0x800  # flags of an entry
_UNIX = 3  # the system of an archive that keeps modes


class Archived(NamedTuple):
    """A file of an archive; it is executable where the archive keeps modes, and says so."""

    path: str
    data: bytes
    is_executable: bool = False


class BadArchive(Exception):
    """An archive that cannot be used, with the reason."""


def read_archive(data: bytes, *, limit: int) -> Iterator[Archived]:
    """Read the files of a zip archive.

    Args:
        data: the archive.
        limit: the most bytes that they may have together, unpacked.

    Raises:
        BadArchive: it is not an archive, is damaged or too large, or an entry is not a file with a plain path.
    """
    try:
        with ZipFile(_Bounded(data)) as archive:
            entries = archive.infolist()
            _refuse_odd(entries)
            for entry in entries:
                if not entry.is_dir():
                    data = _unpacked(archive, entry, limit)
                    limit -= len(data)
                    is_executable = entry.create_system == _UNIX and bool(entry.external_attr >> 16 & 0o100)
                    yield Archived(_path(entry), data, is_executable)
    except (BadZipFile, LargeZipFile) as error:
        is_archive = not isinstance(error, LargeZipFile) and "not a zip" not in str(error)
        raise BadArchive(f"it is damaged: {error}" if is_archive else "it is not a zip archive") from None
    except (zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, OSError) as error:
        raise BadArchive(f"it is damaged: {error}") from None


def _path(entry: ZipInfo) -> str:
    """The path of an entry: many programs write UTF-8 without the flag that says so."""
    if not entry.flag_bits & _UTF_8:
        try:
            return entry.filename.encode("cp437").decode()
        except UnicodeError:
            pass
    return entry.filename


def _unpacked(archive: ZipFile, entry: ZipInfo, limit: int) -> bytes:
    """The bytes of a file, whatever size it claims to have; a part at a time, as `_Bounded` wants it."""
    data = bytearray()
    with archive.open(entry) as file:
        while part := file.read(_PART):
            data += part
            if len(data) > limit:
                raise BadArchive(f"it is larger than the limit, {limit:,} bytes")
    return bytes(data)


class _Bounded(io.BytesIO):
    """An archive of which only so much is read at once: the list of entries, at the end, says how long it is."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Read some bytes."""
        if size is not None and size > _DIRECTORY:
            raise BadArchive("it has too many entries")
        return super().read(size)


def _refuse_odd(entries: list[ZipInfo]) -> None:
    if len(entries) > _ENTRIES:
        raise BadArchive(f"it has {len(entries):,} entries; the limit is {_ENTRIES:,}")
    seen: set[str] = set()
    for entry in entries:
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise BadArchive(f"{entry.filename[:_LONGEST]!r}: only stored and deflated files are read")
        if entry.flag_bits & _ENCRYPTED:
            raise BadArchive(f"{entry.filename[:_LONGEST]!r} is encrypted")
        if not _is_plain(entry.orig_filename):
            raise BadArchive(f"{entry.orig_filename[:_LONGEST]!r} is not the path of a file")
        if _path(entry) in seen:
            raise BadArchive(f"it has {_path(entry)!r} twice")
        seen.add(_path(entry))


def _is_plain(path: str) -> bool:
    parts = path.removesuffix("/").split("/")
    is_inside = not any(part in ("", ".", "..") or "\\" in part or "\0" in part for part in parts)
    return is_inside and len(path) <= _LONGEST
