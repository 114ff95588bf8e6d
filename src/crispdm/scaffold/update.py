"""What merging in a newer template does to each path: a three-way comparison, made before anything is written."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from crispdm.scaffold.merge import Merged, with_lf, with_line_ends_of
from crispdm.scaffold.plan import Existing, Kind, Plan, Sides, Step, plan_new_files
from crispdm.scaffold.record import Record
from crispdm.scaffold.rename_detection import find_template_renames
from crispdm.scaffold.tree import File, folded


class Project(NamedTuple):
    """The project's side.

    `record` is what it remembers of the template, `existing` what is at the template's paths, by folded path; `base`
    finds the bytes that the template wrote at a path, `find_renamed` the file to which the user renamed one with these
    bytes; `evidence` are the paths that gates read. `tracked` are those that git could bring back; `files_in` lists
    the files below a folder, and `free_name` says where a file may lie beside another one.
    """

    record: Record
    existing: Mapping[str, Existing]
    base: Callable[[str], bytes | None]
    find_renamed: Callable[[str, bytes], Existing | None]
    evidence: Container[str]
    tracked: Container[str]
    files_in: Callable[[str], Iterable[str]]
    free_name: Callable[[str], str]


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
    return tuple(sorted(_Planner(project, newer).steps(), key=lambda step: step.path))


def is_newer(record: Record, files: Sequence[File]) -> bool:
    """Whether the template makes something else than it did."""
    now = {file.path: (file.blob, file.is_executable) for file in files}
    return now != {path: (record.blob(path), record.is_executable(path)) for path in record.files}


class _Planner:
    """Plans what is removed first, then what is merged or moves, and then what is new: a path may change its kind."""

    def __init__(self, project: Project, newer: Newer) -> None:
        self._project = project
        self._record = project.record
        self._newer = newer
        self._theirs = {file.path: file for file in newer.files}
        self._renames = find_template_renames(project.record, newer.files, newer.renames, project.base)
        self._gone: set[str] = set()  # paths that a planned step leaves free

    def steps(self) -> Iterator[Step]:
        new_paths = {*self._renames.values()}
        old = {path: self._theirs.get(self._renames.get(path, path)) for path in sorted(self._record.files)}
        for path in (path for path, file in old.items() if file is None):
            yield from self._noted(self._removed(path))
        for path, file in old.items():
            if file and path not in new_paths:
                yield from self._noted([self._updated(path, file)])
        for path in sorted({*self._theirs} - {*self._record.files} - new_paths):
            yield self._added(self._theirs[path])

    def _noted(self, steps: Iterable[Step]) -> Iterator[Step]:
        for step in steps:
            if step.was or step.kind is Kind.REMOVED:
                self._gone.add(step.was or step.path)
            yield step

    def _left(self, wanted: str, leaving: str = "") -> dict[str, Existing]:
        """What still exists once the planned steps are done, where a file is wanted at a path."""
        gone = {*self._gone, leaving}
        left = {key: found for key, found in self._project.existing.items() if found.path not in gone}
        found = left.get(folded(wanted))
        if found and found.kind == "folder" and {*self._project.files_in(found.path)} <= gone:
            del left[folded(wanted)]
        return left

    def _added(self, file: File) -> Step:
        (step,) = plan_new_files([file], self._left(file.path))
        if step.kind is Kind.KEPT and not step.note:
            return self._beside(file, file.path, "you have this file too")
        return step

    def _removed(self, path: str) -> Iterator[Step]:
        found = self._find(path)
        if found is None or self._record.is_yours(path):
            return
        if self._is_untouched(path, found) and path not in self._project.evidence and not self._is_yours(found):
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
        if found is None or found.data is None:
            what = f"{found.path} is not a readable file" if found else "you removed it"
            return Step(path, Kind.KEPT, note=f"{what}; the template's version changed")
        if path in self._project.evidence and not self._is_untouched(path, found):
            moved = f"; the template moved it to {file.path}" if file.path != path else ""
            return Step(path, Kind.KEPT, note=f"evidence that you filled in{moved}")
        if why := self._is_yours(found):
            return self._kept(found, file, why)
        return self._merged(path, found, base, file)

    def _kept(self, found: Existing, file: File, why: str) -> Step:
        """Keep a file that is never replaced; where the template moved it, it did not write its new place."""
        is_moved = file.path != found.path and found.path in self._record.files
        if with_lf(found.data or b"") != with_lf(file.data):
            return self._beside(file, file.path if is_moved else found.path, why, of=found.path)
        if is_moved:
            return Step(found.path, Kind.KEPT, note=f"{why}; the template moved it to {file.path}", beside=file.path)
        return Step(found.path, Kind.SAME)

    def _merged(self, path: str, found: Existing, base: bytes | None, file: File) -> Step:
        """Merge the three versions, where the file is, or where the template moved it."""
        yours = found.data or b""
        to = file.path if file.path != path and found.path == path else found.path
        is_moved = to != found.path
        if is_moved and (blocked := self._blocked(file, found.path)):
            return blocked
        can_run = file.is_executable if found.is_executable == self._record.is_executable(path) else found.is_executable
        made = partial(File, to, is_executable=can_run, mode=found.allowed)
        if self._is_untouched(path, found):
            return _replaced(found, made(data=with_line_ends_of(yours, file.data)))
        if with_lf(yours) == with_lf(file.data) or file.blob == self._record.blob(path):
            return _replaced(found, made(data=yours))
        if base is None or not all(File("", data).text is not None for data in (yours, base, file.data)):
            return self._beside(file, found.path, "the original is lost" if base is None else "it is not a text")
        was = found.path if is_moved else ""
        text, conflicts = self._newer.merge(yours, base, file.data)
        if conflicts:
            sides = Sides(base, yours, file.data)
            return Step(to, Kind.CONFLICT, made(data=text), note="look for <<<<<<<", was=was, sides=sides)
        return Step(to, Kind.MOVED if is_moved else Kind.MERGED, made(data=text), was=was)

    def _blocked(self, file: File, old: str) -> Step | None:
        """What to do where the template moved a file to a place that is not free; None where it is."""
        (step,) = plan_new_files([File(file.path, b"")], self._left(file.path, old))
        if step.kind is Kind.NEW:
            return None
        if step.kind is Kind.BLOCKED:
            note = f"the template moved it to {file.path}, but {step.note}"
            return Step(old, Kind.CONFLICT, note=note, unwritten=file.path)
        why = f"the template moved it to {file.path}, but {step.note or 'you have a file there'}"
        return self._beside(file, file.path, why, of=old)

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

    def _is_yours(self, found: Existing) -> str:
        """Why a file is never replaced, whatever it holds; empty if it may be."""
        if found.is_link:
            return "it is a link"
        return "" if found.path in self._project.tracked else "git does not track it"

    def _beside(self, file: File, path: str, why: str, *, of: str = "") -> Step:
        """Keep yours, and put the template's version beside it."""
        new = self._project.free_name(path)
        note = f"{why}: kept yours, the template's version is {new}"
        return Step(of or path, Kind.CONFLICT, file._replace(path=new), note=note, beside=path)


def _replaced(found: Existing, file: File) -> Step:
    """Let a file take the place of another one, where it differs in path, content or mode."""
    if found.path != file.path:
        return Step(file.path, Kind.MOVED, file, was=found.path)
    is_same = file.data == found.data and file.is_executable == found.is_executable
    return Step(file.path, Kind.SAME) if is_same else Step(file.path, Kind.CHANGED, file)
