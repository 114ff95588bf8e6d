"""Fill the report on all projects below a folder."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from msgspec import structs

from crispdm.actions.portfolio.account import read_account
from crispdm.actions.portfolio.discover import find_projects
from crispdm.actions.portfolio.overview import (
    longest_first,
    refuse_unsearchable,
    search_warnings,
    top_of,
    with_days,
)
from crispdm.actions.portfolio.shared_processes import caching_loader
from crispdm.errors import CrispdmError
from crispdm.eventlog import store
from crispdm.process import FILE
from crispdm.results.portfolio import UnreadableFolder
from crispdm.results.portfolio_report import Account, PortfolioReport


def is_project(folder: Path) -> bool:
    """Return whether a folder is a project itself, as a search takes it for one."""
    return any(os.path.lexists(folder / name) for name in (FILE, store.PATH))


def read_portfolio_report(root: Path, now: datetime, progress: Callable[[int], None]) -> PortfolioReport:
    """Read every project below a folder; runs no code, reads no evidence, writes nothing.

    Args:
        root: a folder with projects anywhere below it.
        now: the time, with the reader's zone.
        progress: is told after each project how many there are.

    Raises:
        CrispdmError: the root is not a folder, cannot be searched, or has no project.
    """
    top, load_process = top_of(root), caching_loader()
    accounts: list[Account] = []
    unreadable: list[UnreadableFolder] = []
    for found in find_projects(top):
        if isinstance(found, UnreadableFolder):
            unreadable.append(found)
            continue
        account = read_account(found, load_process, now)
        accounts.append(structs.replace(account, project=with_days(account.project, now)))
        progress(len(accounts))
    refuse_unsearchable(root, unreadable)
    if not accounts:
        hint = "in a project, `crispdm report` without a folder; `crispdm init NAME` starts one"
        raise CrispdmError(f"no crispdm.yaml in {root} or any folder below it; nothing was written", hint=hint)
    projects = [each.project for each in accounts]
    return PortfolioReport(
        now=now,
        root=Path(top).name or top,
        accounts=tuple(sorted(accounts, key=lambda each: longest_first(each.project))),
        unreadable=tuple(sorted(unreadable, key=lambda each: each.path)),
        warnings=tuple(search_warnings(root, projects, unreadable)),
    )
