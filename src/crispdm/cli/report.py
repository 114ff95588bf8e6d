"""crispdm report."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from crispdm.actions.measure_history import followed
from crispdm.actions.project import Project, assess_phase, open_project
from crispdm.actions.report import save
from crispdm.actions.status import status_of
from crispdm.cli.context import now, say, warn
from crispdm.lifecycle.gate import evaluate_gate
from crispdm.results.status import Status
from crispdm.views.report.page import MARK
from crispdm.views.report.page import report as in_html
from crispdm.views.standing import Standing
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
    project = open_project(ctx.obj)
    found = status_of(project, moment)
    warn(found.warnings)
    page = in_html(_standing(project, found), followed(ctx.obj), moment)
    if str(output) == "-" or (output is None and not sys.stdout.isatty()):
        typer.echo(page, nl=False)
        return
    path = ctx.obj / (output or _NAME)
    save(path, page, MARK, force=force)
    say([Line(f"Wrote {path}", style="bold green"), Line("open it in a browser, or send it: it needs nothing else")])


def _standing(project: Project, found: Status) -> Standing:
    phase = project.state.current
    gate = None
    if phase is not None and found.gate:
        assessment, _ = assess_phase(project, phase, light=True)
        gate = evaluate_gate(project.process, project.state, assessment, found.today)
    return Standing(
        process=project.process,
        state=project.state,
        today=found.today,
        gate=gate,
        steps=found.phases,
        blockers=project.state.blockers,
        waivers=found.waivers,
        changed=found.changed,
        next=found.next,
    )
