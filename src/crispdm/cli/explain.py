"""crispdm explain."""

from typing import Annotated

import typer

from crispdm.actions.explain import explain as look_up
from crispdm.cli.act import Format, say


def explain(
    ctx: typer.Context,
    name: Annotated[
        str | None, typer.Argument(help="A phase, a criterion or a kind of check; the current phase if left out.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="In which form.")] = Format.TEXT,
) -> None:
    """Say what a phase, a criterion or a check is for, who does it, and the command that comes next."""
    explained = look_up(ctx.obj, name)
    if form is Format.JSON:
        from crispdm.views import asjson  # noqa: PLC0415 - only this form needs it

        typer.echo(asjson.dump(asjson.explained(explained)))
    else:
        from crispdm.views.explain import lines  # noqa: PLC0415 - beside the other form

        say(lines(explained))
