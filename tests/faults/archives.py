"""Archives of any content, whole or damaged: what is read of them is plain, and within its bound."""

import io
from random import Random
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, ZipFile

from crispdm.archives import BadArchive, read_archive
from crispdm.errors import CrispdmError

_NAMES = ("a", "b/c", "é.txt", "../out", "/etc/passwd", "c:\\x", "a//b", "con", "d/")
_METHODS = (ZIP_STORED, ZIP_DEFLATED, ZIP_DEFLATED, ZIP_DEFLATED, ZIP_BZIP2, ZIP_LZMA)


def read(chance: Random) -> int:
    """Read one to a bound; how many bytes came out.

    Raises:
        AssertionError: more than the bound came out, or a path that leads elsewhere.
        CrispdmError: it is refused.
    """
    limit, came = chance.randint(0, 3000), 0
    data, is_odd = _archive(chance)
    try:
        for each in read_archive(data, limit=limit):
            assert not is_odd, "packed in a way that is not read"
            came += len(each.data)
            assert came <= limit, f"{came} bytes, where the bound is {limit}"
            assert not {"", ".", ".."} & {*each.path.split("/")}, each.path
    except BadArchive as bad:
        raise CrispdmError(str(bad)) from None
    return came


def _archive(chance: Random) -> tuple[bytes, bool]:
    """An archive, and whether it is whole and must be refused for the way in which it is packed."""
    made, method = io.BytesIO(), chance.choice(_METHODS)
    with ZipFile(made, "w", method) as archive:
        for name in chance.sample(_NAMES, chance.randint(0, 3)) if chance.random() < 0.3 else ("a", "b/c"):
            archive.writestr(name, b"x" * chance.randint(0, 2000))
    data = bytearray(made.getvalue())
    damages = chance.choice((0, 0, 1, 3))
    for _ in range(damages):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data), method in (ZIP_BZIP2, ZIP_LZMA) and not damages
