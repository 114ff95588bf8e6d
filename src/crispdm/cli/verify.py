"""crispdm verify."""

from typing import Annotated

import typer

from crispdm.actions.verify import verify as look
from crispdm.cli.act import Format, now, say, warn
from crispdm.errors import Exit
from crispdm.views.verified import verified


def verify(
    ctx: typer.Context,
    base: Annotated[
        str | None,
        typer.Option(metavar="REF", help="Also: nothing is lost that this branch began with.", show_default=False),
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="In which form.")] = Format.TEXT,
) -> None:
    """Say whether the state is whole, and nothing accepted was lost or changed: for CI. Executes nothing."""
    found = look(ctx.obj, now(), base)
    warn(found.warnings)
    if form is Format.JSON:
        from crispdm.views import asjson  # noqa: PLC0415 - only this form needs it

        typer.echo(asjson.dump(asjson.verify(found)))
    else:
        say(verified(found))
    raise typer.Exit(Exit.DONE if found.is_whole else Exit.NO)
