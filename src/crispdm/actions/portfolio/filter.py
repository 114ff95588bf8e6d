"""Which projects are asked for, and what to say where none of them fits."""

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from crispdm.people import person
from crispdm.results.portfolio import Project
from crispdm.words import count, did_you_mean, few

_LISTED = 8  # names


class Filter(Struct, frozen=True, kw_only=True):
    """Criteria that a project has to meet; None: any project does."""

    phase: str | None = None  # id or title
    waiting: str | None = None  # a person or a role
    stuck: int | None = None  # working days in its phase, at least

    @property
    def is_empty(self) -> bool:
        """Whether every project matches."""
        return self.phase is None and self.waiting is None and self.stuck is None

    def matches(self, project: Project) -> bool:
        """Whether a project is asked for. A broken one matches no criterion: nobody knows its phase."""
        if project.outcome == "broken":
            return self.is_empty
        if self.phase is not None and not _is_in_phase(project, self.phase):
            return False
        if self.waiting is not None and not _waits_for(project, self.waiting):
            return False
        return self.stuck is None or (project.elapsed is not None and project.elapsed >= self.stuck)


def filter_warnings(wanted: Filter, projects: Sequence[Project]) -> Iterator[str]:
    """Warnings about a filter: a name that matches no project at all, and projects that cannot be read."""
    if wanted.phase is not None and not any(_is_in_phase(each, wanted.phase) for each in projects):
        yield from _unknown_phase(wanted.phase, projects)
    if wanted.waiting is not None and not any(_waits_for(each, wanted.waiting) for each in projects):
        yield from _unknown_name(wanted.waiting, projects)
    broken = sum(each.outcome == "broken" for each in projects)
    if broken and not wanted.is_empty:
        yield f"left out {count(broken, 'project')} that cannot be read; without a filter the reasons are shown"


def _unknown_phase(name: str, projects: Iterable[Project]) -> Iterator[str]:
    titles = {each.title: each.phase for each in projects if each.title and each.phase}
    yield f"no project is in phase {name!r}{did_you_mean(name, titles.values()) or did_you_mean(name, titles)}"
    yield f"phases with projects: {few([*titles], _LISTED)}" if titles else "no project is in any phase"


def _unknown_name(name: str, projects: Sequence[Project]) -> Iterator[str]:
    known = dict.fromkeys(each for project in projects for each in _names(project))
    shown = dict.fromkeys(each for project in projects for each in _short_names(project))
    yield f"no project waits for {name!r}{did_you_mean(name, known)}"
    yield f"projects wait for: {few([*shown], _LISTED)}" if shown else "no project waits for anybody"


def _is_in_phase(project: Project, name: str) -> bool:
    return name.casefold() in {each.casefold() for each in (project.phase, project.title) if each}


def _waits_for(project: Project, name: str) -> bool:
    """Whether whole words of a name match: `Ana` does not match `analyst`."""
    words = re.compile(rf"(?<!\w){re.escape(name.casefold())}(?!\w)")
    return any(words.search(each.casefold()) for each in _names(project))


def _names(project: Project) -> Iterator[str]:
    """Every name of those whom a project waits for."""
    waiting = project.waiting
    yield from waiting.people
    for role in waiting.roles:
        yield from (role, role.replace("_", " "))
    yield from [waiting.outside] if waiting.outside else ()


def _short_names(project: Project) -> Iterable[str]:
    """One name for each of them: the people without their addresses, or the roles that nobody holds."""
    waiting = project.waiting
    if waiting.outside:
        return [waiting.outside]
    return [person(each).name or each for each in waiting.people] or waiting.roles
