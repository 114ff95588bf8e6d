"""Read from git the events that the state file lacks: of the last commit, and those that earlier ones took out."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from crispdm.errors import Damaged
from crispdm.eventlog import store
from crispdm.eventlog.events import AnyEvent, Event
from crispdm.eventlog.missing import EventsLost, ids_in, missing_events
from crispdm.git.at_work import wait_for_git
from crispdm.git.history import Commit, commits_changing
from crispdm.git.objects import file_at
from crispdm.lifecycle.rollback import describe
from crispdm.words import count

Decide = Callable[[store.History], Sequence[Event]]
_EVENT = re.compile(rb'- \{"id": "([0-9a-f]{32})", ')
_TRIES = 3  # how often git may replace the file
_NAMED = 3  # events in an error


class TakenOut(Struct, frozen=True):
    """An event that a commit added and the file lacks, its line, and the commit that removed it, or else added it."""

    event: AnyEvent
    line: bytes
    commit: Commit
    is_removed: bool


def commits_of_events(root: Path, *without: str, known: Mapping[str, Event] | None = None) -> list[Commit] | None:
    """The commits that changed the state file, newest first; None where git does not have the whole history.

    Args:
        root: the project's folder.
        without: commits to leave out, with all their ancestors.
        known: by id, the events whose lines are not needed.
    """
    return commits_changing(root, store.PATH, _EVENT, *without, known=known)


def committed_text(root: Path) -> bytes:
    """The state file of the last commit; empty where there is none, or git cannot tell."""
    return file_at(root, "HEAD", store.PATH, store.LIMIT) or b""


def append(root: Path, decide: Decide, *, at: str, by: str) -> tuple[Event, ...]:
    """Append to the state file, which must have all events of the last commit, and see them stay there.

    Git takes no lock of ours. Where it was at work at that moment, the file may have been replaced by a text that was
    read before: then the events are appended again.

    Args:
        root: the project's root.
        decide: from the history to the events to append.
        at: the time, UTC.
        by: who records them.

    Raises:
        EventsLost: the file lacks events of the last commit.
        Damaged: the file has flaws, cannot be written, or was replaced each time.
    """
    for _ in range(_TRIES):
        committed = committed_text(root)  # before the file is read: git writes the file first, then moves HEAD

        def follow(history: store.History, committed: bytes = committed) -> Sequence[Event]:
            wanted = decide(history)
            refuse_loss(committed, (*history.events, *wanted))
            return wanted

        try:
            events = store.append(root, follow, at=at, by=by)
        except EventsLost:
            if not wait_for_git(root):
                raise
        else:
            if not events or not wait_for_git(root) or _are_kept(root, events):
                return events
    hint = "check `git stash list`, wait for git to finish, then run the command again"
    raise Damaged(f"the event may be lost: git replaced {store.PATH} while crispdm was writing it", hint=hint)


def _are_kept(root: Path, events: Sequence[Event]) -> bool:
    """Whether events are in the state file, or else in the newest stash."""
    ids = {event.id for event in events}
    return ids <= ids_in(store.read_bytes(root) or b"") or ids <= ids_in(
        file_at(root, "refs/stash", store.PATH, store.LIMIT) or b""
    )


def count_lost(root: Path, events: Sequence[AnyEvent]) -> int:
    """How many events the last commit has and a history lacks."""
    with suppress(Damaged):  # one of a later version: whoever writes is told
        return sum(1 for _ in missing_events(committed_text(root), events))
    return 0


def refuse_loss(committed: bytes, events: Sequence[Event]) -> None:
    """Refuse to write to a file that lacks events of the last commit.

    Args:
        committed: the state file of the last commit.
        events: those of the file, and those that are about to be written.

    Raises:
        EventsLost: it lacks some that were not left out on purpose.
    """
    missing = [event for event, _ in missing_events(committed, events)]
    if not missing:
        return
    named = [describe(event) for event in missing[:_NAMED]]
    more = [f"and {len(missing) - _NAMED:,} more"] if len(missing) > _NAMED else []
    raise EventsLost(
        f"nothing was recorded: {store.PATH} lacks {count(len(missing), 'event')} that the last commit has",
        details=(*named, *more),
        hint="`crispdm repair` brings them back; `crispdm repair --leave-out REASON` records that they were removed",
    )


def taken_out(commits: Iterable[Commit], events: Iterable[AnyEvent]) -> Iterator[TakenOut]:
    """Find the events that commits added and a history lacks, oldest first.

    Raises:
        Damaged: one of them is an event that this version cannot read.
    """
    oldest_first = [*commits][::-1]
    adding = {line.rstrip(b"\r"): commit for commit in oldest_first for line in commit.lines}
    removing = {name: commit for commit in oldest_first for name in commit.removed}
    for event, line in missing_events(b"\n".join(adding), events):
        commit = removing.get(event.id) or adding[line]
        yield TakenOut(event, line, commit, is_removed=event.id in removing)
