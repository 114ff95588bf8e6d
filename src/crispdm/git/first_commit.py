"""The first commit of a project."""

import os
from pathlib import Path
from typing import Literal

from crispdm.git.command import git
from crispdm.git.work_tree import is_inside_repository

# A first commit of all files or of the new ones alone; files staged, as git does not know who commits or as the commit
# failed; nothing done, as the folder is in a repository, as the user said so or as git is not installed.
Outcome = Literal["committed", "committed_new", "no_identity", "commit_failed", "in_repository", "declined", "no_git"]


def first_commit(folder: Path, around: Path, message: str, *, wanted: bool) -> Outcome:
    """Make the folder a repository with a first commit, unless it is in one.

    Args:
        folder: what is committed, maybe not at its place yet.
        around: the folder that it is, or will be, in.
        message: of the commit.
        wanted: whether there is to be a repository.
    """
    if is_inside_repository(around) or os.path.lexists(around / ".git"):
        return "in_repository"
    if not wanted:
        return "declined"
    if git(folder, "init", "--quiet") is None:
        return "no_git"
    git(folder, "-c", "core.excludesFile=", "add", "--all")  # what the template ignores, and not what the user does
    if git(folder, "commit", "--quiet", "--message", message) is not None:
        return "committed"
    return "no_identity" if git(folder, "var", "GIT_COMMITTER_IDENT") is None else "commit_failed"
