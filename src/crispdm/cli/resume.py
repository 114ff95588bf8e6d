"""crispdm resume."""

from typing import Annotated

import typer

from crispdm.actions import moves
from crispdm.cli.context import act
from crispdm.cli.output_format import print_result
from crispdm.views.moves import resume_lines


def resume(
    ctx: typer.Context,
    reason: Annotated[str, typer.Option("--reason", help="The reason, shown at the next standup.")],
) -> None:
    """Resume a stopped project where it was, a finished one in a new iteration."""
    print_result(moves.resume(ctx.obj, act(ctx.obj), reason), resume_lines)
