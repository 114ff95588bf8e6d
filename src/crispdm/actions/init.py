"""Start a project, in a new folder or in one that holds something already."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from crispdm import __version__
from crispdm.actions.project import Act, read_process
from crispdm.errors import CrispdmError
from crispdm.eventlog import store
from crispdm.eventlog.events import Created
from crispdm.gate.checks import KINDS
from crispdm.git.command import git
from crispdm.git.work_tree import ignored_paths, is_inside_repository
from crispdm.process import FILE, Process, load
from crispdm.results.init import Git, Init
from crispdm.results.plan import changes
from crispdm.scaffold import HOME
from crispdm.scaffold.apply import apply, refuse_taken
from crispdm.scaffold.build import Built, Given, asked, build
from crispdm.scaffold.bundled import template as bundled
from crispdm.scaffold.merge_hints import Gap, missing
from crispdm.scaffold.plan import Kind, Plan, plan
from crispdm.scaffold.questions import Ask
from crispdm.scaffold.record import Record, Template, read, records
from crispdm.scaffold.sources import Source, Wanted, fetched, is_local
from crispdm.scaffold.staging import clear, leftovers
from crispdm.scaffold.target_scan import survey
from crispdm.scaffold.tree import File
from crispdm.scaffold.user_config import Settings

_NAMING = ("name", "slug")  # how the questions end that say what the project is called


class Request(Struct, frozen=True, kw_only=True):
    """What is wanted: where, from which template, and what is known of the answers.

    `target` is None where the answers say what the folder is called, `ask` where nobody is there to ask; `is_silent`
    says that the defaults do for what is not given.
    """

    target: Path | None
    wanted: Wanted
    given: Mapping[str, str]
    settings: Settings = Settings()
    ask: Ask | None = None
    is_silent: bool = True
    trusted: bool = False
    process: str | None = None
    with_git: bool | None = None
    dry_run: bool = False


def create(request: Request, act: Act) -> Init:
    """Make a project, complete or not at all. Nothing that is there already changes.

    Args:
        request: what is wanted.
        act: who and when.

    Raises:
        CrispdmError: the target is taken, an answer is missing or does not fit, or the template fails; nothing is
            written.
    """
    known = _known(request.target, request) if request.target else None
    with fetched(request.wanted, request.settings.abbreviations) as source:
        _refuse_unanswered(request, source)
        defaults = {**_defaults(request, act), **(known.answers if known else {})}
        given = Given(request.given, defaults, request.ask)
        built = build(source.folder, given, trusted=request.trusted, process=request.process, shared=source.shared)
    target = request.target or request.wanted.at / built.name
    if not request.target:
        known = _known(target, request)
    template = _template(request, source, target)
    if known and known.template.source != template.source:
        hint = "`crispdm update` brings a newer version of it in"
        raise CrispdmError(f"{target} is a project of the template {known.template.source} already", hint=hint)
    return _carry_out(request, act, target, _plan(target, built, template, act, is_known=bool(known)), built)


def _known(target: Path, request: Request) -> Record | None:
    """What a project at the target remembers; a place where nothing can be made is refused."""
    refuse_taken(target)
    if not target.is_dir():
        if not target.parent.is_dir():
            raise CrispdmError(f"{target.parent}: no such folder", hint="choose a folder that exists")
        return None
    if not request.dry_run:
        clear(target)
    return read(target)


def _refuse_unanswered(request: Request, source: Source) -> None:
    """Where nobody can be asked, somebody must have said what to do."""
    is_named = any(name.endswith(_NAMING) for name in request.given)
    if request.ask or (request.is_silent and (request.target or is_named)):
        return
    if request.is_silent:
        hint = "name a folder, or --set project_name=NAME"
        raise CrispdmError("neither a folder nor a name for the project; nothing was made", hint=hint)
    known = _by_folder(request)
    questions = asked(source.folder, request.process)
    missing_answers = tuple(f"{name}: {prompt}" for name, prompt in questions if name not in known)
    hint = "add --yes for the defaults, --set KEY=VALUE for one of them, or --answers FILE"
    raise CrispdmError("nobody is here to answer the questions; nothing was made", details=missing_answers, hint=hint)


def _defaults(request: Request, act: Act) -> dict[str, object]:
    """What the surroundings know: git, the user's settings, and the folder's name."""
    name, mail = act.who.name, act.who.mail
    by_git = {"person": str(act.who)}
    by_git |= {key: name for key in ("full_name", "author_name", "author") if name}
    by_git |= {key: mail for key in ("email", "author_email") if mail}
    return {**by_git, **request.settings.defaults, **_by_folder(request)}


def _by_folder(request: Request) -> dict[str, str]:
    """A folder that is named gives the project its name."""
    folder = request.target.name if request.target else ""
    return {"project_name": folder, "project_slug": folder} if folder else {}


def _template(request: Request, source: Source, target: Path) -> Template:
    """A folder that was named from here is named from the project."""
    wanted = request.wanted
    name = wanted.name
    if is_local(name, wanted.at) and not Path(name).expanduser().is_absolute():
        name = os.path.relpath(wanted.at / name, target)
    return Template(
        source=name,
        version=source.version,
        commit=source.commit,
        checkout=wanted.checkout,
        directory=wanted.directory,
        process=request.process,
    )


def _plan(target: Path, built: Built, template: Template, act: Act, *, is_known: bool) -> Plan:
    """What happens to each path; a project that is one already keeps its records."""
    steps = _steps(target, built.files)
    if is_known:
        return steps
    yours = [step.path for step in steps if step.kind is Kind.KEPT]
    process = _process(target, steps, built)
    created = Created(project=process.project, crispdm=__version__)
    state = File(store.PATH, store.new_file(created, at=act.at, by=str(act.who)))
    own = (*records(built.files, template, built.answers, yours), state, *_for_git(built))
    return (*steps, *_steps(target, tuple(sorted(own))))


def _for_git(built: Built) -> Iterator[File]:
    """How git shall treat the tool's own files, where the template does not say it."""
    have = {file.path for file in built.files}
    (home,) = bundled("crisp-dm").glob(f"*/{HOME}")
    for name in (".gitattributes", ".gitignore"):
        if f"{HOME}/{name}" not in have:
            yield File(f"{HOME}/{name}", (home / name).read_bytes())


