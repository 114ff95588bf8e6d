"""The size with which crispdm left the state file on this machine: a shorter one may have lost events.

It is kept in the file of the lock, which git ignores. It only tells when to ask git: another branch is shorter too.
"""

import os
from contextlib import suppress
from pathlib import Path

from crispdm.file_locks import NAME
from crispdm.open_folder import Folder

_DIGITS = 10


def last_size(folder: Path) -> int:
    """The size in bytes; 0 where it is not known."""
    with suppress(OSError, ValueError), Folder(folder) as opened:
        handle = opened.open(NAME, os.O_RDONLY)
        try:
            return int(os.read(handle, _DIGITS))
        finally:
            os.close(handle)
    return 0


def remember_size(folder: Folder, size: int) -> None:
    """Keep the size while the lock is held; if it cannot be kept, nothing fails."""
    with suppress(OSError), os.fdopen(folder.open(NAME, os.O_WRONLY), "wb") as file:
        file.write(b"%0*d" % (_DIGITS, size))
