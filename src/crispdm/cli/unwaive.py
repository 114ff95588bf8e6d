"""crispdm unwaive."""

from typing import Annotated

import typer

from crispdm.actions import moves
from crispdm.cli import completion
from crispdm.cli.context import act, say, warn
from crispdm.views.moves import waived


def unwaive(
    ctx: typer.Context,
    criterion: Annotated[
        str, typer.Argument(help="Its id, as `crispdm status` reads it out.", autocompletion=completion.waived_criteria)
    ],
) -> None:
    """Withdraw the exception to a criterion."""
    project, events = moves.unwaive(ctx.obj, act(ctx.obj), criterion)
    warn(project.warnings)
    say(waived(events))
