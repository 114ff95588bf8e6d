"""crispdm unblock."""

from typing import Annotated

import typer

from crispdm.actions import moves
from crispdm.cli import completion
from crispdm.cli.context import act
from crispdm.cli.output_format import print_result
from crispdm.views.blockers import unblock_lines


def unblock(
    ctx: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="ID",
            help="Its id, or at least the first 8 digits; all are listed if left out.",
            autocompletion=completion.blockers,
        ),
    ] = None,
) -> None:
    """Remove a blocker, by its id: `crispdm block` and `crispdm log` show it."""
    print_result(moves.unblock(ctx.obj, act(ctx.obj), name or ""), unblock_lines)
