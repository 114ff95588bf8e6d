"""What bringing a newer template in would do to each path: a three-way comparison, decided before anything is done."""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from typing import NamedTuple

from crispdm.scaffold.merge import Merged, as_in, lf
from crispdm.scaffold.plan import Found, Kind, Plan, Step, plan
from crispdm.scaffold.record import Record
from crispdm.scaffold.tree import File, folded


class Project(NamedTuple):
    """The project's side: what it remembers, what is there, and what else one has to ask it for.

    `base` finds the bytes that the template wrote at a path, `elsewhere` the path to which you moved a file with these
    bytes; `evidence` are the paths that gates read.
    """

    record: Record
    there: Mapping[str, Found]
    base: Callable[[str], bytes | None]
    elsewhere: Callable[[str, bytes], Found | None]
    evidence: Container[str]


class Newer(NamedTuple):
    """The template's side: its files now, what it renamed, and how it is called in a conflict."""

    files: Sequence[File]
    renames: Mapping[str, str]
    merge: Callable[[bytes, bytes, bytes], Merged]


def update(project: Project, newer: Newer) -> Plan:
    """Decide for each path that the template has, or had.

    Nothing that a person changed is lost: it stays, moves along, is merged, or is marked as a conflict.

    Returns:
        Steps, by path; `SAME` is said where the template has nothing new.
    """
    return tuple(_Update(project, newer).steps())


def is_newer(record: Record, files: Sequence[File]) -> bool:
    """Whether the template makes something else than it did."""
    now = {file.path: (file.blob, file.is_executable) for file in files}
    return now != {path: (record.blob(path), record.is_executable(path)) for path in record.files}


class _Update:
    def __init__(self, project: Project, newer: Newer) -> None:
        self._project = project
        self._record = project.record
        self._newer = newer
        self._theirs = {file.path: file for file in newer.files}
        self._moves = self._moved()

    def steps(self) -> Iterator[Step]:
        moved_to = {*self._moves.values()}
        for path in sorted({*self._record.files, *self._theirs} - moved_to):
            file = self._theirs.get(self._moves.get(path, path))
            if path not in self._record.files and file:
                yield self._added(file)
            elif file is None:
                yield from self._dropped(path)
            else:
                yield self._kept_up(path, file)

    def _moved(self) -> dict[str, str]:
        """Old paths and new ones: those that the template tells of, and those with the same content."""
        gone = [path for path in self._record.files if path not in self._theirs]
        added = [file for file in self._theirs.values() if file.path not in self._record.files]
        moves = {}
        for path in gone:
            to = self._newer.renames.get(path)
            same = [file.path for file in added if file.blob == self._record.blob(path) and file.data]
            if to in self._theirs and to not in self._record.files:
                moves[path] = str(to)
            elif len(same) == 1 and same[0] not in moves.values():
                moves[path] = same[0]
        return moves

    def _added(self, file: File) -> Step:
        (step,) = plan([file], self._project.there)
        if step.kind is Kind.KEPT and not step.note:
            return self._beside(file, file.path, "you have one too")
        return step

    def _dropped(self, path: str) -> Iterator[Step]:
        found = self._found(path)
        if found is None or self._record.is_yours(path):
            return
        if self._is_untouched(path, found) and path not in self._project.evidence:
            yield Step(path, Kind.REMOVED)
        else:
            yield Step(path, Kind.KEPT, note="the template has it no longer")

    def _kept_up(self, path: str, file: File) -> Step:
        is_same = file.blob == self._record.blob(path) and file.is_executable == self._record.is_executable(path)
        if is_same and file.path == path:
            return Step(path, Kind.SAME)
        if self._record.is_yours(path):
            return Step(path, Kind.KEPT, note="the template's, which you did not take, is new")
        found, base = self._found(path), self._project.base(path)
        if found is None and base:
            found = self._project.elsewhere(path, base)
        if found is None:
            return Step(path, Kind.KEPT, note="you removed it; the template's is new")
        if found.data is None:
            return Step(path, Kind.KEPT, note=f"{found.path} is no file that can be read; the template's is new")
        if path in self._project.evidence and not self._is_untouched(path, found):
            moved = f"; the template has it at {file.path} now" if file.path != path else ""
            return Step(path, Kind.KEPT, note=f"evidence that you filled in{moved}")
        return self._merged(path, found, base, file)

    def _merged(self, path: str, found: Found, base: bytes | None, file: File) -> Step:
        """Put the three together, where the file is, or where the template moved it."""
        yours = found.data or b""
        to = file.path if file.path != path and found.path == path else found.path
        is_moved = to != found.path
        if is_moved and (blocked := self._blocked(to)):
            return Step(path, Kind.CONFLICT, note=f"the template has it at {to} now, where {blocked}")
        was = found.path if is_moved else ""
        mode = file.is_executable if found.is_executable == self._record.is_executable(path) else found.is_executable
        if self._is_untouched(path, found):
            data = as_in(yours, file.data)
            done = data == yours and mode == found.is_executable and not is_moved
            kind = Kind.SAME if done else Kind.MOVED if is_moved else Kind.CHANGED
            return Step(to, kind, None if done else File(to, data, mode), was=was)
        if lf(yours) == lf(file.data) or file.blob == self._record.blob(path):
            done = mode == found.is_executable and not is_moved
            kind = Kind.SAME if done else Kind.MOVED if is_moved else Kind.CHANGED
            return Step(to, kind, None if done else File(to, yours, mode), was=was)
        if base is None or not all(File("", data).text is not None for data in (yours, base, file.data)):
            why = "nobody has what it was before" if base is None else "it is no text"
            return self._beside(file, found.path, why)
        text, conflicts = self._newer.merge(yours, base, file.data)
        if conflicts:
            note = "look for <<<<<<<"
            return Step(to, Kind.CONFLICT, File(to, text, mode), note=note, was=was)
        return Step(to, Kind.MOVED if is_moved else Kind.MERGED, File(to, text, mode), was=was)

    def _beside(self, file: File, path: str, why: str) -> Step:
        """Yours stays, and the template's goes beside it."""
        new = f"{path}.new"
        note = f"{why}: yours stays, the template's is beside it as {new}"
        return Step(path, Kind.CONFLICT, File(new, file.data, file.is_executable), note=note)

    def _blocked(self, path: str) -> str:
        """Why nothing can be put at a path."""
        (step,) = plan([File(path, b"")], self._project.there)
        return "" if step.kind is Kind.NEW else step.note or "a file of yours is"

    def _found(self, path: str) -> Found | None:
        found = self._project.there.get(folded(path))
        return found if found and found.path == path else None

    def _is_untouched(self, path: str, found: Found) -> bool:
        """Whether it is as the template wrote it, whatever its line ends."""
        if found.data is None:
            return False
        base = self._project.base(path)
        same = File("", found.data).blob == self._record.blob(path)
        return same or (base is not None and lf(found.data) == lf(base))
