"""Archives that are not what they say."""

import io
import zipfile
import zlib
from collections.abc import Mapping

KINDS = {
    "stored": zipfile.ZIP_STORED,
    "deflated": zipfile.ZIP_DEFLATED,
    "lzma": zipfile.ZIP_LZMA,
    "bzip2": zipfile.ZIP_BZIP2,
}


def zipped(files: Mapping[str, bytes], kind: str = "deflated") -> bytes:
    """An archive with these files; a name that ends in a slash is a folder."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", KINDS[kind]) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return memory.getvalue()


def overlapping(name: bytes, size: int, count: int) -> bytes:
    """An archive of many entries that all are the same few bytes, each of which unpacks to a large file."""
    packed = _packed_zeros(size)
    fields = (
        zlib.crc32(bytes(size)).to_bytes(4, "little") + len(packed).to_bytes(4, "little") + size.to_bytes(4, "little")
    )
    length = len(name).to_bytes(2, "little")
    local = b"PK\x03\x04\x14\0\0\0\x08\0\0\0\x21\0" + fields + length + b"\0\0" + name + packed
    entry = b"PK\x01\x02\x14\0\x14\0\0\0\x08\0\0\0\x21\0" + fields + length + bytes(16) + name
    number = count.to_bytes(2, "little")
    sizes = (count * len(entry)).to_bytes(4, "little") + len(local).to_bytes(4, "little")
    return local + entry * count + b"PK\x05\x06\0\0\0\0" + number + number + sizes + b"\0\0"


def _packed_zeros(size: int, step: int = 1 << 20) -> bytes:
    """Deflate so many zeros in little time: after a full flush the same zeros give the same bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    many = packer.compress(bytes(step)) + packer.flush(zlib.Z_FULL_FLUSH)
    return many * (size // step) + packer.compress(bytes(size % step)) + packer.flush()


def damaged(archive: bytes, text: bytes) -> bytes:
    """An archive whose stream is broken in the middle."""
    at = archive.index(text) + len(text) + 4
    return archive[:at] + bytes(byte ^ 0xFF for byte in archive[at : at + 6]) + archive[at + 6 :]
