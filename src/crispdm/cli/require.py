"""crispdm require."""

from typing import Annotated

import typer

from crispdm.actions.project import open_project
from crispdm.cli import completion
from crispdm.cli.context import say, warn
from crispdm.errors import Exit
from crispdm.views.moves import reached


def require(
    ctx: typer.Context,
    phase: Annotated[
        str, typer.Argument(help="The id of the phase that must have been reached.", autocompletion=completion.phases)
    ],
) -> None:
    """Exit 0 only if the project has reached a phase, in this or an earlier iteration: for a deploy job."""
    project = open_project(ctx.obj)
    warn(project.warnings)
    wanted = project.process.phase(phase)
    has_reached = wanted.id in project.state.reached
    say(reached(wanted, project.state, has_reached=has_reached))
    raise typer.Exit(Exit.DONE if has_reached else Exit.NO)
