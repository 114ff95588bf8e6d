"""crispdm resume."""

from typing import Annotated

import typer

from crispdm.actions import moves
from crispdm.cli.context import act, say, warn
from crispdm.views.moves import resumed


def resume(
    ctx: typer.Context,
    reason: Annotated[str, typer.Option("--reason", help="Why; it is read out in the standup.")],
) -> None:
    """Open a stopped project again where it was, a finished one in a new iteration."""
    project, events = moves.resume(ctx.obj, act(ctx.obj), reason)
    warn(project.warnings)
    say(resumed(events))
