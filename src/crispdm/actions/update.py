"""Bring a newer version of the template in."""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from posixpath import join, normpath

from msgspec import Struct

from crispdm.actions.project import find, find_to_write, interrupted, read_process
from crispdm.errors import CrispdmError
from crispdm.git import work_tree
from crispdm.process import Criterion, Process
from crispdm.results.plan import changes
from crispdm.results.update import Update
from crispdm.scaffold import merge
from crispdm.scaffold.apply import apply
from crispdm.scaffold.build import Built, Given, build
from crispdm.scaffold.plan import Kind, Plan
from crispdm.scaffold.record import TEMPLATE, Base, Record, Template, read, records
from crispdm.scaffold.rename_detection import finder
from crispdm.scaffold.sources import Wanted, fetched
from crispdm.scaffold.target_scan import survey
from crispdm.scaffold.update import Newer, Project, is_newer
from crispdm.scaffold.update import update as planned
from crispdm.scaffold.user_config import Settings


class Request(Struct, frozen=True, kw_only=True):
    """What is wanted: `template`, `checkout` and `directory` in place of those that the project remembers.

    `only_look` stops before anything is written, `only_ask` even before asking whether it could be.
    """

    start: Path
    template: str | None = None
    checkout: str | None = None
    directory: str | None = None
    given: Mapping[str, str] = {}
    settings: Settings = Settings()
    trusted: bool = False
    only_look: bool = False
    only_ask: bool = False


def update(request: Request) -> Update:
    """Merge what the template makes now into the project: all of it, or nothing.

    Raises:
        CrispdmError: the project remembers no template, the template cannot be had, an earlier conflict is not settled,
            or what would be touched is not committed.
    """
    is_dry = request.only_look or request.only_ask
    root = find(request.start) if is_dry else find_to_write(request.start)
    record = read(root)
    if record is None:
        hint = "`crispdm init . --template NAME` remembers one, and changes nothing that is there"
        raise CrispdmError(f"no {TEMPLATE}: it is not known which template made this project", hint=hint)
    _refuse_unsettled(root, record)
    built, template = _build(request, root, record)
    evidence = {*_evidence(read_process(root), record)}
    steps = _plan(root, record, built, evidence, template)
    done = Update(
        dry_run=is_dry,
        newer=is_newer(record, built.files),
        before=record.template,
        after=template,
        changes=changes(step for step in steps if step.kind is not Kind.SAME),
        warnings=interrupted(root),
    )
    if done.newer and not request.only_ask:
        _refuse_unclean(root, steps)
        if not request.only_look:
            _write(root, record, built, template, steps)
    return done


def _build(request: Request, root: Path, record: Record) -> tuple[Built, Template]:
    old = record.template
    wanted = Wanted(
        request.template or old.source,
        request.start.absolute() if request.template else root,
        request.checkout or old.checkout,
        request.directory or old.directory,
    )
    with fetched(wanted, request.settings.abbreviations) as source:
        given = Given(request.given, record.answers)
        built = build(source.folder, given, trusted=request.trusted, process=old.process, shared=source.shared)
    template = Template(
        source=request.template or old.source,
        version=source.version,
        commit=source.commit,
        checkout=wanted.checkout,
        directory=wanted.directory,
        process=old.process,
    )
    return built, template


def _plan(root: Path, record: Record, built: Built, evidence: set[str], template: Template) -> Plan:
    paths = {*record.files, *(file.path for file in built.files)}
    project = Project(
        record,
        survey(root, sorted(paths)),
        Base(root, record),
        finder(root, lambda: work_tree.visible_files(root), paths),
        evidence,
    )
    name = " ".join(each for each in (template.source, template.version or (template.commit or "")[:9]) if each)
    return planned(project, Newer(built.files, built.renames, lambda *sides: merge.merge(*sides, name=name)))


def _evidence(process: Process, record: Record) -> Iterator[str]:
    """The remembered paths that some gate reads: a parameter of a criterion names them, or a decision does."""
    for phase in process.phases:
        named = [phase.decision.file] if phase.decision else []
        named += [text for criterion in phase.criteria for text in _texts(criterion)]
        for text in named:
            pattern = normpath(text.strip("/") if text.startswith("/") else join(phase.folder.strip("/"), text))
            yield from (path for path in record.files if fnmatch(path, pattern))


def _texts(criterion: Criterion) -> Iterator[str]:
    for name in criterion.__struct_fields__:
        value = getattr(criterion, name)
        if name not in {"id", "says", "owner", "level"}:
            yield from (each for each in (value if isinstance(value, tuple) else [value]) if isinstance(each, str))


def _refuse_unsettled(root: Path, record: Record) -> None:
    for path in record.files:
        file = root / path
        line = merge.marked(file.read_bytes()) if file.is_file() else None
        if line:
            hint = "settle it, commit, and update again"
            raise CrispdmError(f"{path}:{line}: a conflict of an earlier update is not settled", hint=hint)


def _refuse_unclean(root: Path, steps: Plan) -> None:
    """What git has not committed could not be brought back."""
    touched = [step.file.path for step in steps if step.file and (root / step.file.path).exists()]
    touched += [step.was or step.path for step in steps if step.was or step.kind is Kind.REMOVED]
    unclean = work_tree.uncommitted_paths(root, touched)
    if unclean is None:
        hint = "`git init`, and commit what is there, so that you can look at what changes, and undo it"
        raise CrispdmError("the project is not in git; nothing was changed", hint=hint)
    if unclean:
        hint = "commit or stash them first, so that you can look at what changes, and undo it"
        raise CrispdmError("git has not committed all that would change", details=tuple(unclean), hint=hint)


def _write(root: Path, record: Record, built: Built, template: Template, steps: Plan) -> None:
    new = {file.path for file in built.files} - {*record.files}
    yours = {path for path in record.files if record.is_yours(path)}
    yours |= {step.path for step in steps if step.path in new and step.kind in {Kind.KEPT, Kind.CONFLICT}}
    files = [step.file for step in steps if step.file]
    files += records(built.files, template, built.answers, yours)
    gone = [step.was or step.path for step in steps if step.was or step.kind is Kind.REMOVED]
    apply(root, files, lambda _: None, remove=gone, replace=True)
    for path in gone:
        _drop_empty(root, path)


def _drop_empty(root: Path, path: str) -> None:
    """The folders that a file leaves empty."""
    for folder in (root / path).parents:
        if folder == root or any(folder.iterdir()):
            return
        folder.rmdir()
