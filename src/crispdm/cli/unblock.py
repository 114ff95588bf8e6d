"""crispdm unblock."""

from typing import Annotated

import typer

from crispdm.actions import moves
from crispdm.cli import completion
from crispdm.cli.context import act, say, warn
from crispdm.views.blockers import unblocked


def unblock(
    ctx: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="ID",
            help="Its id, or the first 8 digits of it or more; without it, all are listed.",
            autocompletion=completion.blockers,
        ),
    ] = None,
) -> None:
    """Remove an obstacle, by its id: `crispdm block` and `crispdm log` show it."""
    project, events = moves.unblock(ctx.obj, act(ctx.obj), name or "")
    warn(project.warnings)
    say(unblocked(project.state.blockers, events))
