"""The index: the files that git tracks, and those that are not merged yet."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from crispdm.git.command import run_git


class Unmerged(NamedTuple):
    """A file whose three versions could not be merged."""

    path: str
    base: bytes
    yours: bytes
    theirs: bytes
    is_executable: bool


def tracked_files(folder: Path) -> set[str]:
    """The files below a folder that git tracks; none where there is no repository."""
    return set(_split(run_git(folder, "ls-files", "-z", "--cached").out))


def unmerged_files(folder: Path) -> list[str]:
    """The files below a folder that a merge left unmerged."""
    listed = run_git(folder, "ls-files", "-z", "--unmerged", "--deduplicate").out
    return sorted({entry.partition("\t")[2] for entry in _split(listed)})


def mark_unmerged(folder: Path, files: Iterable[Unmerged]) -> None:
    """Put the three versions of each file into the index, as a merge by git would.

    `git status` and `git mergetool` then see the conflict, and `git commit` refuses until it is resolved.

    Args:
        folder: where the paths start.
        files: the files.
    """
    prefix = run_git(folder, "rev-parse", "--show-prefix").text.strip("\n")
    entries: list[str] = []
    for file in files:
        mode = "100755" if file.is_executable else "100644"
        blobs = [_store(folder, file.path, data) for data in (file.base, file.yours, file.theirs)]
        entries += [f"0 {'0' * len(blobs[0])}\t{prefix}{file.path}"]
        entries += [f"{mode} {blob} {stage}\t{prefix}{file.path}" for stage, blob in enumerate(blobs, 1)]
    if entries:
        feed = "".join(f"{entry}\0" for entry in entries).encode("utf-8", "surrogateescape")
        run_git(folder, "update-index", "-z", "--index-info", feed=feed)


def _store(folder: Path, path: str, data: bytes) -> str:
    """Store a version of a file, with the line ends that git keeps for it, and return its id."""
    return run_git(folder, "hash-object", "-w", "--stdin", f"--path={path}", feed=data).text.strip()


def _split(data: bytes) -> list[str]:
    return [entry for entry in data.decode("utf-8", "surrogateescape").split("\0") if entry]
