"""Show where all projects below a folder are."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from msgspec import structs

from crispdm.actions.portfolio.discover import find_projects
from crispdm.actions.portfolio.filter import Filter, filter_warnings
from crispdm.actions.portfolio.index import Index
from crispdm.actions.portfolio.read_project import read_project
from crispdm.actions.portfolio.shared_processes import caching_loader
from crispdm.errors import CrispdmError
from crispdm.lifecycle.timebox import days_in
from crispdm.results.portfolio import Portfolio, Project, UnreadableFolder

Progress = Callable[[int, int], None]  # is told how many projects were found, and how many of them had to be read

_LISTED = 5  # folders
_ORDER = {"running": 0, "stopped": 1, "finished": 2, "broken": 3}


def overview(root: Path, wanted: Filter, now: datetime, *, cache: Path | None, progress: Progress) -> Portfolio:
    """Find the projects, and where each of them is, the one longest in its phase first.

    Args:
        root: the folder; a project itself, or one with projects anywhere below it.
        wanted: which projects to return.
        now: the time, with its zone.
        cache: the user's folder for caches; None: nothing is cached. It changes no result.
        progress: is called after each project.

    Raises:
        CrispdmError: the root is not a folder, or cannot be searched.
    """
    top = top_of(root)
    projects, unreadable = _read_projects(top, Index(cache, top), progress)
    refuse_unsearchable(root, unreadable)
    projects = sorted((with_days(each, now) for each in projects), key=longest_first)
    return Portfolio(
        projects=tuple(filter(wanted.matches, projects)),
        unreadable=tuple(unreadable),
        warnings=(*search_warnings(root, projects, unreadable), *filter_warnings(wanted, projects)),
    )


def top_of(root: Path) -> str:
    """Return the folder to search, as text.

    Raises:
        CrispdmError: it is not a folder.
    """
    top = os.path.abspath(root)  # noqa: PTH100 - as text, which ten thousand paths below it begin with
    if not Path(top).is_dir():
        raise CrispdmError(f"{root} is not a folder", hint="`crispdm portfolio DIR` searches DIR and all folders below")
    return top


def refuse_unsearchable(root: Path, unreadable: Sequence[UnreadableFolder]) -> None:
    """Refuse a root that cannot be searched itself.

    Raises:
        CrispdmError: the root is among the folders that cannot be read.
    """
    for each in unreadable:
        if each.path == ".":
            raise CrispdmError(f"{root} cannot be searched: {each.why}", hint="check its permissions")


def _read_projects(top: str, index: Index, progress: Progress) -> tuple[list[Project], list[UnreadableFolder]]:
    load_process, read = caching_loader(), 0
    projects: list[Project] = []
    unreadable: list[UnreadableFolder] = []
    for found in find_projects(top):
        if isinstance(found, UnreadableFolder):
            unreadable.append(found)
            continue
        project = index.get(found)
        if project is None:
            read_at = time.time_ns()  # the clock of the files, not the one that CRISPDM_NOW sets
            project, read = read_project(found, load_process), read + 1
            if project.outcome != "broken" and not project.lost:  # no stamp tells that the disk or git changed
                index.put(found, project, read_at)
        projects.append(project)
        progress(len(projects), read)
    index.save()
    return projects, sorted(unreadable, key=lambda each: each.path)


def with_days(project: Project, now: datetime) -> Project:
    """The project with the days in its phase, counted as `status` counts them."""
    if project.started is None:
        return project
    spent = days_in(project.started, None, project.pauses, now)
    return structs.replace(project, days=spent.worked, paused=spent.paused, elapsed=max(1, spent.passed))


def longest_first(project: Project) -> tuple[int, int, str]:
    """The key by which projects are listed: what runs first, the one longest in its phase before the others."""
    return _ORDER[project.outcome], -(project.elapsed or 0), project.path


def search_warnings(root: Path, projects: Sequence[Project], unreadable: Sequence[UnreadableFolder]) -> Iterator[str]:
    """Warnings about a search: nothing found, and folders that could not be searched."""
    if not projects:
        yield f"no crispdm.yaml in {root} or any folder below it; `crispdm init NAME` starts a project"
    for each in unreadable[:_LISTED]:
        yield f"{each.path}: {each.why}; not searched"
    if len(unreadable) > _LISTED:
        yield f"and {len(unreadable) - _LISTED:,} more folders"
