"""Save a report, and overwrite no other file."""

import os
from pathlib import Path

from crispdm.errors import CrispdmError
from crispdm.safe_files import read_head, write_stream, write_whole

_HEAD = 4096  # bytes, in which a report has its mark


def save(path: Path, page: str, mark: str, *, force: bool) -> None:
    """Write a page as a whole, or not at all.

    Args:
        path: the file; a link to one is followed, and a pipe or a device is written to.
        page: the text.
        mark: a text that only a report has in its head.
        force: overwrite any file.

    Raises:
        CrispdmError: the file is not a report, or cannot be written, or is a link to nothing.
    """
    if path.is_symlink() and not path.exists():
        hint = "remove it, or choose another name with -o"
        raise CrispdmError(f"{path} is a broken link; nothing was written", hint=hint)
    is_stream = path.exists() and not path.is_file() and not path.is_dir()
    if not force and not is_stream and path.exists() and not _is_ours(path, mark):
        hint = "choose another name with -o, or overwrite it with --force"
        raise CrispdmError(f"{path} exists and is not a report; nothing was written", hint=hint)
    try:
        if is_stream:
            write_stream(path, page.encode())
        else:
            write_whole(Path(os.path.realpath(path)), page.encode())
    except OSError as error:
        raise CrispdmError(f"{path} cannot be written: {error.strerror}", hint="choose another file with -o") from None


def _is_ours(path: Path, mark: str) -> bool:
    """Whether a file is a report, or empty, as mktemp makes one."""
    try:
        head = read_head(path, _HEAD)
    except OSError:
        return False
    return not head or mark.encode() in head
