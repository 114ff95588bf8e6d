"""crispdm sign."""

from typing import Annotated

import typer

from crispdm.actions import moves
from crispdm.cli import completion
from crispdm.cli.context import act, say, warn
from crispdm.views.moves import signed


def sign(
    ctx: typer.Context,
    role: Annotated[
        str | None,
        typer.Option(
            "--as", metavar="ROLE", help="The role; all of yours if left out.", autocompletion=completion.signing_roles
        ),
    ] = None,
    on_behalf: Annotated[
        str | None, typer.Option("--for", metavar="TEXT", help='Whose word it is: "Jane, mail of 12 December".')
    ] = None,
) -> None:
    """Sign off the current phase: agree, in a role, to its evidence as it is now."""
    attempt = moves.sign(ctx.obj, act(ctx.obj), role, on_behalf)
    warn(attempt.project.warnings)
    say(signed(attempt.project.process, attempt.gate, attempt.events))
