"""crispdm back."""

from typing import Annotated

import typer

from crispdm.actions import moves
from crispdm.cli import completion
from crispdm.cli.context import act, say, warn
from crispdm.views.moves import went_back


def back(
    ctx: typer.Context,
    phase: Annotated[
        str, typer.Argument(help="The id of the phase to open again.", autocompletion=completion.reopenable_phases)
    ],
    reason: Annotated[str, typer.Option("--reason", help="Why; it is read out in the standup.")],
) -> None:
    """Open an earlier phase again, and all after it; evidence and signatures stay. Always allowed, with a reason."""
    project, events = moves.back(ctx.obj, act(ctx.obj), phase, reason)
    warn(project.warnings)
    say(went_back(project.process, events))
