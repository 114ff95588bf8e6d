"""Folders and processes of another user: only root can make them."""

import grp  # noqa: F401 - so that a user who cannot read Python's own files has it
import json
import os
from pathlib import Path

import pytest

from tests.support.command_line import Answer, run_here

OTHER, THIRD = 65534, 4242  # users that own nothing else
needs_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a file to somebody else"
)


def give(path: Path, user: int = OTHER, group: int = OTHER) -> Path:
    """Give a file, or a folder with all below it, to another user."""
    for each in [path, *path.rglob("*")] if path.is_dir() and not path.is_symlink() else [path]:
        os.chown(each, user, group, follow_symlinks=False)
    return path


def reachable(path: Path) -> Path:
    """Let everybody pass the folders around a path, which pytest closes."""
    for folder in path.parents:
        if not folder.stat().st_mode & 0o001:
            folder.chmod(folder.stat().st_mode | 0o011)
    return path


def crispdm(*arguments: str, cwd: Path, user: int, groups: tuple[int, ...] = ()) -> Answer:
    """Run a command line as another user, who need not be able to read Python's own files."""
    run_here("-C", cwd, "status")  # so that all is imported
    run_here("-C", cwd, "note", "--help")
    mine, theirs = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.setgroups(groups)
            os.setgid(user)
            os.setuid(user)
            said = json.dumps(run_here(*arguments, cwd=cwd, HOME="/nowhere"))
        except BaseException as error:  # noqa: BLE001 - the process ends with it
            said = json.dumps([-1, "", f"{type(error).__name__}: {error}"])
        os.write(theirs, said.encode())
        os._exit(0)
    os.close(theirs)
    with os.fdopen(mine, "rb") as answer:
        said = answer.read().decode()
    os.waitpid(child, 0)
    return Answer(*json.loads(said))
