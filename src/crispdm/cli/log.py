"""crispdm log."""

from typing import Annotated, Any

import typer

from crispdm.actions.accepted_changes import changed_since
from crispdm.actions.project import open_project
from crispdm.cli.context import now, past, warn
from crispdm.cli.output_format import Format, FormOption, answer
from crispdm.dates import day_of
from crispdm.views.log import log as in_lines


def log(
    ctx: typer.Context,
    since: Annotated[
        str | None, typer.Option("--since", metavar="WHEN", help="yesterday, friday, 2026-11-20, 3d; all if left out.")
    ] = None,
    form: FormOption = Format.TEXT,
) -> None:
    """Show what happened, newest last; for every pilot the model's metric beside the business measure."""
    moment = now()
    first, project = past(since, moment), open_project(ctx.obj)
    warn(project.warnings)
    events = [each for each in project.state.events if first is None or day_of(each.at, moment.tzinfo) >= first]
    changed = [*changed_since(project)]

    def facts() -> Any:
        from crispdm.views import asjson  # noqa: PLC0415 - only this form needs it

        return asjson.log(events, changed)

    answer(form, lambda: in_lines(project.process, events, changed, moment.tzinfo), facts)
