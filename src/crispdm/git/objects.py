"""Files from git's object store: by id, or by commit and path."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple

from crispdm.errors import Damaged
from crispdm.git.command import output, reading, run_git
from crispdm.git.work_tree import may_be_repository

_SECONDS, _SECONDS_OF_MANY = 20.0, 120.0  # time limits: of one file, and of all that a history has
_OBJECT = rb"(?P<id>[0-9a-f]{40,64}) (?P<type>[a-z]+) (?P<size>[0-9]+)\n"


class Blob(NamedTuple):
    """A file in git: its id, and its content; None where that is larger than the limit."""

    id: str
    content: bytes | None


def read_blobs(folder: Path, names: Iterable[str], limit: int, *, seconds: float = _SECONDS_OF_MANY) -> dict[str, Blob]:
    """Read many files out of git, in one call.

    Args:
        folder: a folder of the repository.
        names: ids of blobs, or `COMMIT:./PATH`; one with a line break is left out.
        limit: the content of a larger one is left out, and never read into memory.
        seconds: the time limit.

    Returns:
        Those that exist, by the name that was asked for.

    Raises:
        Damaged: git took longer.
        OSError: git is not installed.
    """
    wanted = [name for name in dict.fromkeys(names) if "\n" not in name]
    if not wanted:
        return {}
    questions = "".join(f"{name}\n" for name in wanted).encode("utf-8", "surrogateescape")
    with reading(folder, "cat-file", "--batch", "--buffer", feed=questions, seconds=seconds) as out:
        answers = zip(wanted, _parse_batch(out, limit), strict=False)
        return {name: blob for name, blob in answers if blob is not None}


def _parse_batch(answers: IO[bytes], limit: int) -> Iterator[Blob | None]:
    """Parse the output of `git cat-file --batch`: a line with id, type and size, the content, a line feed."""
    for line in answers:
        found = re.fullmatch(_OBJECT, line)
        if found is None:
            yield None  # no such object
            continue
        size = int(found["size"])
        is_wanted = found["type"] == b"blob" and size <= limit
        content = answers.read(size) if is_wanted else _skip(answers.read, size)
        answers.read(1)
        yield Blob(found["id"].decode(), content) if found["type"] == b"blob" else None


def _skip(read: Callable[[int], bytes], size: int) -> bytes | None:
    while size > 0 and (part := read(min(size, 1 << 20))):
        size -= len(part)
    return None


def lines_at(folder: Path, commit: str, path: str, limit: int) -> Iterator[bytes]:
    """Yield the lines of a file of a commit with their line feeds, so that a large one is never in memory as a whole.

    None where the commit has no such file, or there is no git; a folder outside of all repositories costs no call.

    Raises:
        Damaged: it is larger than `limit` bytes, or git cannot read it; what was yielded is not all.
    """
    if not may_be_repository(folder):
        return
    left, question = 0, f"{commit}:./{path}\n".encode("utf-8", "surrogateescape")
    with suppress(OSError), reading(folder, "cat-file", "--batch", feed=question, seconds=_SECONDS) as out:
        found = re.fullmatch(_OBJECT, out.readline())
        left = int(found["size"]) if found else 0
        while 0 < left <= limit and (line := out.readline(left)):
            left -= len(line)
            yield line
    if left:
        what = f"git cannot read {path} of commit {commit[:12]}"
        raise Damaged(f"{what}: {left:,} bytes are left; the limit of the whole is {limit:,}")


def file_at_commit(folder: Path, commit: str, path: str, limit: int) -> bytes | None:
    """Read a file of a commit, by its path from the folder; None where the commit has no such file.

    Raises:
        Damaged: git cannot read it, or it is larger than `limit` bytes.
    """
    name = f"{commit}:./{path}"
    size = run_git(folder, "cat-file", "-s", name, seconds=_SECONDS)
    if size.code is None:
        raise Damaged(f"{path} of commit {commit[:12]} cannot be read: {size.failure}")
    if size.code != 0:
        return None
    blob = read_blobs(folder, (name,), limit, seconds=_SECONDS).get(name)
    if blob is None or blob.content is None:
        raise Damaged(
            f"git cannot read {path} of commit {commit[:12]} ({int(size.text):,} bytes; the limit is {limit:,})"
        )
    return blob.content


def read_blob(folder: Path, name: str) -> bytes | None:
    """Read a file by its id, in the repository around a folder; None where there is none."""
    return output(folder, "cat-file", "blob", name)


def file_at(folder: Path, ref: str, path: str, limit: int) -> bytes | None:
    """Read a file of a commit, such as HEAD, by its path from the folder, in one call of git.

    None where the commit has no such file, or git cannot tell; a folder outside of all repositories costs no call.

    Raises:
        Damaged: it is larger than `limit` bytes, or git does not answer.
    """
    if not may_be_repository(folder):
        return None
    name = f"{ref}:./{path}"
    try:
        blob = read_blobs(folder, [name], limit, seconds=_SECONDS).get(name)
    except OSError:  # git is not installed
        return None
    if blob is not None and blob.content is None:
        raise Damaged(f"git has more than {limit:,} bytes of {path}, the limit")
    return blob.content if blob else None
