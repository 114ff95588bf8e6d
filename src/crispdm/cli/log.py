"""crispdm log."""

from functools import partial
from typing import Annotated

import typer

from crispdm.actions.log import read_log
from crispdm.cli.context import now, past
from crispdm.cli.format_option import FormOption
from crispdm.cli.output_format import Format, answer
from crispdm.dates import PAST_DAY_FORMS
from crispdm.views.log import log_lines


def log(
    ctx: typer.Context,
    since: Annotated[
        str | None, typer.Option("--since", metavar="WHEN", help=f"The first day to show: {PAST_DAY_FORMS}.")
    ] = None,
    form: FormOption = Format.TEXT,
) -> None:
    """Show what happened, newest last; for every pilot the model's metric beside the business measure."""
    moment = now()
    found = read_log(ctx.obj, past(since, moment), moment.tzinfo)
    answer(form, found, partial(log_lines, zone=moment.tzinfo))
