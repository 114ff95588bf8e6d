"""What `init` does to each path of the target."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from crispdm import __version__
from crispdm.actions.project import Act, read_process
from crispdm.errors import CrispdmError
from crispdm.eventlog import lines, store
from crispdm.eventlog.events import Created
from crispdm.kinds import load_process
from crispdm.process import FILE, Process
from crispdm.safe_files import read_file
from crispdm.scaffold import HOME, bundled
from crispdm.scaffold.build import PYPROJECT, Built
from crispdm.scaffold.merge_hints import keeps_dependencies_elsewhere, requirements
from crispdm.scaffold.plan import Kind, Plan, Step, plan_new_files
from crispdm.scaffold.record import Record, Template, record_files
from crispdm.scaffold.repository import Repository
from crispdm.scaffold.target_scan import read_existing, scan
from crispdm.scaffold.tree import File
from crispdm.yamlio import LIMIT

_SHOWN = 5  # blockers; the others are counted


class Found(NamedTuple):
    """What is in the target: the record of a project, and the repository around it."""

    record: Record | None
    repository: Repository


class Planned(NamedTuple):
    """What happens to each path, and the process that the project will have."""

    steps: Plan
    process: Process


def plan_project(target: Path, built: Built, template: Template, act: Act, there: Found) -> Planned:
    """What happens to each path; a project keeps the records that it has."""
    steps = tuple(_with_own_settings(step, *there) for step in _steps(target, built.files))
    steps = tuple(_with_own_dependencies(step, target, built.files) for step in steps)
    process = _process(target, steps, built)
    if there.record:
        return Planned(steps, process)
    yours = [step.path for step in steps if step.kind is Kind.KEPT]
    created = Created(project=process.project, crispdm=__version__)
    state = File(store.PATH, lines.new_file(created, at=act.at, by=str(act.who)))
    own = (*record_files(built.files, template, built.answers, yours), state, *_git_files(built))
    return Planned((*steps, *_steps(target, sorted(own))), process)


def _with_own_settings(step: Step, record: Record | None, repository: Repository) -> Step:
    """Create no pyproject.toml where the settings are elsewhere: it would take their place."""
    is_theirs = record.is_yours(PYPROJECT) if record and record.blob(PYPROJECT) else repository.settings
    has_own = is_theirs or (repository.has_tests and not record)
    if step.path != PYPROJECT or step.kind is not Kind.NEW or not step.file or not has_own:
        return step
    where = f"your settings are in {repository.settings}" if repository.settings else "your tests need none"
    needed = " ".join(requirements(step.file.data))
    return Step(PYPROJECT, Kind.KEPT, note=f"not created, as {where}; the scripts need: pip install {needed}")


def _with_own_dependencies(step: Step, target: Path, files: Iterable[File]) -> Step:
    """Say what the scripts need where the dependencies are not in the table of pyproject.toml that all tools read."""
    if step.path != PYPROJECT or step.kind is not Kind.KEPT or step.note:
        return step
    yours = read_existing(target, PYPROJECT).data
    if yours is None or not keeps_dependencies_elsewhere(yours):
        return step
    needed = " ".join(requirements(next(file.data for file in files if file.path == PYPROJECT)))
    return step._replace(note=f"your dependencies are not in [project]; the scripts need: pip install {needed}")


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
