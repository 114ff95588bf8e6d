"""crispdm log."""

from typing import Annotated

import typer

from crispdm.actions.accepted import changed_since
from crispdm.actions.project import open_project
from crispdm.cli.act import Format, now, say, warn
from crispdm.views.log import log as in_lines


def log(
    ctx: typer.Context,
    form: Annotated[Format, typer.Option("--format", help="In which form.")] = Format.TEXT,
) -> None:
    """Show what happened, newest last; for every pilot the model's metric beside the business measure."""
    project = open_project(ctx.obj)
    warn(project.warnings)
    changed = changed_since(project)
    if form is Format.JSON:
        from crispdm.views import asjson  # noqa: PLC0415 - only this form needs it

        typer.echo(asjson.dump(asjson.log(project.state.events, changed)))
    else:
        say(in_lines(project.process, project.state.events, changed, now().tzinfo))
