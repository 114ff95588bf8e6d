"""The history of the repository: merge bases, and the commits that added lines to a file."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from crispdm.errors import Damaged
from crispdm.git.command import GitFailed, git, git_lines, output, run_git
from crispdm.git.objects import read_blobs

_HISTORY_SECONDS = 120.0  # the time limit of a command that reads the whole history


class Identified(Protocol):
    """What has an id."""

    @property
    def id(self) -> str:
        """It is in a line of its own in the file."""


class Commit(Struct):
    """A commit that changed a file of lines with an id each, which stands in the line."""

    id: str
    author: str = ""
    is_signed: bool = False  # it has a signature, which is not verified
    parents: int = 0
    added: list[str] = []  # the ids in the lines that it added
    lines: list[bytes] = []  # those of them whose ids are not known
    removed: list[str] = []  # the ids in the lines that it removed, if they are not known


def has_full_history(folder: Path) -> bool:
    """Whether there is a repository with a commit and its complete history."""
    found = git(folder, "rev-parse", "--is-shallow-repository", "--verify", "--end-of-options", "HEAD^{commit}")
    return (found or "").split("\n")[0] == "false"


def commit_to_compare(folder: Path, ref: str) -> str:
    """The id of the commit that a ref names.

    Raises:
        Damaged: there is no such commit, or no history to compare with.
    """
    inside = run_git(folder, "rev-parse", "--is-inside-work-tree")
    if inside.text.strip() != "true":  # it may be .git itself
        raise Damaged(f"no history to compare with: {inside.failure if inside.code != 0 else 'not a work tree'}")
    if not has_full_history(folder):
        hint = "run `git fetch --unshallow`; in a workflow set fetch-depth: 0"
        raise Damaged("no history to compare with: this clone is shallow or has no commit", hint=hint)
    commit = git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    if commit is None:
        hint = "name a branch, a tag or a commit; `git fetch` gets those of others"
        raise Damaged(f"no history to compare with: unknown ref {ref!r}", hint=hint)
    return commit.strip()


def merge_bases(folder: Path, ref: str) -> tuple[str, ...]:
    """The merge bases of HEAD and a ref.

    Raises:
        Damaged: there is no history to compare with; the result is never empty.
    """
    found = git(folder, "merge-base", "--all", commit_to_compare(folder, ref), "HEAD")
    if not found:
        raise Damaged(f"no history to compare with: {ref!r} and HEAD have no common commit")
    return tuple(found.split())


def commits_changing(
    folder: Path, path: str, line: re.Pattern[bytes], *without: str, known: Mapping[str, Identified] | None = None
) -> list[Commit] | None:
    """The commits up to HEAD that changed a file, newest first; None where the history is not complete.

    Those of a branch that was merged are among them also where the merge kept nothing of it.

    Args:
        folder: a folder of the work tree.
        path: the file, from the folder.
        line: matches the beginning of a line with an id, which is its group; other lines do not count.
        without: commits to leave out, with all their ancestors.
        known: by id, what has it already: neither its line is needed nor a copy of its id.
    """
    if not has_full_history(folder):
        return None
    form = ("--full-history", "--pretty=raw", "--encoding=UTF-8")
    patch = ("--patch", "--cc", "--unified=0", "--text", "--no-color")
    never = ("--no-ext-diff", "--no-textconv", "--no-show-signature", "--no-renames", "--no-notes")
    excluded = (f"^{commit}" for commit in without)
    log = git_lines(folder, "log", *form, *patch, *never, "HEAD", *excluded, "--", path, seconds=_HISTORY_SECONDS)
    try:
        return [*_parse_log(log, line, known or {})]
    except GitFailed:
        return None


def _parse_log(log: Iterable[bytes], line: re.Pattern[bytes], known: Mapping[str, Identified]) -> Iterator[Commit]:
    """Parse git's raw format, in which headers and lines of patches start at the first column."""
    commit: Commit | None = None
    for each in log:
        if each.startswith(b"commit "):
            if commit:
                yield commit
            commit = Commit(each[7:].strip().decode("ascii", "replace"))
        elif commit and each.startswith(b"author ") and not commit.author:
            commit.author = each[7:].decode("utf-8", "replace").rpartition(">")[0] + ">"
        elif commit and each.startswith(b"gpgsig"):
            commit.is_signed = True
        elif commit and each.startswith(b"parent "):
            commit.parents += 1
        elif commit:
            _add_line(commit, each, line, known)
    if commit:
        yield commit


def _add_line(commit: Commit, text: bytes, line: re.Pattern[bytes], known: Mapping[str, Identified]) -> None:
    """Add a line of a patch to its commit. A merge has a mark for each parent: it added what none of them had."""
    columns = max(1, commit.parents)
    marks, found = text[:columns].strip(), line.match(text, columns)
    if not marks or not found or marks.strip(b"- ") not in (b"", b"+" * columns):
        return
    name = found[1].decode()
    if marks.startswith(b"+"):
        same = known.get(name)
        commit.added.append(same.id if same is not None else name)
        if same is None:
            commit.lines.append(text[columns:])
    elif name not in known:
        commit.removed.append(name)


def file_versions(folder: Path, path: str, limit: int) -> list[bytes | None] | None:
    """Read every version that a file had in the history of HEAD, also under the paths that it had before it was moved.

    Args:
        folder: a folder of the work tree.
        path: the file, from the folder.
        limit: a larger version is None.

    Returns:
        The versions; None where the history is not complete.
    """
    if not has_full_history(folder):
        return None
    form = ("--follow", "--full-history", "-m", "--root", "--raw", "--no-abbrev", "--format=")
    log = output(folder, "log", *form, "HEAD", "--", path, seconds=_HISTORY_SECONDS)
    if log is None:
        return None
    names = [name for line in log.decode("utf-8", "replace").splitlines() for name in line.split(" ")[2:4]]
    return [blob.content for blob in read_blobs(folder, names, limit).values()]


def refuse_without_project(folder: Path, commits: Sequence[str]) -> None:
    """Refuse to compare with commits none of which has a project in this folder.

    Raises:
        Damaged: it is new, or was moved; then the message says from where.
    """
    names = ("crispdm.yaml", ".crispdm/state.yaml")
    if not commits or any(
        git(folder, "cat-file", "-e", f"{commit}:./{name}") is not None for commit in commits for name in names
    ):
        return
    left = [path for commit in commits for path in _projects(folder, commit) if path not in _projects(folder, "HEAD")]
    what = f"no history to compare with: commit {commits[0][:12]} has no project in this folder"
    if left:
        hint = "move a project in a pull request of its own, and compare its .crispdm/state.yaml by hand"
        raise Damaged(f"{what}; the one in {left[0]} is gone", hint=hint)
    raise Damaged(what, hint="if the project is new here, run `crispdm verify` without --base")


def _projects(folder: Path, commit: str) -> list[str]:
    """The folders of a commit that have a project, from the root of the repository."""
    paths = git(folder, "ls-tree", "-r", "-z", "--name-only", "--full-tree", commit) or ""
    suffix = ".crispdm/state.yaml"
    return [path.removesuffix(suffix) or "./" for path in paths.split("\0") if f"/{path}".endswith(f"/{suffix}")]
