"""Look at all projects below a folder."""

import os
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from crispdm.actions.portfolio.discover import Unreadable, discover
from crispdm.actions.portfolio.index import Index
from crispdm.actions.portfolio.read_project import look
from crispdm.actions.portfolio.shared_processes import reader
from crispdm.errors import CrispdmError
from crispdm.lifecycle.timebox import Days, days_in
from crispdm.views.portfolio.text import Portfolio, Record, Row

Progress = Callable[[int, int], None]  # told how many were found, and how many of them had to be read


def survey(root: Path, now: datetime, cache: Path | None, progress: Progress) -> Portfolio:
    """Find the projects and say of each where it stands, the one that is longest in its phase first.

    Args:
        root: the folder; a project itself, or one with projects anywhere below it.
        now: the time, with its zone.
        cache: where to remember what was read; None: nowhere. It changes no answer.
        progress: is told after each project.

    Raises:
        CrispdmError: the root is not a folder, or cannot be looked into.
    """
    top = os.path.abspath(root)  # noqa: PTH100 - as text, which ten thousand paths below it begin with
    if not Path(top).is_dir():
        raise CrispdmError(f"{root} is not a folder", hint="`crispdm portfolio DIR` looks in DIR and below")
    records, unreadable = _records(top, Index(cache, top), progress)
    if "." in unreadable:
        raise CrispdmError(f"{root} cannot be looked into: {unreadable['.']}", hint="look at its permissions")
    rows = [Row(path=path, record=each, spent=_spent(each, now)) for path, each in records.items()]
    return Portfolio(rows=tuple(sorted(rows, key=_longest_first)), unreadable=tuple(sorted(unreadable.items())))


def _records(top: str, index: Index, progress: Progress) -> tuple[dict[str, Record], dict[str, str]]:
    """By their paths from the root: the projects, and the folders that cannot be looked into."""
    read, looked = reader(), 0
    records: dict[str, Record] = {}
    unreadable: dict[str, str] = {}
    for found in discover(top):
        path = found.path[len(top) :].lstrip("/") or "."
        if isinstance(found, Unreadable):
            unreadable[path] = found.why
            continue
        record = index.get(path, found.stamps)
        if record is None:
            at = time.time_ns()  # the clock of the files, not the one that CRISPDM_NOW sets
            record, looked = look(found, read), looked + 1
            if record.outcome != "broken":  # the disk may have failed once, and no file tells of it
                index.put(path, found.stamps, record, at)
        records[path] = record
        progress(len(records), looked)
    index.save()
    return records, unreadable


def _spent(record: Record, now: datetime) -> Days | None:
    """How long it is in its phase, as `status` counts it."""
    return None if record.started is None else days_in(record.started, None, record.pauses, now)


_ORDER = {"running": 0, "stopped": 1, "finished": 2, "broken": 3}


def _longest_first(row: Row) -> tuple[int, int, str]:
    return _ORDER[row.record.outcome], -row.stuck, row.path
