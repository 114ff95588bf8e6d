"""The three-way merge of a text by git: what the template wrote, what you made of it, and what it writes now."""

import tempfile
from pathlib import Path
from typing import NamedTuple

from crispdm.errors import Damaged
from crispdm.git import command
from crispdm.scaffold.tree import File, write_files

YOURS = "yours"  # how a conflict marker names your side
_MOST_CONFLICTS = 127  # that git's exit code can count


class Merged(NamedTuple):
    """The text, and how many conflicts are marked in it."""

    data: bytes
    conflicts: int


def merge(yours: bytes, base: bytes, theirs: bytes, *, name: str) -> Merged:
    """Merge line by line. All three are compared with LF; the result has the line ends of yours.

    Args:
        yours: the file as it is in the project.
        base: the file as the template wrote it the last time.
        theirs: the file as the template writes it now.
        name: what conflict markers call the template.

    Raises:
        Damaged: git is not installed, or fails.
    """
    with tempfile.TemporaryDirectory(prefix="crispdm.") as scratch:
        sides = {"yours": yours, "base": base, "theirs": theirs}
        write_files(Path(scratch), (File(side, with_lf(data)) for side, data in sides.items()))
        labels = ("-L", YOURS, "-L", "before", "-L", name)
        code, out, _ = command.run_git(Path(scratch), "merge-file", "-p", "--diff3", *labels, "yours", "base", "theirs")
    if code is None or code > _MOST_CONFLICTS:
        raise Damaged("git cannot merge; nothing was changed", hint="install git")
    return Merged(with_line_ends_of(yours, out), code)


def with_lf(data: bytes) -> bytes:
    """The text with LF as its line end."""
    return data.replace(b"\r\n", b"\n")


def with_line_ends_of(yours: bytes, data: bytes) -> bytes:
    """The text with the line end that most lines of yours have."""
    is_crlf = 2 * yours.count(b"\r\n") > yours.count(b"\n")
    return with_lf(data).replace(b"\n", b"\r\n") if is_crlf else data


def conflict_line(data: bytes) -> int | None:
    """The number of the first line with a conflict marker of an update; None if there is none."""
    marker = f"<<<<<<< {YOURS}".encode()
    return next((number for number, line in enumerate(data.splitlines(), 1) if line == marker), None)
