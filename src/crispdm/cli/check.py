"""crispdm check."""

import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from crispdm.actions import consent
from crispdm.actions.project import find, open_project
from crispdm.cli import completion
from crispdm.cli.format_option import format_option
from crispdm.cli.line_prompt import read_line
from crispdm.cli.output_format import Format
from crispdm.cli.quick_commands import print_check
from crispdm.errors import Refused
from crispdm.gate.checks.command import declared_commands
from crispdm.gate.command_files import find_command_files
from crispdm.git.work_tree import path_in_repository
from crispdm.results.gate import Check
from crispdm.views.consent import consent_lines
from crispdm.views.text.terminal import show

_QUESTION = "Let them run, now and later? [y/N]:"
_REFUSED = "nothing was run, and no consent is remembered"


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
    early: Annotated[
        bool,
        typer.Option("--early", help="Show the effect of a pilot before its planned end; it is recorded."),
    ] = False,
    form: Annotated[str, format_option("github")] = Format.TEXT,
) -> None:
    """Run the checks of a gate and say what is missing; exit 0 exactly when the gate is open.

    It records nothing but an early look at a pilot (--early).
    """
    if trust:
        _consent(ctx)
    own = {"github": partial(_annotations, ctx.obj)}
    raise typer.Exit(print_check(ctx.obj, phase, early=early, form=form, own=own))


def _annotations(start: Path, found: Check) -> str:
    from crispdm.views.github import annotations  # noqa: PLC0415 - only this format needs it

    return annotations(found, path_in_repository(find(start)))


def _consent(ctx: typer.Context) -> None:
    """Show every command, ask once where there is a terminal, and remember consent to what was shown."""
    project = open_project(ctx.obj)
    wanted = find_command_files(project.root, declared_commands(project.process))
    show(consent_lines(wanted, consent.changes(project.root, wanted)), sys.stderr)
    if not wanted or consent.is_given(project.root, wanted):
        return
    if sys.stdin.isatty() and (read_line(_QUESTION, _REFUSED) or "").lower() not in {"y", "yes"}:
        raise Refused(_REFUSED)
    consent.remember(project.root, wanted)
