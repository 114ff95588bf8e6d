"""What `init` answers: what was made, as a short tree, what stays as it was, and the one next step."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from shlex import quote

from crispdm.eventlog import store
from crispdm.people import person
from crispdm.results.init import Init
from crispdm.scaffold.plan import Kind
from crispdm.scaffold.record import BASE, TEMPLATE
from crispdm.views.plan import planned
from crispdm.views.text.lines import Line

_UNSAID = (TEMPLATE, BASE, store.PATH)  # the tool's own, that nobody asked for


_GIT = {
    "committed": "a new repository with a first commit",
    "committed_new": "a new repository with a first commit of what was made here; yours is for you to add",
    "no_identity": "a new repository; commit it, once git knows who you are (git config user.name, user.email)",
    "commit_failed": "a new repository without a commit; `git commit` says what it lacks",
    "in_repository": "inside a repository; commit it there",
    "declined": "not asked for",
    "no_git": "not at hand; put the folder under version control",
}


def made(done: Init) -> Iterator[Line]:
    """Folders with their files, a line each; of a dry run the whole plan, a line each file."""
    name, place = done.project, shown(Path(done.folder))
    if done.dry_run:
        yield Line(f"Would make {name} in {place}", style="bold")
        yield from planned(done.changes)
    elif done.new:
        yield Line(f"Made {name} in {place}", style="bold green")
        yield from _tree(path for path in done.new if path not in _UNSAID)
    else:
        yield Line(f"Nothing to do: {name} in {place} has all of it", style="bold green")
    yield from _kept(done)
    yield from _after(done)


def _tree(paths: Iterable[str]) -> Iterator[Line]:
    folders: dict[str, list[str]] = {}
    for path in paths:
        folder, _, name = path.rpartition("/")
        folders.setdefault(f"{folder}/" if folder else "", []).append(name)
    root = folders.pop("", [])
    wide = max(len(folder) for folder in folders) if folders else 0
    for folder, names in folders.items():
        yield Line(" ".join(names), label=f"  {folder.ljust(wide)}  ")
    if root:
        yield Line(" ".join(root), label="  ")


def _kept(done: Init) -> Iterator[Line]:
    """What stays, a line each; and what it lacks, as it can be pasted."""
    for change in done.changes:
        if change.kind is Kind.KEPT and change.path not in _UNSAID:
            yield Line(f"{change.path}{f'; {change.note}' if change.note else ''}", label="Yours stays: ")
    for path, gaps in done.gaps.items():
        for gap in gaps:
            yield Line(f"{path}, {gap.where}:", label="You may add to ")
            yield from (Line(line, is_whole=True) for line in gap.lines)
    for path, rule in done.ignored.items():
        yield Line(f"{path}, by {rule}; fix that line, or `git add --force` it", label="Git ignores: ")


def _after(done: Init) -> Iterator[Line]:
    if done.git:
        yield Line(f"git: {_GIT[done.git]}")
    if done.dry_run:
        yield Line("nothing was made; the same without --dry-run makes it", label="Next: ", style="bold")
        return
    yield from _team(done)
    folder = Path(done.folder)
    go = "" if folder == Path.cwd() else f"cd {quote(shown(folder))} && "
    yield Line(f"{go}crispdm status", label="Next: ", style="bold")


def _team(done: Init) -> Iterator[Line]:
    """What keeps whoever created the project from signing."""
    you, people = person(done.you), [person(each) for names in done.team.values() for each in names]
    if done.team and not people:
        yield Line("nobody holds a role yet; write the names into crispdm.yaml, under team", label="Team: ")
    elif people and not any(map(you.is_same, people)):
        text = f"{you} holds no role. crispdm knows you by git's user.name and user.email, or by CRISPDM_USER"
        yield Line(text, label="You: ", style="yellow")


def shown(folder: Path) -> str:
    """A folder as one would type it from here."""
    relative = os.path.relpath(folder)
    return str(folder.resolve()) if ".." in Path(relative).parts else relative
