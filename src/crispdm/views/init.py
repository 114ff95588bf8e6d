"""`init` as text: what was created, as a short tree, what was kept, and the next step."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from crispdm.eventlog import store
from crispdm.git.first_commit import Outcome
from crispdm.inert import quote
from crispdm.people import person
from crispdm.results.init import Init, Untried
from crispdm.scaffold.plan import Kind
from crispdm.scaffold.record import BASE, TEMPLATE
from crispdm.views.plan import plan_tree
from crispdm.views.text.lines import Line
from crispdm.views.text.styles import Style
from crispdm.words import count, listing

_INTERNAL = (TEMPLATE, BASE, store.PATH)  # files of the tool's own, not shown
_GIT: dict[Outcome, str] = {
    "committed": "new repository with a first commit",
    "committed_new": "new repository with a first commit of the files created here; the others are yours to add",
    "no_identity": "new repository, all files staged; set user.name and user.email with git config, then commit",
    "commit_failed": "new repository, all files staged; `git commit` says why it failed",
    "in_repository": "inside a repository; commit the new files there",
    "declined": "no repository, as you asked",
    "no_git": "not installed; put the folder under version control",
}
_AT_THE_TOP = (".github/workflows/crispdm.yml", ".gitlab-ci.yml", ".pre-commit-config.yaml")
_RUN_THEM = "run yours once, to see that they still collect"
_UNTRIED = {
    "no_pytest": f"pytest is not installed here; {_RUN_THEM}",
    "no_repository": f"not tried, as there is no git repository; {_RUN_THEM}",
    "many_files": f"not tried, as the repository has very many files; {_RUN_THEM}",
    "broken_before": "not tried, as pytest did not collect them before either: ",
}


def created(result: Init) -> Iterator[Line]:
    """Show the created files, a line for each folder; of a dry run the whole plan, a line for each file."""
    name, place = result.project, from_here(result.folder)
    if result.dry_run:
        yield Line(f"Would create {name} in {place}", style=Style.HEAD)
        yield from plan_tree(result.changes)
    elif result.new:
        yield Line(f"Created {name} in {place}", style=Style.DONE)
        yield from _tree(path for path in result.new if path not in _INTERNAL)
    else:
        yield Line(f"Nothing to do: {name} in {place} is complete", style=Style.DONE)
    yield from _kept(result)
    yield from _what_is_left(result)


def _tree(paths: Iterable[str]) -> Iterator[Line]:
    folders: dict[str, list[str]] = {}
    for path in paths:
        folder, _, name = path.rpartition("/")
        folders.setdefault(f"{folder}/" if folder else "", []).append(name)
    root = folders.pop("", [])
    width = max(len(folder) for folder in folders) if folders else 0
    for folder, names in folders.items():
        yield Line(" ".join(names), label=f"  {folder.ljust(width)}  ")
    if root:
        yield Line(" ".join(root), label="  ")


def _kept(result: Init) -> Iterator[Line]:
    """Name each file that was kept, with the lines to add, ready to be pasted."""
    for change in result.changes:
        if change.kind is Kind.KEPT and change.path not in _INTERNAL:
            note = change.note or ("" if result.gaps.get(change.path) else "nothing needs to be added")
            yield Line(f"{change.path}{f'; {note}' if note else ''}", label="Kept yours: ")
    for path, gaps in result.gaps.items():
        for gap in gaps:
            yield Line(f"{path}, {gap.where}:", label="You may add to ")
            yield from (Line(line, is_whole=True) for line in gap.lines)
    for path, rule in result.ignored.items():
        yield Line(f"{path}, by {rule}; change that line, or `git add --force` the file", label="Git ignores: ")


def _what_is_left(result: Init) -> Iterator[Line]:
    if result.git:
        yield Line(f"git: {_GIT[result.git]}")
    yield from _misplaced(result)
    if result.dry_run:
        yield Line("nothing was created; run it again without --dry-run", label="Next: ", style=Style.HEAD)
        return
    yield from _tests(result)
    yield from _team(result)
    go = "" if Path(result.folder) == Path.cwd() else f"cd {quote(from_here(result.folder))} && "
    yield Line(f"{go}crispdm status", label="Next: ", style=Style.HEAD)


def _misplaced(result: Init) -> Iterator[Line]:
    """Name the files that are looked for at the top of a repository alone, where the project is in a folder of it."""
    paths = [path for path in result.new if path in _AT_THE_TOP]
    if result.below and paths:
        text = f"{listing(paths)} to the top of the repository; such files count only there. Let their commands run in "
        yield Line(f"{text}{result.below}", label="Move: ", style=Style.TO_DO)


def _tests(result: Init) -> Iterator[Line]:
    """Say whether the tests of the repository still collect, or why that is not known."""
    tests = result.tests
    if isinstance(tests, Untried):
        yield Line(f"{_UNTRIED[tests.why]}{tests.error}", label="Tests: ", style=Style.TO_DO)
    elif tests and tests.error:
        text = f"with the new files pytest no longer collects, tried in a copy: {tests.error}"
        yield Line(text, label="Tests: ", style=Style.TO_DO)
        text = "add the new folders to norecursedirs in your pytest settings"
        yield Line(text, label="hint: ")
    elif tests and tests.before:
        yield Line(f"pytest still collects {count(tests.before, 'test')} of yours, tried in a copy", label="Tests: ")


def _team(result: Init) -> Iterator[Line]:
    """Say what keeps the person who created the project from signing."""
    you, people = person(result.you), [person(each) for names in result.team.values() for each in names]
    if result.team and not people:
        yield Line("nobody has a role yet; add the names to crispdm.yaml, under team", label="Team: ")
    elif people and not any(map(you.is_same, people)):
        text = f"{you} has no role. crispdm identifies you by CRISPDM_USER, or by git's user.name and user.email"
        yield Line(text, label="You: ", style=Style.TO_DO)


def from_here(folder: str) -> str:
    """A folder as one would type it here: never like an option."""
    relative = os.path.relpath(folder)
    if ".." in Path(relative).parts:
        return str(Path(folder).resolve())
    return f"./{relative}" if relative.startswith("-") else relative
