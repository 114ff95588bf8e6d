"""crispdm status."""

from typing import Annotated

import typer

from crispdm.actions.standing import stand
from crispdm.cli.act import Format, now, say, warn
from crispdm.views.status import short as in_one_line
from crispdm.views.status import status as in_lines


def status(
    ctx: typer.Context,
    short: Annotated[bool, typer.Option("--short", help="One line, for a prompt.")] = False,
    form: Annotated[Format, typer.Option("--format", help="In which form.")] = Format.TEXT,
) -> None:
    """Say where the project stands: the goal, what is to do, what moved, and the next step. Writes nothing."""
    standing = stand(ctx.obj, now(), short=short)
    warn(standing.warnings)
    if form is Format.JSON:
        from crispdm.views import asjson  # noqa: PLC0415 - only this form needs it

        typer.echo(asjson.dump(asjson.status(standing)))
    else:
        say([in_one_line(standing)] if short else in_lines(standing))