def _steps(target: Path, files: tuple[File, ...]) -> Plan:
    there = survey(target, [file.path for file in files]) if target.is_dir() else {}
    steps = plan(files, there)
    blocked = tuple(f"{step.path}: {step.note}" for step in steps if step.kind is Kind.BLOCKED)
    if blocked:
        shown = (*blocked[:5], f"and {len(blocked) - 5} more") if len(blocked) > 5 else blocked  # noqa: PLR2004
        raise CrispdmError(f"something is in the way in {target}; nothing was made", details=shown, hint="rename it")
    return steps


def _process(target: Path, steps: Plan, built: Built) -> Process:
    """Yours, if there is one that stays."""
    if any(step.path == FILE and step.kind is Kind.KEPT and not step.note for step in steps):
        return read_process(target)
    return load(next((file.data for file in built.files if file.path == FILE), b""), KINDS)


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
        warnings=tuple(leftovers(target)) if request.dry_run else (),
        git=_write(request, target, files, process.project) if is_written else None,
    )


def _write(request: Request, target: Path, files: list[File], project: str) -> Git:
    """Make the files and their repository; what became of the latter."""
    around = target if target.is_dir() else target.parent
    is_alone = target.is_dir() and any(target.iterdir())
    outcome = apply(target, files, lambda folder: _commit(folder, around, project, request.with_git))
    return "committed_new" if is_alone and outcome == "committed" else outcome


def _ignored(target: Path, steps: Plan) -> dict[str, str]:
    new = [step.path for step in steps if step.kind is Kind.NEW]
    return ignored_paths(target, new) if target.is_dir() else {}


def _gaps(target: Path, steps: Plan, built: Built) -> dict[str, tuple[Gap, ...]]:
    """What the files that stay lack of the template's."""
    theirs = {file.path: file.data for file in built.files}
    found: dict[str, tuple[Gap, ...]] = {}
    for step in steps:
        if step.kind is Kind.KEPT and step.path in theirs and not step.note:
            found[step.path] = missing(step.path, _bytes(target / step.path), theirs[step.path])
    return found


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _commit(folder: Path, around: Path, project: str, with_git: bool | None) -> Git:  # noqa: FBT001 - passed on
    if is_inside_repository(around) or os.path.lexists(around / ".git"):
        return "in_repository"
    if with_git is False:
        return "declined"
    if git(folder, "init", "--quiet") is None:
        return "no_git"
    git(folder, "add", "--all", "--force")
    if git(folder, "commit", "--quiet", "--message", f"Start {project} with crispdm") is not None:
        return "committed"
    return "no_identity" if git(folder, "var", "GIT_COMMITTER_IDENT") is None else "commit_failed"
