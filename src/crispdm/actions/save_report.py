"""Keep a report in a file, and no other file out of it."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from crispdm.errors import CrispdmError

_LOOKED_AT = 4096  # bytes: the head of a report says that it is one


def save(path: Path, page: str, mark: str, *, force: bool) -> None:
    """Write a page, all of it or nothing.

    Args:
        path: where; a link is followed, and a pipe or a device is written into.
        page: what.
        mark: what only a page of ours has in its head.
        force: write over whatever is there.

    Raises:
        CrispdmError: something else is there, or it cannot be written.
    """
    is_stream = path.exists() and not path.is_file() and not path.is_dir()
    if not force and not is_stream and path.exists() and not _is_ours(path, mark):
        hint = "choose another name with -o, or write over it with --force"
        raise CrispdmError(f"{path} is there, and is no report; nothing was written", hint=hint)
    try:
        if is_stream:
            path.write_bytes(page.encode())
        else:
            _replace(Path(os.path.realpath(path)), page.encode())
    except OSError as error:
        raise CrispdmError(f"{path} cannot be written: {error.strerror}", hint="choose another place with -o") from None


def _is_ours(path: Path, mark: str) -> bool:
    """Whether it is a report, or a file with nothing in it, as mktemp makes one."""
    try:
        with path.open("rb") as file:
            head = file.read(_LOOKED_AT)
            return not head or mark.encode() in head
    except OSError:
        return False


def _replace(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        umask = os.umask(0)
        os.umask(umask)
        Path(name).chmod(0o666 & ~umask)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
