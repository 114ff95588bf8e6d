"""The history of the repository: merge bases, and the commits that added lines to a file."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from crispdm.errors import Damaged
from crispdm.git.command import git, output, run_git
from crispdm.git.objects import read_blobs

_HISTORY_SECONDS = 120.0  # the time limit of a command that reads the whole history


class Commit(NamedTuple):
    """A commit that changed a file: the lines that it added, and those that it removed."""

    id: str
    author: str
    is_signed: bool  # it has a signature, which is not verified
    added: tuple[str, ...]
    removed: tuple[str, ...] = ()


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


def commits_changing(folder: Path, path: str, *without: str) -> list[Commit] | None:
    """The commits up to HEAD that changed a file, newest first; None where the history is not complete.

    Those of a branch that was merged are among them also where the merge kept nothing of it.

    Args:
        folder: a folder of the work tree.
        path: the file, from the folder.
        without: commits to leave out, with all their ancestors.
    """
    if not has_full_history(folder):
        return None
    form = ("--full-history", "--pretty=raw", "--encoding=UTF-8")
    patch = ("--patch", "--cc", "--unified=0", "--text", "--no-color")
    never = ("--no-ext-diff", "--no-textconv", "--no-show-signature", "--no-renames", "--no-notes")
    excluded = (f"^{commit}" for commit in without)
    log = output(folder, "log", *form, *patch, *never, "HEAD", *excluded, "--", path, seconds=_HISTORY_SECONDS)
    return None if log is None else [*_parse_log(log.decode("utf-8", "replace"))]


def _parse_log(log: str) -> Iterator[Commit]:
    """Parse git's raw format, in which headers and lines of patches start at the first column."""
    for part in ("\n" + log).split("\ncommit ")[1:]:
        name, *lines = part.split("\n")
        author = next((line[7:].rpartition(">")[0] + ">" for line in lines if line.startswith("author ")), "")
        added = tuple(line.lstrip("+") for line in lines if line.startswith("+") and not line.startswith("+++ "))
        columns = max(1, sum(line.startswith("parent ") for line in lines))  # a merge has a mark for each parent
        removed = tuple(line[columns:] for line in lines if "-" in line[:columns] and not line[:columns].strip("- "))
        yield Commit(name.strip(), author, any(line.startswith("gpgsig") for line in lines), added, removed)


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
