"""crispdm unwaive."""

from typing import Annotated

import typer

from crispdm.actions import moves
from crispdm.cli import completion
from crispdm.cli.context import act
from crispdm.cli.output_format import print_result
from crispdm.views.moves import unwaive_lines


def unwaive(
    ctx: typer.Context,
    criterion: Annotated[
        str, typer.Argument(help="Its id, as `crispdm status` shows it.", autocompletion=completion.waived_criteria)
    ],
) -> None:
    """Withdraw the waiver of a criterion."""
    print_result(moves.unwaive(ctx.obj, act(ctx.obj), criterion), unwaive_lines)
