"""Read from git which files came to the branch since a time, and who brought them. Two calls at the most."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import Struct

from crispdm.eventlog import store
from crispdm.git.command import GitResult, git, run_git

_HEADER = re.compile("\x01(?P<id>[0-9a-f]+)\x02(?P<parents>[^\x02]*)\x02(?P<at>[^\x02]*)\x02(?P<author>.*)", re.DOTALL)
_NO_COMMIT = re.compile("does not have any commits|(bad revision|ambiguous argument) 'HEAD'")
_TICK = timedelta(seconds=1)


class _Commit(Struct, frozen=True):
    """One commit: its id, author and time, whether it has a parent here, and its files with git's status letters."""

    id: str
    author: str
    at: str | None
    has_parent: bool
    files: dict[str, str]


class Touched(Struct):
    """A file that commits touched: when the newest of them was made, and who made them, the first one first."""

    at: str | None
    authors: list[str]


class History(Struct, frozen=True):
    """The commits since a time: the one before all of them, where there is one, and the files that they touched.

    `touches_state` says that some of them touched the state file, `is_cut` that a commit has no parent here, `failure`
    why git cannot tell, where it cannot.
    """

    base: str | None
    files: dict[str, Touched]
    touches_state: bool = False
    is_cut: bool = False
    failure: str | None = None

    def blob_names(self, path: str) -> tuple[str, str]:
        """The names by which git knows a file as it was before, and as it is now."""
        return f"{self.base}:./{path}" if self.base else "", f"HEAD:./{path}"


def reflog_query(start: datetime) -> str:
    """Return the revision that names where the branch was just before a time."""
    return f"@{{{(start - _TICK).astimezone(UTC):%Y-%m-%d %H:%M:%S} +0000}}"


def read_history(root: Path, start: datetime, reflog: GitResult, paths: Sequence[str]) -> History:
    """Return the commits that reached this branch since a time.

    The reflog knows where the branch was then. So what a merge, a pull or a fast-forward brought counts from the day
    it came here, however old its commits are, and a mere rebase brings nothing. Where the reflog does not reach back
    that far, as in a new clone, the newest commit before that time on the first parents stands in for it: a merge
    counts from its own day with all that it brought, commits that came by a fast-forward count from theirs, and
    rebased ones from the day of the rebase. A squashed merge counts from its day either way, and names whoever made
    it. Other branches that are not merged are not seen. Commits newer than the time at which the reflog has them
    count too: some clock was wrong, or set.

    Args:
        root: the project's folder.
        start: the time.
        reflog: what git answered, its last line to `reflog_query`.
        paths: which files, with `--` before them.
    """
    before = f"--before={int(start.timestamp()) - 1}"
    newest = git(root, "rev-list", "--max-count=1", "--first-parent", before, _branch_then(reflog) or "HEAD")
    base = (newest or "").strip() or None
    form = ("--name-status", "-c", "-z", "--no-renames", "--relative", "--full-history")
    head = f"{base}..HEAD" if base else "HEAD"
    log = run_git(root, "log", *form, "--format=%x01%H%x02%P%x02%ct%x02%aN <%aE>", head, *paths)
    if log.code != 0:
        return History(None, {}, failure=None if _NO_COMMIT.search(log.errors) else log.failure)
    commits = [*_parse_log(log.text)]
    made = next((each for each in reversed(commits) if each.files.get(store.PATH) == "A"), None)
    roots = [each for each in commits if not each.has_parent]
    begin = made or (roots[0] if roots and base is None else None)
    later = [each for each in commits if each is not made and each.has_parent]
    touches_state = any(store.PATH in each.files for each in later)
    return History(begin.id if begin else base, _touched_files(later), touches_state, is_cut=bool(roots))


def _branch_then(reflog: GitResult) -> str | None:
    """Where the branch was; None where the reflog begins later: then git prints the oldest commit, and warns."""
    last = reflog.text.rstrip("\n").rpartition("\n")[2]
    is_known = reflog.code == 0 and "only goes back to" not in reflog.errors
    return last if is_known and last.isalnum() else None


def _parse_log(log: str) -> Iterator[_Commit]:
    """Parse `git log --name-status -z`: a header, then pairs of a status letter and a path."""
    tokens = iter(log.split("\0"))
    commit: _Commit | None = None
    for token in tokens:
        if header := _HEADER.fullmatch(token):
            if commit:
                yield commit
            commit = _Commit(header["id"], header["author"], _utc(header["at"]), bool(header["parents"]), {})
        elif token.strip("\n") and commit:
            commit.files[next(tokens, "")] = token.strip("\n")
    if commit:
        yield commit


def _utc(seconds: str) -> str | None:
    """The time as events record it; a commit may claim one that no calendar has."""
    try:
        return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return None


def _touched_files(commits: Iterable[_Commit]) -> dict[str, Touched]:
    found: dict[str, Touched] = {}
    for commit in commits:
        for path in commit.files:
            if path != store.PATH:
                touched = found.setdefault(path, Touched(commit.at, []))
                touched.authors = [commit.author, *(each for each in touched.authors if each != commit.author)]
    return found
