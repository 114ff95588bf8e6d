"""What `init --example` did: the example that it created, or would create."""

from datetime import date
from typing import Literal

from crispdm.results.result import Result

# A repository with the commits of the story; nothing done, as the folder is in a repository, as the user said so or as
# git could not.
History = Literal["written", "in_repository", "declined", "no_git"]


class Example(Result, frozen=True, kw_only=True):
    """The example's project. With `dry_run`, nothing was written."""

    dry_run: bool
    project: str
    folder: str
    files: tuple[str, ...]  # their paths
    left_out: tuple[str, ...]  # paths of what is too large to come along
    ended: date  # the day on which its pilot is over
    people: tuple[str, ...]
    commits: int
    history: History | None  # None where nothing was written
