"""crispdm waive."""

from typing import Annotated

import typer

from crispdm.actions import moves
from crispdm.cli import completion
from crispdm.cli.context import act, say, warn
from crispdm.dates import FUTURE_DAY_FORMS
from crispdm.views.moves import excepted, waived


def waive(
    ctx: typer.Context,
    criterion: Annotated[
        str, typer.Argument(help="Its id, as `crispdm check` shows it.", autocompletion=completion.criteria)
    ],
    reason: Annotated[str, typer.Option("--reason", help="Why; it is read out in every standup until it ends.")],
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help=f"The last day: {FUTURE_DAY_FORMS}.")
    ] = None,
) -> None:
    """Make an exception to one criterion that is not met, in this iteration, also before its phase is reached.

    Signatures cannot be waived, nor a missing decision.
    """
    done = moves.waive(ctx.obj, act(ctx.obj), criterion, reason, until)
    warn(done.project.warnings)
    say([*waived(done.events, done.project.state.waivers), *excepted(done.project.state, done.gate, criterion)])
