"""crispdm block."""

from typing import Annotated

import typer

from crispdm.actions import moves
from crispdm.cli import completion
from crispdm.cli.context import act, say, warn
from crispdm.views.blockers import blocked


def block(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(help="What stands in the way.")],
    owner: Annotated[
        str | None,
        typer.Option(
            "--owner",
            metavar="WHO",
            help='Who can remove it: a role, a name, "team Media".',
            autocompletion=completion.roles,
        ),
    ] = None,
) -> None:
    """Name an obstacle, and whose it is. While it is on others than the team, the timebox of the phase is paused."""
    project, events = moves.block(ctx.obj, act(ctx.obj), text, owner)
    warn(project.warnings)
    say(blocked(project.process, events))
