"""What a command in a child put on the disk: the content of each file and folder when it was synced last."""

import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import Path


class Synced:
    """What commands synced.

    Args:
        told: a file in which a child tells it.
    """

    def __init__(self, told: Path) -> None:
        self._told = told

    def prepare(self) -> Callable[[], None]:
        """Forget all; what is returned lets a child tell, from then on."""
        self._told.write_text("")
        fsync = os.fsync

        def sync(handle: int) -> None:
            fsync(handle)
            with self._told.open("a") as file:
                file.write(f"{_digest(Path(f'/proc/self/fd/{handle}'))}\n")

        return lambda: setattr(os, "fsync", sync)

    def holds(self, path: Path) -> bool:
        """Whether a file or folder is on the disk as it is now."""
        return _digest(path) in self._told.read_text().split("\n")


def _digest(path: Path) -> str:
    about = path.stat()
    is_folder = stat.S_ISDIR(about.st_mode)
    content = repr(sorted(os.listdir(path))).encode() if is_folder else path.read_bytes()  # noqa: PTH208 - of a handle
    return f"{about.st_ino} {hashlib.sha256(content).hexdigest()}"
