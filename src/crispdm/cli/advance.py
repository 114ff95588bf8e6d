"""crispdm advance."""

from typing import Annotated

import typer

from crispdm.actions import moves
from crispdm.cli.act import Format, act, say, warn
from crispdm.errors import Exit
from crispdm.views.gate import refusal
from crispdm.views.moved import advanced


def advance(
    ctx: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and write nothing.")] = False,
    form: Annotated[Format, typer.Option("--format", help="In which form.")] = Format.TEXT,
) -> None:
    """Pass the gate of the current phase, and sign for the roles that name you. Closed: exit 1, nothing written."""
    attempt = moves.advance(ctx.obj, act(ctx.obj), dry_run=dry_run)
    warn(attempt.project.warnings)
    process = attempt.project.process
    if form is Format.JSON:
        from crispdm.views import asjson  # noqa: PLC0415 - only this form needs it

        typer.echo(asjson.dump(asjson.advance(attempt.gate, attempt.events, dry_run=dry_run)))
    elif attempt.events:
        say(advanced(attempt.project.root, process, attempt.events, dry_run=dry_run))
    else:
        say(refusal(process, attempt.gate))
    raise typer.Exit(Exit.DONE if attempt.events else Exit.NO)
