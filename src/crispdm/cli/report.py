"""crispdm report."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from crispdm.actions.measure_history import followed
from crispdm.actions.report import save
from crispdm.actions.status import stand
from crispdm.cli.context import now, say, warn
from crispdm.views.report.page import MARK
from crispdm.views.report.page import report as in_html
from crispdm.views.text.lines import Line

_NAME = "report.html"


def report(
    ctx: typer.Context,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help=f"Where to; - is standard output. On a terminal: {_NAME}."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is no report.")] = False,
) -> None:
    """Write one HTML page for people outside the team: where the project stands, and how it came there."""
    moment = now()
    standing = stand(ctx.obj, moment)
    warn(standing.warnings)
    page = in_html(standing, followed(ctx.obj), moment)
    if str(output) == "-" or (output is None and not sys.stdout.isatty()):
        typer.echo(page, nl=False)
        return
    path = ctx.obj / (output or _NAME)
    save(path, page, MARK, force=force)
    say([Line(f"Wrote {path}", style="bold green"), Line("open it in a browser, or send it: it needs nothing else")])
