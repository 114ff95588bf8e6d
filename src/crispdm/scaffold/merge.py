"""Three texts into one, by git: what the template wrote, what you made of it, and what the template writes now."""

import tempfile
from pathlib import Path
from typing import NamedTuple

from crispdm.errors import Damaged
from crispdm.git import command

YOURS = "yours"  # how a conflict marker names your side
_MOST = 127  # conflicts that git's exit code can count


class Merged(NamedTuple):
    """The text, and how many conflicts are marked in it."""

    data: bytes
    conflicts: int


def merge(yours: bytes, base: bytes, theirs: bytes, *, name: str) -> Merged:
    """Merge line by line. All three are compared with LF; the line end of yours is restored.

    Args:
        yours: the file as it is in the project.
        base: as the template wrote it the last time.
        theirs: as the template writes it now.
        name: what the template is called in conflict markers.

    Raises:
        Damaged: git is not at hand.
    """
    with tempfile.TemporaryDirectory(prefix="crispdm.") as scratch:
        for side, data in (("yours", yours), ("base", base), ("theirs", theirs)):
            (Path(scratch) / side).write_bytes(lf(data))
        labels = ("-L", YOURS, "-L", "before", "-L", name)
        code, out, _ = command.run_git(Path(scratch), "merge-file", "-p", *labels, "yours", "base", "theirs")
    if code is None or code > _MOST:
        raise Damaged("git cannot merge here; nothing was changed", hint="install git")
    return Merged(as_in(yours, out), code)


def lf(data: bytes) -> bytes:
    """The text with LF as its line end."""
    return data.replace(b"\r\n", b"\n")


def as_in(yours: bytes, data: bytes) -> bytes:
    """The text with the line end that most lines of yours have."""
    is_crlf = 2 * yours.count(b"\r\n") > yours.count(b"\n")
    return lf(data).replace(b"\n", b"\r\n") if is_crlf else data


def marked(data: bytes) -> int | None:
    """The first line with a conflict marker that an update left, counted from 1."""
    start = f"<<<<<<< {YOURS}".encode()
    return next((number for number, line in enumerate(data.splitlines(), 1) if line == start), None)
