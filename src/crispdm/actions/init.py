"""Start a project, in a new folder or in one that exists."""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from crispdm import __version__
from crispdm.actions.collection import try_collection
from crispdm.actions.project import Act, read_process
from crispdm.errors import CrispdmError
from crispdm.eventlog import store
from crispdm.eventlog.events import Created
from crispdm.folder_owner import ownership_warning
from crispdm.git.command import git
from crispdm.git.work_tree import ignored_paths, is_inside_repository
from crispdm.installed_from import pinned_requirement
from crispdm.kinds import load_process
from crispdm.process import FILE, Process
from crispdm.results.init import Git, Init
from crispdm.results.plan import changes
from crispdm.safe_files import read_file
from crispdm.scaffold import HOME, bundled
from crispdm.scaffold.apply import apply, refuse_taken
from crispdm.scaffold.build import PYPROJECT, Built, Code, Inputs, all_prompts, build
from crispdm.scaffold.merge_hints import Gap, missing_lines, requirements
from crispdm.scaffold.plan import Kind, Plan, Step, plan_new_files
from crispdm.scaffold.questions import Ask
from crispdm.scaffold.record import Record, Template, read_record, record_files
from crispdm.scaffold.repository import Repository, read_repository
from crispdm.scaffold.sources import Reference, Source, fetch, is_local, origin
from crispdm.scaffold.staging import clear, leftovers
from crispdm.scaffold.target_scan import read_existing, scan
from crispdm.scaffold.tree import File
from crispdm.scaffold.user_config import UserConfig
from crispdm.yamlio import LIMIT

_NAME_ENDINGS = ("name", "slug")  # of questions that ask what the project is called
_SHOWN = 5  # blockers; the others are counted


class Request(Struct, frozen=True, kw_only=True):
    """What to create: where, from which template, and with which answers.

    `target` is None where the answers name the folder; a template without a name is the one that the project has, or
    the default; `ask` is None where nobody can be asked, and then
    `takes_defaults` says whether defaults may answer the rest.
    """

    target: Path | None
    template: Reference
    given: Mapping[str, str]
    config: UserConfig = UserConfig()
    ask: Ask | None = None
    takes_defaults: bool = True
    code: Code = Code(trusted=False)
    process: str | None = None
    with_git: bool | None = None
    dry_run: bool = False


class _There(NamedTuple):
    """What is in the target: the record of a project, and the repository around it."""

    record: Record | None
    repository: Repository


def create(request: Request, act: Act) -> Init:
    """Create a project as a whole or not at all. Nothing that exists is changed.

    Args:
        request: what to create.
        act: who and when.

    Raises:
        CrispdmError: the target is taken, an answer is missing or not valid, or the template fails; nothing is written.
    """
    record = _prepare(request.target, request) if request.target else None
    repository = read_repository(request.target) if request.target and not record else Repository()
    request = _as_before(request, record) if record else _without_record(request)
    with fetch(request.template, request.config.abbreviations, _nested(request)) as source:
        _refuse_unanswered(request, source, record)
        requirement = record.template.requirement if record else pinned_requirement()
        template = _template(request, source, requirement)
        inputs = Inputs(
            request.given,
            _defaults(request, act, record),
            request.ask,
            modules=frozenset() if _is_project(request.target) else repository.modules,
            requirement=requirement,
            origin=origin(template, _target(request)),
        )
        built = build(source.folder, inputs, request.code, process=request.process, shared=source.shared)
    target = _target(request, built.name)
    if not request.target:
        record = _prepare(target, request)
        _refuse_other_template(target, record, template.source)
    steps = _plan(target, built, template, act, _There(record, repository))
    result = _carry_out(request, act, target, steps, built)
    if repository.has_tests and result.git and result.new:
        return replace(result, tests=try_collection(target, result.new))
    return result


def _target(request: Request, name: str = "project") -> Path:
    """The project's folder; where only the answers name it, it has this name."""
    return request.target or request.template.base / name


def _as_before(request: Request, record: Record) -> Request:
    """The request as it was for the project that is there: the same template and choices, and no questions."""
    given, old, target = request.template, record.template, _target(request)
    if given.name:
        _refuse_other_template(target, record, _recorded_name(given, target))
    checkout = given.checkout or old.checkout or (old.version if old.commit else None)
    reference = Reference(old.source, target, checkout, given.directory or old.directory)
    code = request.code._replace(hooks=request.code.hooks and old.hooks is not False)
    return replace(request, template=reference, code=code, process=request.process or old.process, ask=None)


