"""crispdm log."""

import typer

from crispdm.actions.project import open_project
from crispdm.cli.act import now, say, warn
from crispdm.views.log import log as in_lines


def log(ctx: typer.Context) -> None:
    """Show what happened, newest last."""
    project = open_project(ctx.obj)
    warn(project.warnings)
    say(in_lines(project.process, project.state.events, now().tzinfo))
