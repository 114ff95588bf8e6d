"""crispdm repair."""

from datetime import UTC
from typing import Annotated

import typer

from crispdm.actions.repair import leave_out as left_out
from crispdm.actions.repair import repair as repaired
from crispdm.cli.context import act, now
from crispdm.cli.format_option import FormOption
from crispdm.cli.output_format import Format, answer
from crispdm.errors import CrispdmError
from crispdm.views.repair import lines


def repair(
    ctx: typer.Context,
    restore: Annotated[
        bool, typer.Option("--restore", help="Also bring back events that earlier commits took out.")
    ] = False,
    leave_out: Annotated[
        str | None,
        typer.Option(metavar="REASON", help="Record that missing events were removed on purpose.", show_default=False),
    ] = None,
    form: FormOption = Format.TEXT,
) -> None:
    """Repair a damaged state file: conflict markers, repeated or modified lines, a truncated end, lost events.

    Brings back events that the last commit has.
    """
    if restore and leave_out is not None:
        raise CrispdmError("--restore and --leave-out contradict each other", hint="use one of them")
    if leave_out is not None:
        result = left_out(ctx.obj, act(ctx.obj), leave_out)
    else:
        result = repaired(ctx.obj, now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), restore=restore)
    answer(form, result, lines)
