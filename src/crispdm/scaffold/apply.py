"""Write a tree to disk: all of it, or nothing."""

import os
import secrets
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from crispdm.errors import CrispdmError, Damaged
from crispdm.scaffold.tree import File

T = TypeVar("T")


def make(target: Path, files: Iterable[File], then: Callable[[Path], T]) -> T:
    """Make a folder, or fill an empty one.

    Everything is made beside a new target, or within an empty one, and moved into place when it is complete. Whatever
    happens before, an interrupt among it, nothing is left behind.

    Args:
        target: the folder; it must not exist, or be empty.
        files: what it shall hold.
        then: what else to do with the complete folder before it is moved.

    Returns:
        What `then` returned.

    Raises:
        CrispdmError: the target holds something, or its parent is no folder.
        Damaged: nothing can be written there.
    """
    refuse_taken(target)
    stage = (target if target.is_dir() else target.parent) / f".crispdm.{secrets.token_hex(8)}"
    try:
        _make_folder(stage)
        inner = stage / target.name
        for file in files:
            _write(inner, file)
        result = then(inner)
        refuse_taken(target, but=stage)
        _move(inner, target)
        return result
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def refuse_taken(target: Path, but: Path | None = None) -> None:
    """Raise where the target holds something already, but for our own staging folder: it stays as it is."""
    if os.path.lexists(target) and (target.is_symlink() or not target.is_dir()):
        raise CrispdmError(
            f"{target} is there already, and is no folder; it was not touched", hint="choose another name"
        )
    if target.is_dir() and any(path != but for path in target.iterdir()):
        raise CrispdmError(
            f"{target} is there already, and is not empty; it was not touched", hint="choose another name"
        )


def _make_folder(stage: Path) -> None:
    try:
        stage.mkdir(mode=0o700)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise CrispdmError(f"{stage.parent}: {error.strerror}", hint="choose a folder that exists") from None
    except OSError as error:
        raise Damaged(f"{stage.parent}: {error.strerror}") from None


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
            if not os.path.lexists(inner / name):  # it was moved, by us
                with suppress(OSError):
                    (target / name).rename(inner / name)
        raise
