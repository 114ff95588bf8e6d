"""What git saw in the phases' folders: work that shows although it is no event. Five calls at the most."""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time
from typing import NamedTuple

from crispdm.actions.git_history import History, happened, then
from crispdm.actions.project import Project
from crispdm.errors import Damaged
from crispdm.eventlog import lines, store
from crispdm.file_changes import difference
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Missing, Unmet
from crispdm.git.command import git, run_git
from crispdm.git.objects import read_blobs
from crispdm.views.standing import Moved, Work
from crispdm.words import count

_READ = (".csv", ".yaml", ".yml")
_LIMIT = 256 << 10  # bytes of a file that is read to say what changed in it
_MOST = 50  # files that are read; of more it is only said that they changed
_NOTHING = "0" * 40  # the id that git gives to what is not there; of any length


def work_since(project: Project, since: date, now: datetime) -> Work:
    """Ask git what moved.

    Args:
        project: whose phases' folders.
        since: the first day that counts.
        now: the time, with its zone.
    """
    root = project.root
    start = datetime.combine(since, time(), now.tzinfo)
    told = run_git(root, "rev-parse", "--is-shallow-repository", "--show-prefix", then(start))
    shallow, *more = told.text.split("\n")
    if shallow not in ("true", "false"):  # no older commit is no reason to fail, all else is
        return Work(blind=told.failure)
    folders = [phase.folder.strip("/") for phase in project.process.phases]
    paths = ("--", *folders, store.PATH)
    listed = run_git(root, "status", "--porcelain=v2", "-z", "--no-renames", *paths)
    if listed.code != 0:
        return Work(blind=listed.failure)
    history = happened(root, start, told, paths)
    dirty = {path.removeprefix(more[0]): blob for path, blob in _dirty(listed.text)}
    at = project.state.current.folder.strip("/") if project.state.current else ""
    committed = (name for path in [*history.files][:_MOST] for name in history.names(path))
    texts = _Texts(project, [*[*dirty.values()][:_MOST], *committed])
    moved = [*_committed(history, texts), *_not_committed(dirty, texts)]
    recorded = _recorded(project, dirty, texts)
    return Work(
        moved=tuple(sorted(moved, key=lambda each: _order(each, at))),
        uncommitted=recorded.only_here,
        warnings=_lost(project, recorded),
        blind=history.why or ("it is a shallow clone" if shallow == "true" and history.is_cut else None),
    )


class _Texts:
    """The content of blobs and of files, as far as they are small."""

    def __init__(self, project: Project, wanted: list[str]) -> None:
        self._blobs = read_blobs(project.root, [each for each in wanted if each.strip("0")], _LIMIT)
        self._evidence = Evidence(project.root, "")
        self._root = project.root

    def of_file(self, name: str, old: str) -> str:
        """What changed between a blob and the file as it is."""
        try:
            now = self._of_file(name)
        except Unmet:
            return "changed"
        return "removed" if now is None else self._said(name, old, now)

    def difference(self, name: str, old: str, new: str) -> str | None:
        """What changed between two blobs; None where nothing did."""
        was, now = self._blobs.get(old), self._blobs.get(new)
        if (was and was.id) == (now and now.id):
            return None
        return "removed" if now is None else self._said(name, old, now.content)

    def _said(self, name: str, old: str, now: bytes | None) -> str:
        is_new = not old.strip("0") or old not in self._blobs
        is_read = name.endswith(_READ) and now is not None and len(now) <= _LIMIT
        was = self.content(old)
        if not is_read or (was is None and not is_new):
            return "new" if is_new else "changed"
        return difference(name, was, now or b"")

    def _of_file(self, name: str) -> bytes | None:
        if not name.endswith(_READ):
            return b"" if os.path.lexists(self._root / name) else None
        try:
            return self._evidence.read(f"/{name}", limit=_LIMIT)
        except Missing:
            return None

    def content(self, name: str) -> bytes | None:
        """What a blob holds; None where it is not here, or too large."""
        blob = self._blobs.get(name)
        return blob.content if blob else None


def _order(moved: Moved, folder: str) -> tuple[bool, bool, str, bool]:
    """The current phase first, in it what was measured, of a file what is committed."""
    path = moved.file or ""
    return not path.startswith(f"{folder}/"), not path.endswith(".csv"), path, not moved.is_committed


def _committed(history: History, texts: _Texts) -> Iterator[Moved]:
    for number, (path, seen) in enumerate(history.files.items()):
        is_asked = number < _MOST and "\n" not in path and "\ufffd" not in path  # no other is found by its name
        what = texts.difference(path, *history.names(path)) if is_asked else "changed"
        if what:  # else it was changed back
            yield Moved(at=seen.at, by=tuple(seen.authors), file=path, what=what, is_committed=True)


def _not_committed(dirty: dict[str, str], texts: _Texts) -> Iterator[Moved]:
    for path, blob in dirty.items():
        if not store.PATH.startswith(path):
            what = "new" if path.endswith("/") else texts.of_file(path, blob)
            yield Moved(file=path, what=what, is_committed=False)


def _dirty(listed: str) -> Iterator[tuple[str, str]]:
    """Each path that is not as it was committed, from git's root, and its blob there."""
    for entry in listed.split("\0"):
        if entry.startswith("? "):
            yield entry[2:], _NOTHING
        elif entry.startswith("1 "):
            yield entry.split(" ", 8)[8], entry.split(" ")[6]
        elif entry.startswith("u "):
            yield entry.split(" ", 10)[10], entry.split(" ")[8]


class _Recorded(NamedTuple):
    """How many events only the state file has, and how many only git."""

    only_here: int = 0
    only_in_git: int = 0


def _recorded(project: Project, dirty: dict[str, str], texts: _Texts) -> _Recorded:
    """Compare the state file with the one that was committed last."""
    blob = next((blob for path, blob in dirty.items() if store.PATH.startswith(path)), None)
    if blob is None:
        return _Recorded()
    text = texts.content(blob)
    if text is None and blob.strip("0"):  # too large to be read for this
        counted = git(project.root, "diff", "--no-ext-diff", "--no-textconv", "--numstat", "HEAD", "--", store.PATH)
        added, removed = (counted or "0\t0").split("\t")[:2]
        return _Recorded(int(added), int(removed))
    here, there = {event.id for event in project.state.events}, _ids(text or b"")
    return _Recorded(len(here - there), len(there - here))


def _ids(text: bytes) -> set[str]:
    """The events of a state file; none where a later version wrote it."""
    with suppress(Damaged):
        return {each.event.id for each in lines.parse_lines(text, store.PATH) if each.event is not None}
    return set()


def _lost(project: Project, recorded: _Recorded) -> tuple[str, ...]:
    """That git has events which are not here, and what brings them back."""
    if not recorded.only_in_git:
        return ()
    path, number = store.PATH, recorded.only_in_git
    has = "lacks" if project.state.events else "has no events,"
    lost = f"{count(number, 'event')} that git has" if project.state.events else f"git's has {number:,}"
    if recorded.only_here:  # which a restore would lose
        back = f"`git show HEAD:./{path} >> {path} && crispdm repair` adds {'it' if number == 1 else 'them'} again"
    else:
        back = f"`git restore {path}` brings {'it' if number == 1 else 'them'} back"
    return (f"{path} {has} {lost}: {back}",)
