"""crispdm verify."""

from typing import Annotated

import typer

from crispdm.actions.verify import verify as verified
from crispdm.cli.context import now
from crispdm.cli.format_option import FormOption
from crispdm.cli.output_format import Format, answer
from crispdm.errors import Exit
from crispdm.views.verify import lines


def verify(
    ctx: typer.Context,
    base: Annotated[
        str | None,
        typer.Option(
            metavar="REF", help="Also verify that no event was lost since this branch left REF.", show_default=False
        ),
    ] = None,
    before: Annotated[
        str | None,
        typer.Option(
            metavar="COMMIT",
            help="Also verify that no event of COMMIT was lost, even if a force-push replaced it.",
            show_default=False,
        ),
    ] = None,
    form: FormOption = Format.TEXT,
) -> None:
    """Verify that the state is intact and that nothing accepted was lost or changed. Made for CI: executes nothing."""
    result = verified(ctx.obj, now(), base, before)
    answer(form, result, lines)
    raise typer.Exit(Exit.DONE if result.passed else Exit.NO)
