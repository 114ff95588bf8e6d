"""Keep a report in a file, and no other file out of it."""

import os
from pathlib import Path

from crispdm.errors import CrispdmError
from crispdm.safe_files import write_whole

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
        raise CrispdmError(f"{path} exists and is not a report; nothing was written", hint=hint)
    try:
        if is_stream:
            path.write_bytes(page.encode())
        else:
            write_whole(Path(os.path.realpath(path)), page.encode())
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
