"""crispdm stop."""

from typing import Annotated

import typer

from crispdm.actions import moves
from crispdm.cli.context import act, say, warn
from crispdm.views.moves import stopped


def stop(
    ctx: typer.Context,
    reason: Annotated[str, typer.Option("--reason", help="Why; it is read out in the standup.")],
) -> None:
    """End the project here. To stop what is not worth it is a good outcome; `crispdm resume` opens it again."""
    project, events = moves.stop(ctx.obj, act(ctx.obj), reason)
    warn(project.warnings)
    say(stopped(events))
