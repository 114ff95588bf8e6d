"""crispdm require."""

from typing import Annotated

import typer

from crispdm.actions import require as action
from crispdm.cli import completion
from crispdm.cli.output_format import print_result
from crispdm.errors import Exit
from crispdm.views.moves import require_lines


def require(
    ctx: typer.Context,
    phase: Annotated[
        str, typer.Argument(help="The id of the phase that must have been reached.", autocompletion=completion.phases)
    ],
) -> None:
    """Exit 0 only if the project has reached a phase, in this or an earlier iteration: for a deploy job."""
    found = action.require(ctx.obj, phase)
    print_result(found, require_lines)
    raise typer.Exit(Exit.DONE if found.reached else Exit.NO)
