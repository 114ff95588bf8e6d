"""Repair the state file of a project, and settle what becomes of events that git has and the file lacks."""

from pathlib import Path

from crispdm.actions.git_events import commits_of_events, committed_text, taken_out
from crispdm.actions.project import Act, Project, find_to_write, folder_warnings, open_project, write
from crispdm.errors import Damaged
from crispdm.eventlog import store
from crispdm.eventlog.events import Noted
from crispdm.eventlog.missing import missing_events
from crispdm.eventlog.repair import Repaired
from crispdm.git.history import Commit
from crispdm.lifecycle.required_text import require_reason
from crispdm.results.repair import Repair
from crispdm.words import count

_IDS = 1000  # of events that one note leaves out: a line has a limit


def repair(start: Path, at: str, *, restore: bool) -> Repair:
    """Repair the lines of the state file, and bring back the events of the last commit; crispdm.yaml need not be valid.

    Args:
        start: where to look for the project.
        at: the time, UTC.
        restore: bring back the events that earlier commits took out, too.

    Raises:
        Damaged: it cannot be read or written, holds an event of an unknown kind, or git lacks a part of the history.
    """
    root = find_to_write(start)
    committed = committed_text(root)
    if restore:
        gone = taken_out(_all_commits(root), store.parse(committed).events)
        committed += b"\n" + b"\n".join(each.line for each in gone)
    return _result(root, store.repair(root, at, committed))


def leave_out(start: Path, act: Act, reason: str) -> Repair:
    """Repair the lines, and record that the events which git has and the file lacks were removed on purpose.

    Raises:
        CrispdmError: the reason is empty, or crispdm.yaml has a mistake.
        Damaged: the file cannot be read or written, or git lacks a part of the history.
    """
    reason = require_reason(reason, "--leave-out")
    repaired = store.repair(find_to_write(start), act.at)
    project = open_project(start, writes=True)
    ids = _missing_ids(project)
    chunks = [ids[first : first + _IDS] for first in range(0, len(ids), _IDS)]
    notes = [Noted(text=f"{count(len(each), 'event')} left out: {reason}", left_out=each) for each in chunks]
    write(project, act, lambda _: notes)
    return _result(project.root, repaired, ids)


def _missing_ids(project: Project) -> tuple[str, ...]:
    history = store.load(project.root).events
    lost = [event for event, _ in missing_events(committed_text(project.root), history)]
    gone = [each.event for each in taken_out(_all_commits(project.root), (*history, *lost))]
    return tuple(event.id for event in (*lost, *gone))


def _all_commits(root: Path) -> list[Commit]:
    commits = commits_of_events(root)
    if commits is None:
        hint = "run `git fetch --unshallow`, or work in the repository"
        raise Damaged("git has no complete history here: no events to compare with", hint=hint)
    return commits


def _result(root: Path, repaired: Repaired, left_out: tuple[str, ...] = ()) -> Repair:
    return Repair(
        repairs=repaired.repairs,
        restored=repaired.restored,
        left_out=left_out,
        rejected=f"{store.FOLDER}/{store.REJECTED}" if repaired.rejected else None,
        warnings=folder_warnings(root),
    )