def _without_record(request: Request) -> Request:
    """The request with a template; of a project that only lost its record nothing is asked: its files are there."""
    reference = request.template._replace(name=request.template.name or bundled.DEFAULT)
    if request.target and _is_project(request.target) and (request.target / store.PATH).is_file():
        return replace(request, template=reference, ask=None, takes_defaults=True)
    return replace(request, template=reference)


def _refuse_other_template(target: Path, record: Record | None, source: str) -> None:
    if record and record.template.source != source:
        hint = "`crispdm update` merges in a newer version of it"
        raise CrispdmError(f"{target} is already a project of the template {record.template.source}", hint=hint)


def _is_project(target: Path | None) -> bool:
    """Whether a process is there already: then its package is the one that the template made."""
    return target is not None and (target / FILE).is_file()


def _prepare(target: Path, request: Request) -> Record | None:
    """Refuse a target where nothing can be created, clear away what a killed run left, and read its record."""
    refuse_taken(target)
    if not target.is_dir():
        if not target.parent.is_dir():
            raise CrispdmError(f"no such folder: {target.parent}", hint="choose a folder that exists")
        return None
    if not request.dry_run:
        clear(target)
    return read_record(target)


def _refuse_unanswered(request: Request, source: Source, record: Record | None) -> None:
    """Refuse to guess: where nobody can be asked, defaults must be wanted, and the project must have a name."""
    is_named = any(name.endswith(_NAME_ENDINGS) for name in request.given)
    if record or request.ask or (request.takes_defaults and (request.target or is_named)):
        return
    if request.takes_defaults:
        hint = "name a folder, or add --set project_name=NAME"
        raise CrispdmError("the project has neither a folder nor a name; nothing was created", hint=hint)
    known = _folder_defaults(request)
    prompts = all_prompts(source.folder, request.process)
    unanswered = tuple(f"{name}: {prompt}" for name, prompt in prompts if name not in known)
    hint = "add --yes for the defaults, --set KEY=VALUE for one answer, or --answers FILE"
    raise CrispdmError("no terminal to ask on; nothing was created", details=unanswered, hint=hint)


def _defaults(request: Request, act: Act, record: Record | None) -> dict[str, object]:
    """What is known without asking: from git, the user's settings, the folder's name and an earlier `init`."""
    name, mail = act.who.name, act.who.mail
    by_git = {"person": str(act.who)}
    by_git |= {key: name for key in ("full_name", "author_name", "author") if name}
    by_git |= {key: mail for key in ("email", "author_email") if mail}
    earlier = record.answers if record else {}
    return {**by_git, **request.config.defaults, **_folder_defaults(request), **earlier}


def _folder_defaults(request: Request) -> dict[str, str]:
    folder = request.target.name if request.target else ""
    return {"project_name": folder, "project_slug": folder} if folder else {}


def _nested(request: Request) -> Ask | None:
    """Who says which of several templates is meant: the user, or `--yes`, for the first."""
    return request.ask or ((lambda _question, _wrong: "") if request.takes_defaults else None)


def _template(request: Request, source: Source, requirement: str | None) -> Template:
    """The template as the project remembers it."""
    return source.remembered(
        source=_recorded_name(request.template, _target(request)),
        checkout=request.template.checkout,
        process=request.process,
        hooks=None if request.code.hooks else False,
        requirement=requirement,
    )


def _recorded_name(reference: Reference, target: Path) -> str:
    """How a project remembers the name of its template: a relative path starts at the project."""
    name = reference.name
    is_relative = is_local(name, reference.base) and not Path(name).is_absolute()
    return os.path.relpath(reference.base / name, target) if is_relative else name


def _plan(target: Path, built: Built, template: Template, act: Act, there: _There) -> Plan:
    """What happens to each path; a project keeps the records that it has."""
    steps = tuple(_with_own_settings(step, *there) for step in _steps(target, built.files))
    if there.record:
        return steps
    yours = [step.path for step in steps if step.kind is Kind.KEPT]
    process = _process(target, steps, built)
    created = Created(project=process.project, crispdm=__version__)
    state = File(store.PATH, store.new_file(created, at=act.at, by=str(act.who)))
    own = (*record_files(built.files, template, built.answers, yours), state, *_git_files(built))
    return (*steps, *_steps(target, sorted(own)))


