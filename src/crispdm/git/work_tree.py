"""The work tree: whether there is one, what git ignores in it, and what is not committed."""

import os
from collections.abc import Sequence
from pathlib import Path

from crispdm.git.command import ask, git


def is_inside_repository(folder: Path) -> bool:
    """Whether the folder lies in somebody's work tree. Git is asked only where there may be one."""
    if "GIT_DIR" not in os.environ and not any((each / ".git").exists() for each in (folder, *folder.parents)):
        return False
    return (git(folder, "rev-parse", "--is-inside-work-tree") or "").strip() == "true"


def ignored_paths(folder: Path, paths: Sequence[str]) -> dict[str, str]:
    """Which of these paths git would leave out of a commit, and the line that says so: `.gitignore:3 *.csv`."""
    command = ("check-ignore", "--no-index", "--verbose", "-z", "--stdin")
    _, out = ask(folder, *command, feed=_joined(paths), literal=False)
    fields = out.decode("utf-8", "replace").split("\0")
    found = {fields[at + 3]: (fields[at : at + 3]) for at in range(0, len(fields) - 3, 4)}
    return {path: f"{file}:{line} {rule}" for path, (file, line, rule) in found.items() if not rule.startswith("!")}


def uncommitted_paths(folder: Path, paths: Sequence[str]) -> list[str] | None:
    """Which of these paths hold what git has not committed; None where there is no repository."""
    if not is_inside_repository(folder):
        return None
    if not paths:
        return []
    _, top = ask(folder, "rev-parse", "--show-prefix")
    prefix = top.decode("utf-8", "replace").strip("\n")
    states = ("status", "--porcelain", "-z", "--ignored", "--untracked-files=all", "--no-renames", "--")
    _, out = ask(folder, *states, *paths)
    return [entry[3:].removeprefix(prefix) for entry in out.decode("utf-8", "replace").split("\0") if entry]


def visible_files(folder: Path) -> list[str]:
    """What git knows below a folder, and what it would add."""
    _, out = ask(folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate")
    return [path for path in out.decode("utf-8", "surrogateescape").split("\0") if path]


def _joined(paths: Sequence[str]) -> bytes:
    return "".join(f"{path}\0" for path in paths).encode()
