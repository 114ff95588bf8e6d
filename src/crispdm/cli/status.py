"""crispdm status."""

from typing import Annotated

import typer

from crispdm.cli.context import now, past
from crispdm.cli.format_option import format_option
from crispdm.cli.output_format import Format
from crispdm.cli.quick_commands import OWN_FORMATS, print_status
from crispdm.dates import PAST_DAY_FORMS


def status(
    ctx: typer.Context,
    since: Annotated[
        str | None, typer.Option("--since", metavar="WHEN", help=f"The first day to show: {PAST_DAY_FORMS}.")
    ] = None,
    short: Annotated[bool, typer.Option("--short", help="One line, for a prompt.")] = False,
    form: Annotated[str, format_option(*OWN_FORMATS)] = Format.TEXT,
) -> None:
    """Show where the project stands: the goal, what to do, what happened, and the next step. Writes nothing.

    What happened is shown since the last working day; --since goes further back.
    """
    moment = now()
    print_status(ctx.obj, moment, since=past(since, moment), short=short, form=form)
