"""crispdm unblock."""

from typing import Annotated

import typer

from crispdm.actions import moves
from crispdm.cli import complete
from crispdm.cli.act import act, say, warn
from crispdm.views.obstacles import unblocked


def unblock(
    ctx: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="Its id, or the first 8 digits of it or more.", autocompletion=complete.obstacles
        ),
    ],
) -> None:
    """Remove an obstacle. `crispdm block` and `crispdm log` show its id; a wrong one is answered with all there are."""
    project, events = moves.unblock(ctx.obj, act(ctx.obj), name)
    warn(project.warnings)
    say(unblocked(project.state.blockers, events))
