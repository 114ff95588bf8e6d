"""crispdm back."""

from typing import Annotated

import typer

from crispdm.actions import moves
from crispdm.cli import completion
from crispdm.cli.context import act
from crispdm.cli.output_format import print_result
from crispdm.views.moves import back_lines


def back(
    ctx: typer.Context,
    phase: Annotated[
        str, typer.Argument(help="The id of the phase to reopen.", autocompletion=completion.reopenable_phases)
    ],
    reason: Annotated[str, typer.Option("--reason", help="The reason, shown at the next standup.")],
) -> None:
    """Reopen an earlier phase and all after it, with a reason. Evidence and signatures stay."""
    print_result(moves.back(ctx.obj, act(ctx.obj), phase, reason), back_lines)
