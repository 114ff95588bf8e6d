"""What `init` did: the project that it created, or would create."""

from typing import Literal

from msgspec import Struct

from crispdm.results.plan import Change
from crispdm.results.result import Result
from crispdm.scaffold.merge_hints import Gap
from crispdm.scaffold.plan import Kind

# A first commit of all files or of the new ones alone; files staged, as git does not know who commits or as the commit
# failed; nothing done, as the folder is in a repository, as the user said so or as git is not installed.
Git = Literal["committed", "committed_new", "no_identity", "commit_failed", "in_repository", "declined", "no_git"]


class Collected(Struct, frozen=True, kw_only=True):
    """How many tests of a repository collect without and with the added files; `error` says why they do not."""

    before: int
    after: int
    error: str | None


class Init(Result, frozen=True, kw_only=True):
    """The project, its files, and what is left for people to do. With `dry_run`, nothing was written."""

    dry_run: bool
    project: str
    folder: str
    you: str  # who acts
    team: dict[str, tuple[str, ...]]  # role: who holds it
    changes: tuple[Change, ...]
    gaps: dict[str, tuple[Gap, ...]]  # what kept files lack of the template's version, by path
    ignored: dict[str, str]  # new files that git ignores, each with the rule
    git: Git | None  # None where nothing was written
    tests: Collected | None = None  # None where there was nothing to try

    @property
    def new(self) -> tuple[str, ...]:
        """The paths of the files that are created."""
        return tuple(change.path for change in self.changes if change.kind is Kind.NEW)
