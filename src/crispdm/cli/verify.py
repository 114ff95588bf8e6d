"""crispdm verify."""

from typing import Annotated, Any

import typer

from crispdm.actions.verify import verify as look
from crispdm.cli.context import now, warn
from crispdm.cli.output_format import Format, FormOption, answer
from crispdm.errors import Exit
from crispdm.views.verify import verified


def verify(
    ctx: typer.Context,
    base: Annotated[
        str | None,
        typer.Option(metavar="REF", help="Also: nothing is lost that this branch began with.", show_default=False),
    ] = None,
    form: FormOption = Format.TEXT,
) -> None:
    """Say whether the state is whole, and nothing accepted was lost or changed: for CI. Executes nothing."""
    found = look(ctx.obj, now(), base)
    warn(found.warnings)

    def facts() -> Any:
        from crispdm.views import asjson  # noqa: PLC0415 - only this form needs it

        return asjson.verify(found)

    answer(form, lambda: verified(found), facts)
    raise typer.Exit(Exit.DONE if found.is_whole else Exit.NO)
