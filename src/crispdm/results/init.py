"""What `init` did: the project that it created, or would create."""

from typing import Literal

from crispdm.results.plan import Change
from crispdm.results.result import Result
from crispdm.scaffold.merge_hints import Gap
from crispdm.scaffold.plan import Kind

# What became of git: the first commit was made, of all files or of those created here alone; all is staged, since git
# does not know who commits or since the commit failed; nothing was done inside a repository, when told not to, or
# without git.
Git = Literal["committed", "committed_new", "no_identity", "commit_failed", "in_repository", "declined", "no_git"]


class Init(Result, frozen=True, kw_only=True):
    """The project, its files, and what is left for people to do. With `dry_run`, nothing was written."""

    dry_run: bool
    project: str
    folder: str
    you: str  # who created it
    team: dict[str, tuple[str, ...]]  # role: who holds it
    changes: tuple[Change, ...]
    gaps: dict[str, tuple[Gap, ...]]  # what files that were kept lack of the template's, by path
    ignored: dict[str, str]  # new files that git ignores, with the rule that does it
    git: Git | None  # None where nothing was written
    warnings: tuple[str, ...]

    @property
    def new(self) -> tuple[str, ...]:
        """The paths of the files that are created."""
        return tuple(change.path for change in self.changes if change.kind is Kind.NEW)