def _with_own_settings(step: Step, record: Record | None, repository: Repository) -> Step:
    """Create no pyproject.toml where the settings are elsewhere: it would take their place."""
    is_theirs = record.is_yours(PYPROJECT) if record and record.blob(PYPROJECT) else repository.settings
    has_own = is_theirs or (repository.has_tests and not record)
    if step.path != PYPROJECT or step.kind is not Kind.NEW or not step.file or not has_own:
        return step
    where = f"your settings are in {repository.settings}" if repository.settings else "your tests need none"
    needed = " ".join(requirements(step.file.data))
    return Step(PYPROJECT, Kind.KEPT, note=f"not created, as {where}; the scripts need: pip install {needed}")


def _git_files(built: Built) -> Iterator[File]:
    """The files that tell git how to treat the tool's own, where the template does not have them."""
    existing = {file.path for file in built.files}
    (home,) = bundled.template(bundled.DEFAULT).glob(f"*/{HOME}")
    for name in (".gitattributes", ".gitignore"):
        if f"{HOME}/{name}" not in existing:
            yield File(f"{HOME}/{name}", read_file(home / name, LIMIT))


def _steps(target: Path, files: Iterable[File]) -> Plan:
    files = [*files]
    existing = scan(target, [file.path for file in files]) if target.is_dir() else {}
    steps = plan_new_files(files, existing)
    blocked = [*dict.fromkeys(step.note for step in steps if step.kind is Kind.BLOCKED)]
    if blocked:
        more = [f"and {len(blocked) - _SHOWN} more"] if len(blocked) > _SHOWN else []
        details = (*blocked[:_SHOWN], *more)
        what = f"the project cannot be created in {target}; nothing was changed"
        raise CrispdmError(what, details=details, hint="rename them, or choose another folder")
    return steps


def _process(target: Path, steps: Plan, built: Built) -> Process:
    """The process of the project: the user's own, if there is one."""
    if any(step.path == FILE and step.kind is Kind.KEPT and not step.note for step in steps):
        return read_process(target)
    return load_process(next((file.data for file in built.files if file.path == FILE), b""))


def _carry_out(request: Request, act: Act, target: Path, steps: Plan, built: Built) -> Init:
    process = _process(target, steps, built)
    gaps, ignored = _gaps(target, steps, built), _ignored(target, steps)
    files = [step.file for step in steps if step.file]
    is_written = bool(files) and not request.dry_run
    return Init(
        dry_run=request.dry_run,
        project=process.project,
        folder=str(target),
        you=str(act.who),
        team=process.team,
        changes=changes(steps),
        gaps=gaps,
        ignored=ignored,
        warnings=_warnings(target, is_dry=request.dry_run),
        git=_write(request, target, files, process.project) if is_written else None,
    )


def _warnings(target: Path, *, is_dry: bool) -> tuple[str, ...]:
    """Who else may change what is created in a folder, and what a killed run left, which only a dry run leaves."""
    owner = ownership_warning(target)
    return (*((owner,) if owner else ()), *(leftovers(target) if is_dry else ()))


def _gaps(target: Path, steps: Plan, built: Built) -> dict[str, tuple[Gap, ...]]:
    """What kept files lack of the template's version, by path."""
    theirs = {file.path: file.data for file in built.files}
    kept = [step.path for step in steps if step.kind is Kind.KEPT and step.path in theirs and not step.note]
    gaps = {path: missing_lines(path, read_existing(target, path).data, theirs[path]) for path in kept}
    return {**built.gaps, **gaps}


def _ignored(target: Path, steps: Plan) -> dict[str, str]:
    new = [step.path for step in steps if step.kind is Kind.NEW]
    return ignored_paths(target, new) if target.is_dir() else {}


def _write(request: Request, target: Path, files: list[File], project: str) -> Git:
    """Write the files and commit them; what became of git."""
    around = target if target.is_dir() else target.parent
    has_others = target.is_dir() and any(target.iterdir())
    outcome = apply(target, files, lambda folder: _commit(folder, around, project, request.with_git))
    return "committed_new" if has_others and outcome == "committed" else outcome


def _commit(folder: Path, around: Path, project: str, with_git: bool | None) -> Git:  # noqa: FBT001 - passed on
    if is_inside_repository(around) or os.path.lexists(around / ".git"):
        return "in_repository"
    if with_git is False:
        return "declined"
    if git(folder, "init", "--quiet") is None:
        return "no_git"
    git(folder, "-c", "core.excludesFile=", "add", "--all")  # what the template ignores, and not what the user does
    if git(folder, "commit", "--quiet", "--message", f"Start {project} with crispdm") is not None:
        return "committed"
    return "no_identity" if git(folder, "var", "GIT_COMMITTER_IDENT") is None else "commit_failed"
