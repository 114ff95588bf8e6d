"""crispdm check."""

import sys
from typing import Annotated, Any

import typer

from crispdm.actions import consent
from crispdm.actions.moves import look
from crispdm.actions.project import open_project
from crispdm.cli import completion
from crispdm.cli.context import now, progress, warn
from crispdm.cli.output_format import Format, FormOption, answer
from crispdm.errors import Exit, Refused
from crispdm.gate.checks.command import declared_commands
from crispdm.views.consent import to_consent
from crispdm.views.gate import report
from crispdm.views.text.terminal import show


def check(
    ctx: typer.Context,
    phase: Annotated[
        str | None,
        typer.Argument(
            help="Its id; the current phase if left out.", show_default=False, autocompletion=completion.phases
        ),
    ] = None,
    trust: Annotated[
        bool, typer.Option("--trust", help="Show the commands of crispdm.yaml, and let them run.")
    ] = False,
    form: FormOption = Format.TEXT,
) -> None:
    """Run the gate's checks and say what is missing. It moves nothing; exit 0 exactly when the gate is open."""
    if trust:
        _consent(ctx)
    project, gate = look(ctx.obj, phase, now().date(), watch=progress())
    warn(project.warnings)

    def facts() -> Any:
        from crispdm.views import asjson  # noqa: PLC0415 - only this form needs it

        return asjson.check(gate)

    answer(form, lambda: report(project.process, gate), facts)
    raise typer.Exit(Exit.DONE if gate.is_open else Exit.NO)


def _consent(ctx: typer.Context) -> None:
    """Show every command and remember the consent; who sits at a terminal is asked first, once for these commands."""
    project = open_project(ctx.obj)
    wanted = [*declared_commands(project.process)]
    show(to_consent(wanted), sys.stderr)
    if not wanted or consent.is_given(project.root, project.process):
        return
    if sys.stdin.isatty() and not typer.confirm("Let them run here, now and later?", err=True):
        raise Refused("nothing was run, and nothing is remembered")
    consent.remember(project.root, project.process)
