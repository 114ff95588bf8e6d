"""crispdm advance."""

from typing import Annotated

import typer

from crispdm.actions import moves
from crispdm.cli.act import act, say, warn
from crispdm.errors import Exit
from crispdm.views.gate import refusal
from crispdm.views.moved import advanced


def advance(
    ctx: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and write nothing.")] = False,
) -> None:
    """Pass the gate of the current phase, and sign for the roles that name you. Closed: exit 1, nothing written."""
    attempt = moves.advance(ctx.obj, act(ctx.obj), dry_run=dry_run)
    warn(attempt.project.warnings)
    process = attempt.project.process
    if not attempt.events:
        say(refusal(process, attempt.gate))
        raise typer.Exit(Exit.NO)
    say(advanced(process, attempt.events, dry_run=dry_run))
