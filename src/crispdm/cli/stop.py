"""crispdm stop."""

from typing import Annotated

import typer

from crispdm.actions import moves
from crispdm.cli.context import act
from crispdm.cli.output_format import print_result
from crispdm.views.moves import stop_lines


def stop(
    ctx: typer.Context,
    reason: Annotated[str, typer.Option("--reason", help="The reason, shown at the next standup.")],
) -> None:
    """Stop the project. Stopping what is not worth it is a good outcome; `crispdm resume` opens it again."""
    print_result(moves.stop(ctx.obj, act(ctx.obj), reason), stop_lines)
