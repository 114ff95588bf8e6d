"""Write a tree to disk: all of it, or nothing."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from crispdm.errors import CrispdmError
from crispdm.scaffold.tree import File

T = TypeVar("T")


def make(target: Path, files: Iterable[File], then: Callable[[Path], T]) -> T:
    """Make a folder, or fill an empty one.

    Everything is made beside the target and moved there when it is complete. Whatever happens before, an interrupt
    among it, nothing is left behind.

    Args:
        target: the folder; it must not exist, or be empty.
        files: what it shall hold.
        then: what else to do with the complete folder before it is moved.

    Returns:
        What `then` returned.

    Raises:
        CrispdmError: the target holds something, or its parent is no folder that can be written.
    """
    refuse_taken(target)
    try:
        stage = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    except OSError as error:
        raise CrispdmError(f"{target.parent}: {error.strerror}", hint="choose a folder that exists") from None
    try:
        inner = stage / target.name
        for file in files:
            _write(inner, file)
        result = then(inner)
        _move(inner, target)
        return result
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def refuse_taken(target: Path) -> None:
    """Raise where the target holds something already: it stays as it is."""
    if os.path.lexists(target) and (target.is_symlink() or not target.is_dir()):
        raise CrispdmError(
            f"{target} is there already, and is no folder; it was not touched", hint="choose another name"
        )
    if target.is_dir() and any(target.iterdir()):
        raise CrispdmError(
            f"{target} is there already, and is not empty; it was not touched", hint="choose another name"
        )


def _write(root: Path, file: File) -> None:
    path = root / file.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(file.data)
    if file.is_executable:
        path.chmod(path.stat().st_mode | 0o111)


def _move(inner: Path, target: Path) -> None:
    """A new target is one rename. An empty one stays the folder it is, as somebody may stand in it."""
    if not target.is_dir():
        inner.rename(target)
        return
    names = [path.name for path in inner.iterdir()]
    try:
        for name in names:
            (inner / name).rename(target / name)
    except BaseException:
        for name in names:
            with suppress(OSError):
                (target / name).rename(inner / name)
        raise
