"""crispdm advance."""

from typing import Annotated

import typer

from crispdm.cli.format_option import FormOption
from crispdm.cli.output_format import Format
from crispdm.cli.quick_commands import print_advance


def advance(
    ctx: typer.Context,
    again: Annotated[
        str | None,
        typer.Option(
            "--again", metavar="REASON", help="Why evidence that led back here may pass unchanged.", show_default=False
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and record nothing.")] = False,
    form: FormOption = Format.TEXT,
) -> None:
    """Pass the gate of the current phase, and sign for the roles that name you.

    If the gate is closed, it exits with 1 and records nothing.
    """
    raise typer.Exit(print_advance(ctx.obj, again=again, dry_run=dry_run, form=form))
