"""crispdm unwaive."""

from typing import Annotated

import typer

from crispdm.actions import moves
from crispdm.cli import complete
from crispdm.cli.act import act, say, warn
from crispdm.views.moved import waived


def unwaive(
    ctx: typer.Context,
    criterion: Annotated[
        str, typer.Argument(help="Its id, as `crispdm status` reads it out.", autocompletion=complete.waived)
    ],
) -> None:
    """Withdraw the exception to a criterion."""
    project, events = moves.unwaive(ctx.obj, act(ctx.obj), criterion)
    warn(project.warnings)
    say(waived(events))
