"""The work tree: whether there is one, and which of its files git ignores, tracks, or has uncommitted changes of."""

import os
from collections.abc import Sequence
from pathlib import Path

from crispdm.git.command import git, run_git


def may_be_repository(folder: Path) -> bool:
    """Whether git may find a repository around an absolute folder; it is not asked."""
    return "GIT_DIR" in os.environ or any((each / ".git").exists() for each in (folder, *folder.parents))


def is_inside_repository(folder: Path) -> bool:
    """Whether the folder is in a work tree. Git is asked only where there may be one."""
    return may_be_repository(folder) and (git(folder, "rev-parse", "--is-inside-work-tree") or "").strip() == "true"


def path_in_repository(folder: Path) -> str:
    """The path of an absolute folder from the top of its repository, with a slash at its end; empty at the top.

    Git is not asked: the top is the nearest folder that holds `.git`.
    """
    top = next((each for each in (folder, *folder.parents) if (each / ".git").exists()), folder)
    return "" if top == folder else f"{folder.relative_to(top).as_posix()}/"


def ignored_paths(folder: Path, paths: Sequence[str]) -> dict[str, str]:
    """The paths that git ignores, each with the rule that says so: `.gitignore:3 *.csv`."""
    command = ("check-ignore", "--no-index", "--verbose", "-z", "--stdin")
    feed = "".join(f"{path}\0" for path in paths).encode()
    fields = run_git(folder, *command, feed=feed, literal=False).text.split("\0")
    found = {fields[at + 3]: (fields[at : at + 3]) for at in range(0, len(fields) - 3, 4)}
    return {path: f"{file}:{line} {rule}" for path, (file, line, rule) in found.items() if not rule.startswith("!")}


def uncommitted_paths(folder: Path, paths: Sequence[str]) -> list[str] | None:
    """The paths that have uncommitted content, ignored files included; None where there is no repository."""
    if not is_inside_repository(folder):
        return None
    if not paths:
        return []
    prefix = run_git(folder, "rev-parse", "--show-prefix").text.strip("\n")
    states = ("status", "--porcelain", "-z", "--ignored", "--untracked-files=all", "--no-renames", "--")
    entries = run_git(folder, *states, *paths).text.split("\0")
    return [entry[3:].removeprefix(prefix) for entry in entries if entry]


def visible_files(folder: Path) -> list[str]:
    """The files below a folder that git tracks or would add."""
    listed = run_git(folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate")
    return [path for path in listed.out.decode("utf-8", "surrogateescape").split("\0") if path]
