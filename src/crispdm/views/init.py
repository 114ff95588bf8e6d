"""What `init` answers: what was made, as a short tree, what stays as it was, and the one next step."""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from shlex import quote

from msgspec import Struct

from crispdm.eventlog import store
from crispdm.people import Person, person
from crispdm.process import Process
from crispdm.scaffold.merge_hints import Gap
from crispdm.scaffold.plan import Kind, Plan
from crispdm.scaffold.record import BASE, TEMPLATE
from crispdm.scaffold.tree import File
from crispdm.views.plan import planned
from crispdm.views.text.lines import Line

_UNSAID = (TEMPLATE, BASE, store.PATH)  # the tool's own, that nobody asked for


class Made(Struct, frozen=True, kw_only=True):
    """What was made, or would be: where, its process, what happens to each path, and what git did, in words.

    `who` acts, `by_hand` is what to add to files that stay, `ignored` the paths that git would leave out, with the
    line that says so.
    """

    target: Path
    process: Process
    who: Person
    plan: Plan
    git: str
    by_hand: Mapping[str, tuple[Gap, ...]]
    ignored: Mapping[str, str]
    is_dry: bool

    @property
    def new(self) -> list[File]:
        """The files that are made."""
        return [step.file for step in self.plan if step.file]


def made(done: Made) -> Iterator[Line]:
    """Folders with their files, a line each; of a dry run the whole plan, a line each file."""
    name, place = done.process.project, shown(done.target)
    if done.is_dry:
        yield Line(f"Would make {name} in {place}", style="bold")
        yield from planned(done.plan)
    elif done.new:
        yield Line(f"Made {name} in {place}", style="bold green")
        yield from _tree(file.path for file in done.new if file.path not in _UNSAID)
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


def _kept(done: Made) -> Iterator[Line]:
    """What stays, a line each; and what it lacks, as it can be pasted."""
    for step in done.plan:
        if step.kind is Kind.KEPT and step.path not in _UNSAID:
            yield Line(f"{step.path}{f'; {step.note}' if step.note else ''}", label="Yours stays: ")
    for path, gaps in done.by_hand.items():
        for gap in gaps:
            yield Line(f"{path}, {gap.where}:", label="You may add to ")
            yield from (Line(line, is_whole=True) for line in gap.lines)
    for path, line in done.ignored.items():
        yield Line(f"{path}, by {line}; mend that line, or `git add --force` it", label="Git ignores: ")


def _after(done: Made) -> Iterator[Line]:
    if done.git:
        yield Line(done.git)
    if done.is_dry:
        yield Line("nothing was made; the same without --dry-run makes it", label="Next: ", style="bold")
        return
    people = [person(each) for names in done.process.team.values() for each in names]
    if done.process.team and not people:
        yield Line("nobody holds a role yet; write the names into crispdm.yaml, under team", label="Team: ")
    elif people and not any(map(done.who.is_same, people)):
        text = f"{done.who} holds no role. crispdm knows you by git's user.name and user.email, or by CRISPDM_USER"
        yield Line(text, label="You: ", style="yellow")
    go = "" if done.target == Path.cwd() else f"cd {quote(shown(done.target))} && "
    yield Line(f"{go}crispdm status", label="Next: ", style="bold")


def shown(target: Path) -> str:
    """A folder as one would type it from here."""
    relative = os.path.relpath(target)
    return str(target.resolve()) if ".." in Path(relative).parts else relative
