"""What git's history has now and had not on an earlier day, and who brought it. Two calls at the most."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import Struct

from crispdm.eventlog import store
from crispdm.git.command import GitResult, git, run_git

_HEADER = re.compile("\x01(?P<id>[0-9a-f]+)\x02(?P<parents>[^\x02]*)\x02(?P<at>[^\x02]*)\x02(?P<author>.*)", re.DOTALL)
_TICK = timedelta(seconds=1)


class _Commit(Struct, frozen=True):
    """One commit: its id, author and time, whether it has a parent here, and its files, each with what it did."""

    id: str
    author: str
    at: str | None
    has_parent: bool
    files: dict[str, str]


class Seen(Struct):
    """A file that commits touched: when the newest of them was made, and who made them, the first one first."""

    at: str | None
    authors: list[str]


class History(Struct, frozen=True):
    """What came in: the commit before all of it, where there is one, and the files that it touched.

    `is_cut` says that a commit has no parent here; `why` git cannot tell, where it cannot.
    """

    base: str | None
    files: dict[str, Seen]
    is_cut: bool = False
    why: str | None = None

    def names(self, path: str) -> tuple[str, str]:
        """What a file was before and is now, as git is asked for it."""
        return f"{self.base}:./{path}" if self.base else "", f"HEAD:./{path}"


def then(start: datetime) -> str:
    """What asks git where the branch was just before a time."""
    return f"@{{{(start - _TICK).astimezone(UTC):%Y-%m-%d %H:%M:%S} +0000}}"


def happened(root: Path, start: datetime, told: GitResult, paths: Sequence[str]) -> History:
    """What the branch at hand has now and had not before a time.

    Where it was then, git's reflog tells: so what a merge, a pull or a fast-forward brought counts from the day on
    which it came here, however old its commits are, and what was only rebased is no news. Where the reflog does not
    reach back so far, as in a new clone, it is the newest commit before that time on the first parents: then a merge
    counts from its own day, with all that it brought; commits that came without one, by a fast-forward, count from
    theirs, and rebased ones from the day of the rebase. A squashed merge counts from its day either way, and names
    whoever made it. What was made on another branch, and is not merged, is not seen. Commits that are newer than the
    time at which the reflog has them count too: some clock was wrong, or set.

    Args:
        root: of the project.
        start: the time.
        told: the answer to `then`, as its last line.
        paths: what is looked at, with `--` before it.
    """
    before = f"--before={int(start.timestamp()) - 1}"
    newest = git(root, "rev-list", "--max-count=1", "--first-parent", before, _by_reflog(told) or "HEAD")
    base = (newest or "").strip() or None
    form = ("--name-status", "-c", "-z", "--no-renames", "--relative", "--full-history")
    head = f"{base}..HEAD" if base else "HEAD"
    log = run_git(root, "log", *form, "--format=%x01%H%x02%P%x02%ct%x02%aN <%aE>", head, *paths)
    if log.code != 0:
        return History(None, {}, why=None if "does not have any commits" in log.errors else log.failure)
    commits = [*_commits(log.text)]
    made = next((each for each in reversed(commits) if each.files.get(store.PATH) == "A"), None)
    roots = [each for each in commits if not each.has_parent]
    begin = made or (roots[0] if roots and base is None else None)
    files = _files(each for each in commits if each is not made and each.has_parent)
    return History(begin.id if begin else base, files, is_cut=bool(roots))


def _by_reflog(told: GitResult) -> str | None:
    """Where the branch was; None where the reflog begins later: then git says the oldest that it knows, and warns."""
    last = told.text.rstrip("\n").rpartition("\n")[2]
    is_known = told.code == 0 and "only goes back to" not in told.errors
    return last if is_known and last.isalnum() else None


def _commits(log: str) -> Iterator[_Commit]:
    """Read `git log --name-status -z`: a header, then pairs of what was done and a path."""
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
    """A time as events record it; a commit may claim one that no calendar has."""
    try:
        return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return None


def _files(commits: Iterator[_Commit]) -> dict[str, Seen]:
    found: dict[str, Seen] = {}
    for commit in commits:
        for path in commit.files:
            if path != store.PATH:
                seen = found.setdefault(path, Seen(commit.at, []))
                seen.authors = [commit.author, *(each for each in seen.authors if each != commit.author)]
    return found
