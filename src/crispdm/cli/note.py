"""crispdm note."""

from typing import Annotated

import typer

from crispdm.actions import moves
from crispdm.cli.context import act, say, warn
from crispdm.views.blockers import noted


def note(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(help="One sentence.")],
) -> None:
    """Say something in the next standup: `status` reads it out there, as far as there is room, and `log` keeps it."""
    project, events = moves.note(ctx.obj, act(ctx.obj), text)
    warn(project.warnings)
    say(noted(events))
