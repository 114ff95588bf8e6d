"""A template in git: its newest release or what is asked for, with its submodules; and which version a folder holds."""

import re
from pathlib import Path
from typing import NamedTuple

from crispdm.errors import CrispdmError
from crispdm.git import clone
from crispdm.git.command import git, start_git
from crispdm.safe_files import read_inside
from crispdm.scaffold.questions import FILE
from crispdm.words import did_you_mean, few
from crispdm.yamlio import LIMIT

_SUBMODULE = re.compile(r"^\s*path\s*=\s*(.+?)\s*$", re.MULTILINE)
_SHOWN = 3  # releases and submodules that are named


class Version(NamedTuple):
    """What a folder holds: a release, a commit, and whether files differ from it. All are empty outside of git.

    `newest` is the newest release, where what is asked for does not hold it.
    """

    release: str | None = None
    commit: str | None = None
    is_dirty: bool = False
    newest: str | None = None


def clone_template(url: str, checkout: str | None, to: Path) -> tuple[Path, Version]:
    """Clone a template: its newest release, where it has one and nothing else is asked for.

    Args:
        url: the repository's.
        checkout: a branch, tag or commit.
        to: the folder in which that of the repository is made.

    Raises:
        CrispdmError: it cannot be cloned, or has no such branch, tag or commit.
    """
    folder = to / (re.split(r"[/:]", url.rstrip("/"))[-1].removesuffix(".git") or "template")
    if failure := clone.clone(url, folder):
        raise CrispdmError(f"{url} cannot be cloned: {failure.cause}", hint=failure.hint)
    releases = clone.releases(folder)
    newest = next(iter(releases), None)
    ref = checkout or (newest and f"refs/tags/{newest}")
    if ref and not clone.check_out(folder, ref):
        hint = f"its releases are {few(releases, _SHOWN)}" if releases else ""
        raise CrispdmError(f"{url} has no branch, tag or commit {checkout}{did_you_mean(ref, releases)}", hint=hint)
    failure = clone.fetch_submodules(folder)
    if failure and (missing := missing_submodules(folder)):
        what = f"{url} lacks its submodules {few(missing, _SHOWN)}: {failure.cause}"
        raise CrispdmError(what, hint=failure.hint)
    release = checkout if checkout in releases else newest if not checkout else None
    is_old = newest and not clone.is_checked_out(folder, newest)
    return folder, Version(release, newest=newest if is_old else None)


def read_version(folder: Path) -> Version:
    """The commit of a template's folder, and whether files there differ from it; nothing if git does not track it."""
    status = start_git(folder, "status", "--porcelain", "--", ".")
    names = (git(folder, "rev-parse", f"HEAD:./{FILE}", "HEAD") or "").split()
    is_dirty = bool(status().out)
    return Version(commit=names[-1], is_dirty=is_dirty) if names else Version()


def refuse_missing_submodules(whole: Path, folder: Path, *, hint: str) -> None:
    """Refuse a template of which a submodule is missing: its files would be left out in silence.

    Args:
        whole: the folder of the repository.
        folder: that of the template in it.
        hint: what to do now.

    Raises:
        CrispdmError: one is missing.
    """
    missing = [path for path in missing_submodules(whole) if (whole / path).resolve().is_relative_to(folder)]
    if missing:
        raise CrispdmError(f"the template lacks its submodules: {few(missing, _SHOWN)}", hint=hint)


def missing_submodules(folder: Path) -> list[str]:
    """The submodules of a repository whose folders hold nothing."""
    try:
        text = read_inside(folder.resolve(), ".gitmodules", LIMIT).decode("utf-8", "surrogateescape")
    except OSError:
        return []
    named = _SUBMODULE.findall(text)
    return [path for path in named if not (folder / path).is_dir() or not any((folder / path).iterdir())]
