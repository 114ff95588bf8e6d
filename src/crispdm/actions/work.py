"""What git saw in the phases' folders: work that shows although it is no event. Four calls at the most."""

import os
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from msgspec import Struct

from crispdm.actions.project import Project
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Missing, Unmet
from crispdm.gitio import blobs, git
from crispdm.lifecycle import statefile
from crispdm.views.difference import difference
from crispdm.views.standing import Moved, Work

_READ = (".csv", ".yaml", ".yml")
_LIMIT = 256 << 10  # bytes of a file that is read to say what changed in it
_MOST = 50  # files that are read; of more it is only said that they changed
_NOTHING = "0" * 40  # the id that git gives to what is not there; of any length


class _Commit(Struct, frozen=True):
    """One commit: its author, whether it has a parent here, and for each file its blobs before and after."""

    author: str
    has_parent: bool
    files: dict[str, tuple[str, str]]


class _File(Struct):
    """A file over the time that is looked at: its blobs at the beginning and the end, and who changed it."""

    then: str
    now: str
    authors: list[str]


def work_since(project: Project, since: date, now: datetime) -> Work:
    """Ask git what moved.

    Args:
        project: whose phases' folders.
        since: the first day that counts.
        now: the time, with its zone.
    """
    told = git(project.root, "rev-parse", "--is-shallow-repository", "--show-prefix")
    if told is None:
        return Work(blind="there is no git repository here")
    shallow, _, prefix = told.rstrip("\n").partition("\n")
    folders = [phase.folder.strip("/") for phase in project.process.phases]
    paths = ("--", *folders, statefile.PATH)
    listed = git(project.root, "status", "--porcelain=v2", "-z", "--no-renames", *paths)
    if listed is None:
        return Work(blind="git failed here")
    start = datetime.combine(since, time(), now.tzinfo) - timedelta(seconds=1)
    form = ("--raw", "--no-abbrev", "--no-renames", "-z", "--relative", "--format=%x01%P%x02%aN <%aE>")
    commits = [*_commits(git(project.root, "log", *form, f"--since={start.isoformat()}", *paths) or "")]
    is_cut = shallow == "true" and any(not commit.has_parent for commit in commits)
    dirty = {path.removeprefix(prefix): blob for path, blob in _dirty(listed)}
    at = project.state.current.folder.strip("/") if project.state.current else ""
    files = _files(commits)
    texts = _Texts(project, [*dirty.values(), *(blob for file in files.values() for blob in (file.then, file.now))])
    moved = [*_committed(files, texts), *_not_committed(dirty, texts)]
    return Work(
        moved=tuple(sorted(moved, key=lambda each: _order(each, at))),
        uncommitted=_uncommitted(project, dirty, texts),
        blind="it is a shallow clone" if is_cut else None,
    )


class _Texts:
    """The content of blobs and of files, as far as they are small."""

    def __init__(self, project: Project, wanted: list[str]) -> None:
        ids = [each for each in wanted if each.strip("0")]
        self._blobs = blobs(project.root, ids[: 2 * _MOST], _LIMIT)
        self._evidence = Evidence(project.root, "")
        self._root = project.root

    def difference(self, name: str, old: str, new: str | None) -> str:
        """What changed between two blobs, or a blob and the file as it is."""
        is_new = not old.strip("0")
        try:
            now = self._of_file(name) if new is None else self.blob(new)
        except Unmet:
            return "changed"
        if now is None and (new is None or not new.strip("0")):
            return "removed"
        if not name.endswith(_READ) or now is None or len(now) > _LIMIT:
            return "new" if is_new else "changed"
        was = self.blob(old)
        return "changed" if was is None and not is_new else difference(name, was, now)

    def _of_file(self, name: str) -> bytes | None:
        if not name.endswith(_READ):
            return b"" if os.path.lexists(self._root / name) else None
        try:
            return self._evidence.read(f"/{name}", limit=_LIMIT)
        except Missing:
            return None

    def blob(self, name: str) -> bytes | None:
        """What a blob holds; None where it is not here, or too large."""
        return self._blobs.get(name)


def _commits(log: str) -> Iterator[_Commit]:
    """Read `git log --raw -z`: a header, then pairs of blobs and path."""
    tokens = iter(log.split("\0"))
    commit: _Commit | None = None
    for token in tokens:
        if token.startswith("\x01"):
            if commit:
                yield commit
            parents, _, author = token[1:].partition("\x02")
            commit = _Commit(author, bool(parents), {})
        elif token.lstrip("\n").startswith(":") and commit:
            old, new = token.split(" ")[2:4]
            commit.files[next(tokens)] = (old, new)
    if commit:
        yield commit


def _files(commits: list[_Commit]) -> dict[str, _File]:
    """The files that changed; the commit that made the project tells nothing, nor does one without a parent."""
    found: dict[str, _File] = {}
    for commit in commits:  # newest first
        is_made = commit.files.get(statefile.PATH, ("1", ""))[0].strip("0") == ""
        for path, (old, new) in commit.files.items():
            if commit.has_parent and not is_made and path != statefile.PATH:
                file = found.setdefault(path, _File(old, new, []))
                file.then = old
                file.authors.insert(0, commit.author)
    return found


def _order(moved: Moved, folder: str) -> tuple[bool, bool, str, bool]:
    """The current phase first, in it what was measured, of a file what is committed."""
    path = moved.file or ""
    return not path.startswith(f"{folder}/"), not path.endswith(".csv"), path, not moved.is_committed


def _committed(files: dict[str, _File], texts: _Texts) -> Iterator[Moved]:
    for path, file in files.items():
        if file.then != file.now:  # else it was changed back
            what = texts.difference(path, file.then, file.now)
            yield Moved(by=tuple(dict.fromkeys(file.authors)), file=path, what=what, is_committed=True)


def _not_committed(dirty: dict[str, str], texts: _Texts) -> Iterator[Moved]:
    for path, blob in dirty.items():
        if not statefile.PATH.startswith(path):
            what = "new" if path.endswith("/") else texts.difference(path, blob, None)
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


def _uncommitted(project: Project, dirty: dict[str, str], texts: _Texts) -> int:
    """How many events are not in the state file that was committed last."""
    blob = next((blob for path, blob in dirty.items() if statefile.PATH.startswith(path)), None)
    if blob is None:
        return 0
    text = texts.blob(blob)
    if text is None and blob.strip("0"):  # too large to be read for this
        counted = git(project.root, "diff", "--no-ext-diff", "--no-textconv", "--numstat", "HEAD", "--", statefile.PATH)
        return int((counted or "0").split("\t")[0])
    committed = (text or b"").decode("utf-8", "replace")
    return sum(event.id not in committed for event in project.state.events)
