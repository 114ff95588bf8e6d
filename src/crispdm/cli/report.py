"""crispdm report."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from crispdm.actions.report import read_report
from crispdm.actions.save_report import save
from crispdm.cli.context import now, say, warn
from crispdm.views.report.page import MARK, to_html
from crispdm.views.text.lines import Line

_NAME = "report.html"


def report(
    ctx: typer.Context,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help=f"The file; - is standard output. On a terminal: {_NAME}."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file that is not a report.")] = False,
) -> None:
    """Write an HTML page for people outside the team: where the project stands, and how it got there."""
    found = read_report(ctx.obj, now())
    warn(found.status.warnings)
    page = to_html(found)
    if str(output) == "-" or (output is None and not sys.stdout.isatty()):
        typer.echo(page, nl=False)
        return
    path = ctx.obj / (output or _NAME)
    save(path, page, MARK, force=force)
    say([Line(f"Wrote {path}", style="bold green"), Line("Open it in a browser, or send it: it is self-contained.")])
