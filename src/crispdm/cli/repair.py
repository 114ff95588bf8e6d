"""crispdm repair."""

from typing import Annotated

import typer

from crispdm.actions.verify import repair as heal
from crispdm.cli.act import Format, now, say
from crispdm.views.verified import repaired


def repair(
    ctx: typer.Context,
    form: Annotated[Format, typer.Option("--format", help="In which form.")] = Format.TEXT,
) -> None:
    """Heal the state file: conflict markers, repeated and altered lines, a torn end. It says what it did."""
    mended = heal(ctx.obj, now())
    if form is Format.JSON:
        from crispdm.views import asjson  # noqa: PLC0415 - only this form needs it

        typer.echo(asjson.dump(asjson.repair(mended)))
    else:
        say(repaired(mended))
