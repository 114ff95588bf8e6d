"""crispdm sign."""

from typing import Annotated

import typer

from crispdm.actions import advance
from crispdm.cli import completion
from crispdm.cli.context import act
from crispdm.cli.output_format import print_result
from crispdm.views.moves import sign_lines


def sign(
    ctx: typer.Context,
    role: Annotated[
        str | None,
        typer.Option(
            "--as", metavar="ROLE", help="The role; all of yours if left out.", autocompletion=completion.signing_roles
        ),
    ] = None,
    on_behalf: Annotated[
        str | None,
        typer.Option("--for", metavar="TEXT", help='On whose behalf: "Jane, mail of 12 December".'),
    ] = None,
) -> None:
    """Sign off the current phase: agree, in a role, to its evidence as it is now."""
    print_result(advance.sign(ctx.obj, act(ctx.obj), role, on_behalf), sign_lines)
