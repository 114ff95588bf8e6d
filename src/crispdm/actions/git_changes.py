"""Find what changed in git: the files of the phases, and the events that only one side has. Seven calls at the most."""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time

from msgspec import structs

from crispdm.actions.git_events import commits_of_events
from crispdm.actions.git_history import History, read_history, reflog_query
from crispdm.actions.project import Project, known
from crispdm.errors import Damaged
from crispdm.eventlog import store
from crispdm.eventlog.missing import ids_in, known_ids, missing_events
from crispdm.file_changes import REMOVED, describe_change
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Missing, Unmet
from crispdm.git.command import run_git, start_git
from crispdm.git.objects import read_blob, read_blobs
from crispdm.results.status import FileChange, GitChanges

_READ = (".csv", ".yaml", ".yml")
_LIMIT = 256 << 10  # bytes of a file that is read to say what changed in it
_MOST = 50  # files that are read; of more it is only said that they changed
_NOTHING = "0" * 40  # the id that git gives to what is not there; of any length


def git_changes(project: Project, since: date, now: datetime) -> GitChanges:
    """Ask git what changed from a day on; `now` has the reader's zone."""
    root = project.root
    start = datetime.combine(since, time(), now.tzinfo)
    folders = [phase.folder.strip("/") for phase in project.process.phases]
    paths = ("--", *folders, store.PATH)
    uncommitted = start_git(root, "status", "--porcelain=v2", "-z", "--no-renames", *paths)  # as long as all the others
    answer = run_git(root, "rev-parse", "--is-shallow-repository", "--show-prefix", reflog_query(start))
    shallow, *more = answer.text.split("\n")
    is_answered = shallow in ("true", "false")  # it may lack an older commit; anything else is a failure
    history = read_history(root, start, answer, paths) if is_answered else History(None, {}, failure=answer.failure)
    history = structs.replace(history, files={path: at for path, at in history.files.items() if not _is_cell(path)})
    listed = uncommitted()
    if not is_answered or listed.code != 0:
        return _unknown(listed.failure if is_answered else answer.failure)
    uncommitted_files = ((path.removeprefix(more[0]), blob) for path, blob in _uncommitted_paths(listed.text))
    dirty = {path: blob for path, blob in uncommitted_files if not _is_cell(path)}
    committed = (name for path in [*history.files][:_MOST] for name in history.blob_names(path))
    contents = _Contents(project, [*[*dirty.values()][:_MOST], *committed])
    files = [*_committed_changes(history, contents), *_uncommitted_changes(dirty, contents)]
    current = project.state.current.folder.strip("/") if project.state.current else ""
    committed_events = _committed_events(project, dirty, contents)
    only_here, only_in_git = _event_differences(project, committed_events)
    return GitChanges(
        files=tuple(sorted(files, key=lambda each: _order(each, current))),
        uncommitted=only_here,
        lost=only_in_git,
        taken_out=_count_taken_out(project, history, committed_events),
        failure=history.failure or ("it is a shallow clone" if shallow == "true" and history.is_cut else None),
    )


def _is_cell(path: str) -> bool:
    """Whether a script writes it beside a row of runs.csv, which says what happened."""
    return path.rpartition("/")[0].endswith("/cells")


def _unknown(failure: str) -> GitChanges:
    return GitChanges(files=(), uncommitted=None, lost=0, taken_out=0, failure=failure)


