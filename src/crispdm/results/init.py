"""What `init` did: the project that it created, or would create."""

from typing import Literal

from msgspec import Struct

from crispdm.git.first_commit import Outcome
from crispdm.results.plan import Change
from crispdm.results.result import Result
from crispdm.scaffold.merge_hints import Gap
from crispdm.scaffold.plan import Kind


class Collected(Struct, frozen=True, kw_only=True):
    """How many tests of a repository collect without and with the added files; `error` says why they do not."""

    before: int
    after: int
    error: str | None


class Untried(Struct, frozen=True, kw_only=True):
    """Why it is not known whether the tests of a repository collect with the added files; `error` is pytest's."""

    why: Literal["no_pytest", "no_repository", "many_files", "broken_before"]
    error: str = ""


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
    git: Outcome | None  # None where nothing was written
    below: str = ""  # the path from the top of its repository, with a slash at its end
    tests: Collected | Untried | None = None  # None where there are none

    @property
    def new(self) -> tuple[str, ...]:
        """The paths of the files that are created."""
        return tuple(change.path for change in self.changes if change.kind is Kind.NEW)
