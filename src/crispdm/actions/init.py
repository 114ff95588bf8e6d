"""Start a project, in a new folder or in one that exists."""

from pathlib import Path

from msgspec.structs import replace

from crispdm.actions.init_advice import advice
from crispdm.actions.init_plan import Found, Planned, plan_project
from crispdm.actions.init_request import (
    Request,
    as_before,
    choice_of_nested,
    folder_of,
    is_project,
    known_answers,
    refuse_other_template,
    refuse_unanswered,
    remembered_template,
    with_template,
)
from crispdm.actions.project import Act
from crispdm.errors import CrispdmError
from crispdm.folder_owner import ownership_warning
from crispdm.git.first_commit import Outcome, first_commit
from crispdm.git.work_tree import ignored_paths, path_in_repository
from crispdm.installed_from import pinned_requirement
from crispdm.results.init import Init
from crispdm.results.plan import changes
from crispdm.scaffold.apply import apply, refuse_taken
from crispdm.scaffold.build import Built, Inputs, build
from crispdm.scaffold.plan import Kind, Plan
from crispdm.scaffold.record import Record, read_record
from crispdm.scaffold.repository import Repository, read_repository
from crispdm.scaffold.sources import fetch, origin
from crispdm.scaffold.staging import clear, leftovers
from crispdm.scaffold.tree import File


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
    request = as_before(request, record) if record else with_template(request)
    with fetch(request.template, request.config.abbreviations, choice_of_nested(request)) as source:
        refuse_unanswered(request, source, record)
        requirement = record.template.requirement if record else pinned_requirement()
        template = remembered_template(request, source, requirement)
        inputs = Inputs(
            request.given,
            known_answers(request, act, record),
            request.ask,
            modules=frozenset() if is_project(request.target) else repository.modules,
            requirement=requirement,
            origin=origin(template, folder_of(request)),
        )
        built = build(source.folder, inputs, request.code, process=request.process, shared=source.shared)
    target = folder_of(request, built.name)
    if not request.target:
        record = _prepare(target, request)
        refuse_other_template(target, record, template.source)
    planned = plan_project(target, built, template, act, Found(record, repository))
    result = _carry_out(request, act, target, planned, built)
    if repository.has_tests and result.git and result.new:
        from crispdm.actions.collection import try_collection  # noqa: PLC0415 - a new folder has no tests to collect

        return replace(result, tests=try_collection(target, result.new))
    return result


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


def _carry_out(request: Request, act: Act, target: Path, planned: Planned, built: Built) -> Init:
    steps, process = planned
    theirs = {file.path: file.data for file in built.files}
    gaps = {**built.gaps, **advice(target, steps, theirs)}
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
        ignored=_ignored(target, steps),
        warnings=_warnings(target, is_dry=request.dry_run),
        git=_write(request, target, files, process.project) if is_written else None,
        below=path_in_repository(target.absolute()),
    )


def _warnings(target: Path, *, is_dry: bool) -> tuple[str, ...]:
    """Who else may change what is created in a folder, and what a killed run left, which only a dry run leaves."""
    owner = ownership_warning(target)
    return (*((owner,) if owner else ()), *(leftovers(target) if is_dry else ()))


def _ignored(target: Path, steps: Plan) -> dict[str, str]:
    new = [step.path for step in steps if step.kind is Kind.NEW]
    return ignored_paths(target, new) if target.is_dir() else {}


def _write(request: Request, target: Path, files: list[File], project: str) -> Outcome:
    """Write the files and commit them; what became of git."""
    around = target if target.is_dir() else target.parent
    has_others = target.is_dir() and any(target.iterdir())
    message, wanted = f"Start {project} with crispdm", request.with_git is not False
    outcome = apply(target, files, lambda folder: first_commit(folder, around, message, wanted=wanted))
    return "committed_new" if has_others and outcome == "committed" else outcome
