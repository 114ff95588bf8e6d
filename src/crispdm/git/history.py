"""The history of the repository: its commits, and what two branches have in common."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from crispdm.errors import Damaged
from crispdm.git.command import git, output, run_git

_LONG = 120.0  # for a question about the whole history


class Commit(NamedTuple):
    """A commit that added lines to a file."""

    id: str
    author: str
    is_signed: bool  # it carries a signature; nobody checked it
    added: tuple[str, ...]


def has_whole_history(folder: Path) -> bool:
    """Whether there is a repository with a commit, and all that came before it."""
    answer = git(folder, "rev-parse", "--is-shallow-repository", "--verify", "--end-of-options", "HEAD^{commit}")
    return (answer or "").split("\n")[0] == "false"


def merge_bases(folder: Path, ref: str) -> tuple[str, ...]:
    """The newest commits that both HEAD and a ref have behind them.

    Raises:
        Damaged: there is no history to compare with: never an empty answer.
    """
    inside = run_git(folder, "rev-parse", "--is-inside-work-tree")
    if inside.text.strip() != "true":  # it may be .git itself
        raise Damaged(f"no history to compare with: {inside.failure if inside.code != 0 else 'this is no work tree'}")
    if not has_whole_history(folder):
        hint = "fetch all of it: `git fetch --unshallow`, or fetch-depth: 0 in a workflow"
        raise Damaged("no history to compare with: this clone is shallow, or has no commit", hint=hint)
    commit = git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    if commit is None:
        hint = "a branch, a tag or a commit; `git fetch` brings those of others"
        raise Damaged(f"no history to compare with: git knows no {ref!r} here", hint=hint)
    found = git(folder, "merge-base", "--all", commit.strip(), "HEAD")
    if not found:
        raise Damaged(f"no history to compare with: {ref!r} and HEAD have no commit in common")
    return tuple(found.split())


def commits_adding_to(folder: Path, path: str, *without: str) -> list[Commit] | None:
    """The commits up to HEAD that added lines to a file, newest first; None where git cannot tell.

    Args:
        folder: where.
        path: of the file, from the folder.
        without: commits that are left out, with all that came before them.
    """
    if not has_whole_history(folder):
        return None
    how = ("--pretty=raw", "--encoding=UTF-8", "--patch", "--cc", "--unified=0", "--text", "--no-color")
    never = ("--no-ext-diff", "--no-textconv", "--no-show-signature", "--no-renames", "--no-notes")
    excluded = (f"^{commit}" for commit in without)
    answer = output(folder, "log", *how, *never, "HEAD", *excluded, "--", path, seconds=_LONG)
    return None if answer is None else [*_commits(answer.decode("utf-8", "replace"))]


def _commits(log: str) -> Iterator[Commit]:
    """Read git's raw format: what stands at the start of a line is a header, or a line of a patch."""
    for part in ("\n" + log).split("\ncommit ")[1:]:
        name, *lines = part.split("\n")
        author = next((line[7:].rpartition(">")[0] + ">" for line in lines if line.startswith("author ")), "")
        added = tuple(line.lstrip("+") for line in lines if line.startswith("+") and not line.startswith("+++ "))
        yield Commit(name.strip(), author, any(line.startswith("gpgsig") for line in lines), added)
