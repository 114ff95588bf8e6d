"""crispdm note."""

from typing import Annotated

import typer

from crispdm.actions import moves
from crispdm.cli.context import act
from crispdm.cli.output_format import print_result
from crispdm.views.blockers import note_lines


def note(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(help="One sentence.")],
) -> None:
    """Leave a note for the next standup: `status` shows it there, and `log` keeps it."""
    print_result(moves.note(ctx.obj, act(ctx.obj), text), note_lines)
