"""What merging in a newer template does to each path: a three-way comparison, made before anything is written."""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from typing import NamedTuple

from crispdm.scaffold.merge import Merged, with_lf, with_line_ends_of
from crispdm.scaffold.plan import Existing, Kind, Plan, Step, plan_new_files
from crispdm.scaffold.record import Record
from crispdm.scaffold.tree import File, folded


class Project(NamedTuple):
    """The project's side.

    `record` is what it remembers of the template, `existing` what is at the template's paths, by folded path; `base`
    finds the bytes that the template wrote at a path, `find_renamed` the file to which the user renamed one with these
    bytes; `evidence` are the paths that gates read.
    """

    record: Record
    existing: Mapping[str, Existing]
    base: Callable[[str], bytes | None]
    find_renamed: Callable[[str, bytes], Existing | None]
    evidence: Container[str]


class Newer(NamedTuple):
    """The template's side: its files now, those that it renamed, and how to merge three versions of a text."""

    files: Sequence[File]
    renames: Mapping[str, str]
    merge: Callable[[bytes, bytes, bytes], Merged]


def plan_update(project: Project, newer: Newer) -> Plan:
    """Decide for each path that the template has, or had.

    Nothing that a person changed is lost: it is kept, moves along, is merged, or is marked as a conflict.

    Returns:
        Steps by path; `SAME` is where the template has nothing new.
    """
    return tuple(_Planner(project, newer).steps())


def is_newer(record: Record, files: Sequence[File]) -> bool:
    """Whether the template makes something else than it did."""
    now = {file.path: (file.blob, file.is_executable) for file in files}
    return now != {path: (record.blob(path), record.is_executable(path)) for path in record.files}


class _Planner:
    def __init__(self, project: Project, newer: Newer) -> None:
        self._project = project
        self._record = project.record
        self._newer = newer
        self._theirs = {file.path: file for file in newer.files}
        self._renames = self._find_renames()

    def steps(self) -> Iterator[Step]:
        new_paths = {*self._renames.values()}
        for path in sorted({*self._record.files, *self._theirs} - new_paths):
            file = self._theirs.get(self._renames.get(path, path))
            if path not in self._record.files and file:
                yield self._added(file)
            elif file is None:
                yield from self._removed(path)
            else:
                yield self._updated(path, file)

    def _find_renames(self) -> dict[str, str]:
        """The old and the new path of what the template renamed: it says so, or the content is the same."""
        removed = [path for path in self._record.files if path not in self._theirs]
        added = [file for file in self._theirs.values() if file.path not in self._record.files]
        renames: dict[str, str] = {}
        for path in removed:
            to = self._newer.renames.get(path)
            same = [file.path for file in added if file.blob == self._record.blob(path) and file.data]
            if to in self._theirs and to not in self._record.files:
                renames[path] = str(to)
            elif len(same) == 1 and same[0] not in renames.values():
                renames[path] = same[0]
        return renames

    def _added(self, file: File) -> Step:
        (step,) = plan_new_files([file], self._project.existing)
        if step.kind is Kind.KEPT and not step.note:
            return _beside(file, file.path, "you have this file too")
        return step

    def _removed(self, path: str) -> Iterator[Step]:
        found = self._find(path)
        if found is None or self._record.is_yours(path):
            return
        if self._is_untouched(path, found) and path not in self._project.evidence:
            yield Step(path, Kind.REMOVED)
        else:
            yield Step(path, Kind.KEPT, note="no longer in the template")

    def _updated(self, path: str, file: File) -> Step:
        """What happens to a file that the template still has, at the same path or at another one."""
        is_same = file.blob == self._record.blob(path) and file.is_executable == self._record.is_executable(path)
        if is_same and file.path == path:
            return Step(path, Kind.SAME)
        if self._record.is_yours(path):
            return Step(path, Kind.KEPT, note="the template's version, which you did not take, changed")
        found, base = self._find(path), self._project.base(path)
        if found is None and base:
            found = self._project.find_renamed(path, base)
        if found is None:
            return Step(path, Kind.KEPT, note="you removed it; the template's version changed")
        if found.data is None:
            return Step(path, Kind.KEPT, note=f"{found.path} is not a readable file; the template's version changed")
        if path in self._project.evidence and not self._is_untouched(path, found):
            moved = f"; the template moved it to {file.path}" if file.path != path else ""
            return Step(path, Kind.KEPT, note=f"evidence that you filled in{moved}")
        return self._merged(path, found, base, file)

    def _merged(self, path: str, found: Existing, base: bytes | None, file: File) -> Step:
        """Merge the three versions, where the file is, or where the template moved it."""
        yours = found.data or b""
        to = file.path if file.path != path and found.path == path else found.path
        is_moved = to != found.path
        if is_moved and (blocker := self._blocker(to)):
            return Step(path, Kind.CONFLICT, note=f"the template moved it to {to}, but {blocker}")
        mode = file.is_executable if found.is_executable == self._record.is_executable(path) else found.is_executable
        if self._is_untouched(path, found):
            return _replaced(found, File(to, with_line_ends_of(yours, file.data), mode))
        if with_lf(yours) == with_lf(file.data) or file.blob == self._record.blob(path):
            return _replaced(found, File(to, yours, mode))
        if base is None or not all(File("", data).text is not None for data in (yours, base, file.data)):
            return _beside(file, found.path, "the original is lost" if base is None else "it is not a text")
        was = found.path if is_moved else ""
        text, conflicts = self._newer.merge(yours, base, file.data)
        if conflicts:
            return Step(to, Kind.CONFLICT, File(to, text, mode), note="look for <<<<<<<", was=was)
        return Step(to, Kind.MOVED if is_moved else Kind.MERGED, File(to, text, mode), was=was)

    def _blocker(self, path: str) -> str:
        """Why no file can be created at a path; empty if one can."""
        (step,) = plan_new_files([File(path, b"")], self._project.existing)
        return "" if step.kind is Kind.NEW else step.note or "you have a file there"

    def _find(self, path: str) -> Existing | None:
        found = self._project.existing.get(folded(path))
        return found if found and found.path == path else None

    def _is_untouched(self, path: str, found: Existing) -> bool:
        """Whether it is as the template wrote it, whatever its line ends."""
        if found.data is None:
            return False
        base = self._project.base(path)
        same = File("", found.data).blob == self._record.blob(path)
        return same or (base is not None and with_lf(found.data) == with_lf(base))


def _replaced(found: Existing, file: File) -> Step:
    """Let a file take the place of another one, where it differs in path, content or mode."""
    if found.path != file.path:
        return Step(file.path, Kind.MOVED, file, was=found.path)
    is_same = file.data == found.data and file.is_executable == found.is_executable
    return Step(file.path, Kind.SAME) if is_same else Step(file.path, Kind.CHANGED, file)


def _beside(file: File, path: str, why: str) -> Step:
    """Keep yours, and put the template's version beside it."""
    new = f"{path}.new"
    note = f"{why}: kept yours, the template's version is {new}"
    return Step(path, Kind.CONFLICT, File(new, file.data, file.is_executable), note=note)
