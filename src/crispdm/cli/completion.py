"""What the shell completes: names of the project at hand, each with what it is. Never an error, and never a word."""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import typer

from crispdm.actions.project import Project, open_project
from crispdm.gate.checks import KINDS
from crispdm.lifecycle.blockers import SHORTEST_ID
from crispdm.lifecycle.moves import reopenable_phases
from crispdm.words import clip

# What is no letter, digit, blank or one of these could act: zsh evaluates what it is given, and files are data.
_LIVE = re.compile(r"[^\w .,%-]", re.ASCII)
_LONGEST = 60  # characters of what a name is: a longer text would be wrapped, and each line taken for a name

Names = Iterable[tuple[str, str]]  # a name, and what it is


def phases(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The phases, by their ids."""
    return _matching(ctx, incomplete, lambda project: ((each.id, each.title) for each in project.process.phases))


def earlier(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The phases that one can go back to."""
    return _matching(
        ctx,
        incomplete,
        lambda project: ((each.id, each.title) for each in reopenable_phases(project.process, project.state)),
    )


def criteria(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The criteria of all phases."""
    return _matching(ctx, incomplete, _criteria)


def roles(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The roles of the team."""
    return _matching(
        ctx, incomplete, lambda project: ((role, ", ".join(who)) for role, who in project.process.team.items())
    )


def signers(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The roles that sign the current phase."""
    return _matching(ctx, incomplete, _signers)


def obstacles(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The obstacles that stand, by the digits that are enough to name one."""
    return _matching(
        ctx, incomplete, lambda project: ((each.id[:SHORTEST_ID], each.text) for each in project.state.blockers)
    )


def waived(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The criteria with an exception."""
    return _matching(ctx, incomplete, lambda project: ((each.criterion, each.reason) for each in project.state.waivers))


def explained(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """All that `explain` knows; the kinds of check are known without a project."""
    kinds = [(name, "kind of check") for name in KINDS if name.startswith(incomplete)]
    return [*phases(ctx, incomplete), *criteria(ctx, incomplete), *kinds]


def _matching(ctx: typer.Context, incomplete: str, names: Callable[[Project], Names]) -> list[tuple[str, str]]:
    """The names that begin so; none where there is no project, or one that cannot be read."""
    try:
        project = open_project(Path((ctx.parent or ctx).params.get("directory") or "."))
        found = [(name, says) for name, says in names(project) if name.startswith(incomplete)]
    except Exception:  # noqa: BLE001 - whatever is wrong, somebody is in the middle of a line
        return []
    return [(name, clip(_LIVE.sub(" ", says), _LONGEST)) for name, says in found if not _LIVE.search(name)]


def _criteria(project: Project) -> Iterator[tuple[str, str]]:
    return ((each.id, each.says) for phase in project.process.phases for each in phase.criteria)


def _signers(project: Project) -> Iterator[tuple[str, str]]:
    phase = project.state.current
    return ((role, phase.title) for role in phase.sign_off) if phase else iter(())
