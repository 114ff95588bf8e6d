"""crispdm status."""

from typing import Annotated, Any

import typer

from crispdm.actions.status import stand
from crispdm.cli.context import now, past, warn
from crispdm.cli.output_format import Format, FormOption, answer
from crispdm.views.status.page import short as in_one_line
from crispdm.views.status.page import status as in_lines


def status(
    ctx: typer.Context,
    since: Annotated[
        str | None, typer.Option("--since", metavar="WHEN", help="yesterday, friday, 2026-11-20, 3d.")
    ] = None,
    short: Annotated[bool, typer.Option("--short", help="One line, for a prompt.")] = False,
    form: FormOption = Format.TEXT,
) -> None:
    """Say where the project stands: the goal, what is to do, what moved, and the next step. Writes nothing.

    What moved is told since the last working day; --since goes further back.
    """
    moment = now()
    standing = stand(ctx.obj, moment, since=past(since, moment), short=short)
    warn(standing.warnings)

    def facts() -> Any:
        from crispdm.views import asjson  # noqa: PLC0415 - only this form needs it

        return asjson.status(standing)

    answer(form, lambda: [in_one_line(standing)] if short else in_lines(standing), facts)
