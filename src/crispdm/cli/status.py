"""crispdm status."""

from typing import Annotated

import typer

from crispdm.actions.status import read_status
from crispdm.cli.context import now, past
from crispdm.cli.output_format import Format, FormOption, answer
from crispdm.dates import PAST_DAY_FORMS
from crispdm.views.status.page import status_lines
from crispdm.views.status.prompt import status_line


def status(
    ctx: typer.Context,
    since: Annotated[str | None, typer.Option("--since", metavar="WHEN", help=f"{PAST_DAY_FORMS}.")] = None,
    short: Annotated[bool, typer.Option("--short", help="One line, for a prompt.")] = False,
    form: FormOption = Format.TEXT,
) -> None:
    """Show where the project stands: the goal, what to do, what happened, and the next step. Writes nothing.

    What happened is shown since the last working day; --since goes further back.
    """
    moment = now()
    found = read_status(ctx.obj, moment, since=past(since, moment), short=short)
    answer(form, found, (lambda found: [status_line(found)]) if short else status_lines)
