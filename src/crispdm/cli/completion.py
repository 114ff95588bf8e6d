"""What the shell completes: names of the project, each with a description. It never fails, prints or writes."""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import typer

from crispdm.actions.project import Project, open_project
from crispdm.kinds import kind_names
from crispdm.words import clip

# Anything but letters, digits, blanks and these could act: zsh evaluates what it is given, and files are data.
_LIVE = re.compile(r"[^\w .,%-]", re.ASCII)
_LONGEST = 60  # characters of a description: a longer one would be wrapped, and each line taken for a name

Items = Iterable[tuple[str, str]]  # names with their descriptions


def phases(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Complete the phases, by their ids."""
    return _complete(ctx, incomplete, lambda project: ((each.id, each.title) for each in project.process.phases))


def reopenable_phases(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Complete the phases that `back` can reopen."""
    return _complete(ctx, incomplete, _reopenable_phases)


def criteria(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Complete the criteria of all phases."""
    return _complete(ctx, incomplete, _criteria)


def waived_criteria(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Complete the criteria that are waived."""
    return _complete(ctx, incomplete, lambda project: ((each.criterion, each.reason) for each in project.state.waivers))


def roles(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Complete the roles of the team."""
    return _complete(
        ctx, incomplete, lambda project: ((role, ", ".join(who)) for role, who in project.process.team.items())
    )


def signing_roles(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Complete the roles that sign off the current phase."""
    return _complete(ctx, incomplete, _signing_roles)


def blockers(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Complete the blockers, by as many digits of their ids as are needed."""
    return _complete(ctx, incomplete, _blockers)


def explainable(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Complete all that `explain` explains; kinds of check are known without a project too."""
    kinds = [(name, "kind of check") for name in kind_names() if name.startswith(incomplete)]
    return [*phases(ctx, incomplete), *criteria(ctx, incomplete), *kinds]


def templates(incomplete: str) -> list[tuple[str, str]]:
    """Complete the bundled templates; any other one is a path or an address."""
    from crispdm.scaffold.bundled import described  # noqa: PLC0415 - only this needs the templates

    return [(name, clip(_LIVE.sub(" ", about), _LONGEST)) for name, about in described() if name.startswith(incomplete)]


def _complete(ctx: typer.Context, incomplete: str, items: Callable[[Project], Items]) -> list[tuple[str, str]]:
    """The names that start with what is typed; none where there is no project, or one that cannot be read."""
    try:
        project = open_project(Path((ctx.parent or ctx).params.get("directory") or "."))
        found = [(name, says) for name, says in items(project) if name.startswith(incomplete)]
    except Exception:  # noqa: BLE001 - whatever is wrong, somebody is typing
        return []
    return [(name, clip(_LIVE.sub(" ", says), _LONGEST)) for name, says in found if not _LIVE.search(name)]


def _blockers(project: Project) -> Iterator[tuple[str, str]]:
    from crispdm.lifecycle.blockers import SHORTEST_ID  # noqa: PLC0415 - `init` has these options, and no rules yet

    return ((each.id[:SHORTEST_ID], each.text) for each in project.state.blockers)


def _reopenable_phases(project: Project) -> Iterator[tuple[str, str]]:
    from crispdm.lifecycle import moves  # noqa: PLC0415 - as above

    return ((each.id, each.title) for each in moves.reopenable_phases(project.process, project.state))


def _criteria(project: Project) -> Iterator[tuple[str, str]]:
    return ((each.id, each.says) for phase in project.process.phases for each in phase.criteria)


def _signing_roles(project: Project) -> Iterator[tuple[str, str]]:
    phase = project.state.current
    return ((role, phase.title) for role in phase.sign_off) if phase else iter(())
