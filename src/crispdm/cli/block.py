"""crispdm block."""

from typing import Annotated

import typer

from crispdm.actions import moves
from crispdm.cli import completion
from crispdm.cli.context import act
from crispdm.cli.output_format import print_result
from crispdm.views.blockers import block_lines


def block(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(help="What blocks the work.")],
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
    """Report a blocker and its owner. While it waits for somebody outside the team, the timebox is paused."""
    print_result(moves.block(ctx.obj, act(ctx.obj), text, owner), block_lines)
