"""Start a project."""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from crispdm import __version__
from crispdm.actions.project import Act
from crispdm.gate.checks import KINDS
from crispdm.gitio import git, is_inside_repository
from crispdm.lifecycle import statefile
from crispdm.lifecycle.events import Created
from crispdm.process import FILE, Process, load
from crispdm.scaffold.apply import make, refuse_taken
from crispdm.scaffold.bundled import template as bundled
from crispdm.scaffold.questions import Questions
from crispdm.scaffold.record import records
from crispdm.scaffold.render import render
from crispdm.scaffold.tree import File


class Made(Struct, frozen=True, kw_only=True):
    """What was made: where, its process, the paths of its files, and what git did, in words."""

    target: Path
    process: Process
    paths: tuple[str, ...]
    git: str


def create(target: Path, template: str, act: Act, given: Mapping[str, str], *, with_git: bool | None) -> Made:
    """Make a project in a new or an empty folder, complete or not at all.

    Args:
        target: the folder.
        template: the name of a bundled one.
        act: who and when.
        given: answers by name.
        with_git: whether to make a repository with a first commit; None: where there is none around it.

    Raises:
        CrispdmError: the target is taken, an answer does not fit, or the template fails; nothing is written.
    """
    target = target.absolute()
    refuse_taken(target)
    source = bundled(template)
    defaults = {"project_name": target.name, "project_slug": target.name, "person": str(act.who)}
    answers = Questions(source).answers(given, defaults)
    files = render(source, answers)
    process = load(next((file.data for file in files if file.path == FILE), b""), KINDS)
    created = Created(project=process.project, crispdm=__version__)
    state = File(statefile.PATH, statefile.first(created, at=act.at, by=str(act.who)))
    tree = (*files, *records(files, template, __version__, answers), state)
    said = make(target, tree, lambda folder: _commit(folder, target.parent, process.project, with_git))
    return Made(target=target, process=process, paths=tuple(file.path for file in files), git=said)


def _commit(folder: Path, around: Path, project: str, with_git: bool | None) -> str:  # noqa: FBT001 - passed on
    if is_inside_repository(around):
        return "git: inside a repository; commit it there"
    if with_git is False:
        return "git: not asked for"
    if git(folder, "init", "--quiet") is None:
        return "git: not at hand; put the folder under version control"
    git(folder, "add", "--all", "--force")
    if git(folder, "commit", "--quiet", "--message", f"Start {project} with crispdm") is not None:
        return "git: a new repository with a first commit"
    if git(folder, "var", "GIT_COMMITTER_IDENT") is None:
        return "git: a new repository; commit it, once git knows who you are (git config user.name, user.email)"
    return "git: a new repository without a commit; `git commit` says what it lacks"
