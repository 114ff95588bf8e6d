"""A repository whose commits were made elsewhere: all of them are written at once."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from crispdm.git.command import git, run_git

_MAIN = "refs/heads/main"


class NewCommit(NamedTuple):
    """A commit: who made it and when, its message, and the files that it adds or changes, by path."""

    name: str
    mail: str
    at: datetime
    message: str
    files: dict[str, bytes]


def write_history(folder: Path, commits: Sequence[NewCommit]) -> bool:
    """Make a folder a repository in which these commits have been made; the files are there. Whether git could."""
    if git(folder, "init", "--quiet") is None:
        return False
    branch = (git(folder, "symbolic-ref", "HEAD") or _MAIN).strip()
    stream = b"".join(_stream(branch, commits))
    done = run_git(folder, "fast-import", "--quiet", feed=stream).code == 0
    return done and git(folder, "reset", "--quiet") is not None


def _stream(branch: str, commits: Iterable[NewCommit]) -> Iterator[bytes]:
    """What `git fast-import` reads."""
    for commit in commits:
        who = f"{commit.name} <{commit.mail}> {int(commit.at.timestamp())} +0000"
        yield f"commit {branch}\nauthor {who}\ncommitter {who}\n".encode()
        yield _data(commit.message.encode())
        for path, data in commit.files.items():
            yield f"M 100644 inline {path}\n".encode()
            yield _data(data)


def _data(data: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(data), data)
