"""Merge in a newer version of the template."""

import os
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatch
from functools import partial
from pathlib import Path
from posixpath import join, normpath
from typing import NamedTuple

from msgspec import Struct

from crispdm.actions.project import find, find_to_write, folder_warnings, read_process
from crispdm.errors import CrispdmError
from crispdm.git import index, work_tree
from crispdm.installed_from import pinned_requirement
from crispdm.process import Criterion, Process
from crispdm.results.plan import changes
from crispdm.results.update import Update
from crispdm.scaffold import merge
from crispdm.scaffold.apply import apply
from crispdm.scaffold.build import Built, Code, Inputs, build
from crispdm.scaffold.hooks import hook_paths
from crispdm.scaffold.plan import Kind, Plan
from crispdm.scaffold.questions import Ask
from crispdm.scaffold.record import BASE, MERGE_HINT, TEMPLATE, Base, Record, Template, read_record, record_files
from crispdm.scaffold.rename_detection import rename_finder
from crispdm.scaffold.sources import Reference, fetch, origin
from crispdm.scaffold.target_scan import read_existing, scan
from crispdm.scaffold.update import Newer, Project, is_newer, plan_update
from crispdm.scaffold.user_config import UserConfig
from crispdm.words import listing


class Request(Struct, frozen=True, kw_only=True):
    """What to update: `template`, `checkout` and `directory` replace those that the project remembers.

    An empty `checkout` forgets the one that is remembered, so that the project follows the releases again.
    `ask` asks what the template did not ask before; without it the defaults are taken. `dry_run` stops before anything
    is written, `check_only` even before asking git whether it could be undone; it needs no trust in the hooks of a
    template that has a commit, as it compares that instead of files.
    """

    start: Path
    template: str | None = None
    checkout: str | None = None
    directory: str | None = None
    given: Mapping[str, str] = {}
    config: UserConfig = UserConfig()
    ask: Ask | None = None
    code: Code = Code(trusted=False)
    dry_run: bool = False
    check_only: bool = False


def update(request: Request) -> Update:
    """Merge what the template makes now into the project: as a whole, or not at all.

    Raises:
        CrispdmError: the project remembers no template, the template cannot be fetched, a conflict of an earlier update
            is unresolved, an earlier answer is no longer valid, or a file that would change is not committed.
    """
    is_dry = request.dry_run or request.check_only
    root = find(request.start) if is_dry else find_to_write(request.start)
    record = _read_record(root)
    _refuse_unresolved(root, record)
    built, template, release, unrun = _build(request, root, record)
    steps = () if unrun else _plan(root, record, built, template)
    result = Update(
        dry_run=is_dry,
        newer=_is_other_version(record, built, template) if unrun else is_newer(record, built.files),
        before=record.template,
        after=template,
        changes=changes(step for step in steps if step.kind is not Kind.SAME),
        new_answers=_new_answers(request, record, built),
        release=release,
        warnings=(*folder_warnings(root), *_unrun(unrun)),
    )
    if result.newer and not request.check_only:
        _refuse_uncommitted(root, steps)
    if not is_dry:
        _write(root, record, built, template, steps)
    return result


def _new_answers(request: Request, record: Record, built: Built) -> dict[str, str]:
    """What was answered by default to questions that the template did not ask before, where nobody could be asked."""
    if request.ask:
        return {}
    asked = {name for name in built.answers if not name.startswith("_")}
    return {
        name: str(built.answers[name]) for name in sorted(asked - {*record.answers, *request.given, *built.dormant})
    }


def _read_record(root: Path) -> Record:
    record = read_record(root)
    if record is None:
        hint = "`crispdm init . --template NAME` records it, and changes no file that exists"
        raise CrispdmError(f"no {TEMPLATE}: the template of this project is not known", hint=hint)
    return record


def _is_other_version(record: Record, built: Built, template: Template) -> bool:
    """Whether the template has another commit than it had, is answered otherwise, or the process that was added is new.

    No file of the template itself is compared, as its hooks may have changed it.
    """
    before = record.template
    is_same = (template.commit, template.directory) == (before.commit, before.directory) and not before.dirty
    is_new_process = any(record.blob(file.path) != file.blob for file in built.files if file.path in built.of_process)
    asked = {name: answer for name, answer in built.answers.items() if not name.startswith("_")}
    return not is_same or is_new_process or asked != record.answers


def _unrun(hooks: Sequence[str]) -> Iterator[str]:
    """What a check says that runs none of the hooks."""
    if hooks:
        what = f"the template's hooks may change what it makes, and were not run: {listing(hooks)}"
        yield f"{what}; only its commit was compared, not its files; --trust runs them"


class _Newest(NamedTuple):
    """The project as the template makes it now.

    `release` is the one that a pinned project does not take; `unrun` are the hooks that would have to run as well.
    """

    built: Built
    template: Template
    release: str | None
    unrun: Sequence[str]


def _build(request: Request, root: Path, record: Record) -> _Newest:
    """Build the project again from the template as it is now."""
    old = record.template
    checkout = old.checkout if request.checkout is None else request.checkout or None
    reference = Reference(
        request.template or old.source,
        request.start.absolute() if request.template else root,
        checkout,
        request.directory or old.directory,
    )
    code = request.code._replace(hooks=request.code.hooks and (request.code.trusted or old.hooks is not False))
    with fetch(reference, request.config.abbreviations, request.ask) as source:
        template = source.remembered(
            source=reference.name,
            checkout=checkout,
            process=old.process,
            hooks=None if code.hooks else False,
            requirement=pinned_requirement() or old.requirement,  # one that others can install stays
        )
        inputs = Inputs(
            request.given,
            {},
            request.ask,
            record.answers,
            requirement=template.requirement,
            origin=origin(template, root),
        )
        can_compare = request.check_only and template.commit and not (template.dirty or code.trusted)
        unrun = hook_paths(source.folder) if can_compare and code.hooks else ()
        code = code._replace(hooks=code.hooks and not unrun)
        built = build(source.folder, inputs, code, process=old.process, shared=source.shared)
    return _Newest(built, template, source.version.newest if checkout else None, unrun)


