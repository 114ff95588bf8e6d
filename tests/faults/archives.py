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
    try:
        for each in read_archive(_archive(chance), limit=limit):
            came += len(each.data)
            assert came <= limit, f"{came} bytes, where the bound is {limit}"
            assert not {"", ".", ".."} & {*each.path.split("/")}, each.path
    except BadArchive as bad:
        raise CrispdmError(str(bad)) from None
    return came


def _archive(chance: Random) -> bytes:
    made = io.BytesIO()
    with ZipFile(made, "w", chance.choice(_METHODS)) as archive:
        for name in chance.sample(_NAMES, chance.randint(0, 3)) if chance.random() < 0.3 else ("a", "b/c"):
            archive.writestr(name, b"x" * chance.randint(0, 2000))
    data = bytearray(made.getvalue())
    for _ in range(chance.choice((0, 0, 1, 3))):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)
