"""crispdm waive."""

from typing import Annotated

import typer

from crispdm.actions import moves
from crispdm.cli import completion
from crispdm.cli.context import act
from crispdm.cli.output_format import print_result
from crispdm.dates import FUTURE_DAY_FORMS
from crispdm.views.moves import waive_lines


def waive(
    ctx: typer.Context,
    criterion: Annotated[
        str, typer.Argument(help="Its id, as `crispdm check` shows it.", autocompletion=completion.criteria)
    ],
    reason: Annotated[str, typer.Option("--reason", help="The reason, shown at every standup until the waiver ends.")],
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help=f"The last day: {FUTURE_DAY_FORMS}.")
    ] = None,
) -> None:
    """Waive a criterion that is not met, for this iteration and with a reason; its phase need not be reached yet.

    Sign-offs cannot be waived, nor a missing decision.
    """
    print_result(moves.waive(ctx.obj, act(ctx.obj), criterion, reason, until), waive_lines)