def _plan(root: Path, record: Record, built: Built, template: Template) -> Plan:
    paths = {*record.files, *(file.path for file in built.files)}
    existing = scan(root, sorted(paths))
    tracked = index.tracked_files(root)
    project = Project(
        record,
        existing,
        Base(root, record),
        rename_finder(root, lambda: work_tree.visible_files(root), paths),
        {*_evidence(read_process(root), record)},
        tracked if TEMPLATE in tracked else {found.path for found in existing.values()},  # git need not know it yet
        partial(_files_in, root),
        partial(_free_name, root),
    )
    name = f"{template.source} {template.label}".strip()
    return plan_update(project, Newer(built.files, built.renames, lambda *sides: merge.merge(*sides, name=name)))


def _files_in(root: Path, folder: str) -> Iterator[str]:
    """The files below a folder of the project, links and whatever else is there included."""
    for around, folders, names in os.walk(root / folder):
        links = [name for name in folders if (Path(around) / name).is_symlink()]
        yield from ((Path(around) / name).relative_to(root).as_posix() for name in (*names, *links))


def _free_name(root: Path, path: str) -> str:
    """Where the template's version can lie beside a file."""
    names = (f"{path}.new{number or ''}" for number in (0, *range(2, 100)))
    return next(name for name in names if not os.path.lexists(root / name))


def _evidence(process: Process, record: Record) -> Iterator[str]:
    """The files of the template that a gate reads: a parameter of a criterion names them, or a decision does."""
    for phase in process.phases:
        named = [phase.decision.file] if phase.decision else []
        named += [text for criterion in phase.criteria for text in _parameters(criterion)]
        for text in named:
            pattern = normpath(text.strip("/") if text.startswith("/") else join(phase.folder.strip("/"), text))
            yield from (path for path in record.files if fnmatch(path, pattern))


def _parameters(criterion: Criterion) -> Iterator[str]:
    """The texts among the parameters of a check."""
    for name in criterion.__struct_fields__:
        value = getattr(criterion, name)
        if name not in {"id", "says", "owner", "level"}:
            yield from (each for each in (value if isinstance(value, tuple) else [value]) if isinstance(each, str))


def _refuse_unresolved(root: Path, record: Record) -> None:
    for path in index.unmerged_files(root):
        if path in {TEMPLATE, BASE}:
            raise CrispdmError(f"{path}: unresolved merge conflict", hint=MERGE_HINT)
    for path in record.files:
        data = read_existing(root, path).data
        line = merge.conflict_line(data) if data else None
        if line:
            hint = "resolve it, commit, and update again"
            raise CrispdmError(f"{path}:{line}: unresolved conflict of an earlier update", hint=hint)


def _refuse_uncommitted(root: Path, steps: Plan) -> None:
    """Refuse to change what git could not bring back."""
    touched = [step.file.path for step in steps if step.file and (root / step.file.path).exists()]
    touched += [step.was or step.path for step in steps if step.was or step.kind is Kind.REMOVED]
    uncommitted = work_tree.uncommitted_paths(root, touched)
    if uncommitted is None:
        hint = "run `git init` and commit the project, so that you can review the update and undo it"
        raise CrispdmError("the project is not in git; nothing was changed", hint=hint)
    if uncommitted:
        hint = "commit or stash them first, so that you can review the update and undo it"
        raise CrispdmError("files that would change are not committed", details=tuple(uncommitted), hint=hint)


def _write(root: Path, record: Record, built: Built, template: Template, steps: Plan) -> None:
    """Write what changes, and what the project remembers, if only its choices are others."""
    unwritten = {step.unwritten for step in steps}
    written = [file for file in built.files if file.path not in unwritten]
    answers = {**built.answers, **built.dormant}
    asked = {name: answer for name, answer in answers.items() if not name.startswith("_")}
    is_known = (template, asked) == (record.template, record.answers) and not is_newer(record, built.files)
    if is_known:
        return
    new = {file.path for file in written} - {*record.files}
    yours = {path for path in record.files if record.is_yours(path)}
    yours |= new & {step.beside or step.path for step in steps if step.kind in {Kind.KEPT, Kind.CONFLICT}}
    files = [step.file for step in steps if step.file]
    files += record_files(written, template, answers, yours)
    removed = [step.was or step.path for step in steps if step.was or step.kind is Kind.REMOVED]
    apply(root, files, lambda _: None, remove=removed, replace=True)
    index.mark_unmerged(root, _unmerged(steps))
    for path in removed:
        _remove_empty_folders(root, path)


def _unmerged(steps: Plan) -> Iterator[index.Unmerged]:
    """The files in which a conflict is marked."""
    for step in steps:
        if step.sides and step.file:
            yield index.Unmerged(step.path, *step.sides, step.file.is_executable)


def _remove_empty_folders(root: Path, path: str) -> None:
    """Remove the folders that a file left empty."""
    for folder in (root / path).parents:
        if folder == root or not folder.is_dir() or any(folder.iterdir()):
            return
        folder.rmdir()