class _Contents:
    """The content of blobs and of files, as far as they are small."""

    def __init__(self, project: Project, names: list[str]) -> None:
        self._blobs = read_blobs(project.root, [each for each in names if each.strip("0")], _LIMIT)
        self._evidence = Evidence(project.root, "")
        self._root = project.root

    def of_blob(self, name: str) -> bytes | None:
        """What a blob holds; None where it is not here, or too large."""
        blob = self._blobs.get(name)
        return blob.content if blob else None

    def change_of_file(self, file: str, old: str) -> str:
        """What changed between a blob and the file as it is, in words."""
        try:
            now = self._of_file(file)
        except Unmet:
            return "changed"
        return REMOVED if now is None else self._change(file, old, now)

    def kind_of_change(self, file: str, old: str) -> str:
        """Whether a file is new, changed or removed; it is not read."""
        if not old.strip("0"):
            return "new"
        return "changed" if os.path.lexists(self._root / file) else REMOVED

    def change_of_blobs(self, file: str, old: str, new: str) -> str | None:
        """What changed between two blobs, in words; None where nothing did."""
        was, now = self._blobs.get(old), self._blobs.get(new)
        if (was and was.id) == (now and now.id):
            return None
        return REMOVED if now is None else self._change(file, old, now.content)

    def _change(self, file: str, old: str, now: bytes | None) -> str:
        is_new = not old.strip("0") or old not in self._blobs
        is_read = file.endswith(_READ) and now is not None and len(now) <= _LIMIT
        was = self.of_blob(old)
        if not is_read or (was is None and not is_new):
            return "new" if is_new else "changed"
        return describe_change(file, was, now or b"")

    def _of_file(self, file: str) -> bytes | None:
        if not file.endswith(_READ):
            return b"" if os.path.lexists(self._root / file) else None
        try:
            return self._evidence.read(f"/{file}", limit=_LIMIT)
        except Missing:
            return None


def _order(change: FileChange, folder: str) -> tuple[bool, bool, bool, str, bool]:
    """Removed files first, then the current phase; in it what was measured; of a file what is committed."""
    file = change.file
    return not change.removed, not file.startswith(f"{folder}/"), not file.endswith(".csv"), file, not change.committed


def _committed_changes(history: History, contents: _Contents) -> Iterator[FileChange]:
    for number, (file, seen) in enumerate(history.files.items()):
        is_asked = number < _MOST and "\n" not in file and "\ufffd" not in file  # no other is found by its name
        what = contents.change_of_blobs(file, *history.blob_names(file)) if is_asked else "changed"
        if what:  # else it was changed back
            by = tuple(seen.authors)
            yield FileChange(file=file, what=what, removed=what == REMOVED, committed=True, at=seen.at, by=by)


def _uncommitted_changes(dirty: dict[str, str], contents: _Contents) -> Iterator[FileChange]:
    for number, (file, blob) in enumerate(dirty.items()):
        if not store.PATH.startswith(file):
            is_read = number < _MOST and not file.endswith("/")
            what = contents.change_of_file(file, blob) if is_read else contents.kind_of_change(file, blob)
            yield FileChange(file=file, what=what, removed=what == REMOVED, committed=False, at=None, by=())


def _uncommitted_paths(listed: str) -> Iterator[tuple[str, str]]:
    """Each path that is not as it was committed, from git's root, and its blob there."""
    for entry in listed.split("\0"):
        if entry.startswith("? "):
            yield entry[2:], _NOTHING
        elif entry.startswith("1 "):
            yield entry.split(" ", 8)[8], entry.split(" ")[6]
        elif entry.startswith("u "):
            yield entry.split(" ", 10)[10], entry.split(" ")[8]


def _committed_events(project: Project, dirty: dict[str, str], contents: _Contents) -> bytes | None:
    """The state file that was committed last; None where it is as it was then."""
    blob = next((blob for path, blob in dirty.items() if store.PATH.startswith(path)), None)
    if blob is None:
        return None
    text = contents.of_blob(blob)
    if text is None and blob.strip("0"):  # not among those that are read to say what changed in them
        text = read_blob(project.root, blob)
    return text or b""


def _event_differences(project: Project, committed: bytes | None) -> tuple[int, int]:
    """How many events only the state file has, and how many only the one that was committed last."""
    if committed is None:
        return 0, 0
    events, there = known(project.state.events), ids_in(committed)
    with suppress(Damaged):  # an event of a later version
        return sum(event.id not in there for event in events), sum(1 for _ in missing_events(committed, events))
    return 0, 0


def _count_taken_out(project: Project, history: History, committed: bytes | None) -> int:
    """How many events these commits took out, which nobody brought back or left out on purpose; the log is read."""
    if not history.touches_state:
        return 0
    events = {event.id: event for event in project.state.events}
    commits = commits_of_events(project.root, *([history.base] if history.base else []), known=events) or ()
    seen = {name for commit in commits for name in (*commit.added, *commit.removed)}
    return len(seen - known_ids(events.values()) - ids_in(committed or b""))
