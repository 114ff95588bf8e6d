"""The commands, in groups; each is imported when it runs."""

import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperCommand, TyperGroup

from crispdm import __version__
from crispdm.cli.exit_handler import asks_for_json, report_error, report_usage, run_to_exit_code
from crispdm.cli.missing_argument import CommandWithExamples
from crispdm.cli.parameter_values import SparesValidation

# A command is a function of its own name in a file of its own name, and a line here, in its group.
GROUPS = {
    "Start": {
        "init": "Start a project with a folder for each CRISP-DM phase.",
        "templates": "List the bundled templates.",
    },
    "Every day": {
        "status": "Show where the project stands, to read out in the standup.",
        "check": "Run the checks of a gate and say what is missing.",
        "note": "Leave a note for the next standup.",
        "block": "Report a blocker and its owner.",
        "unblock": "Remove a blocker.",
    },
    "Decide": {
        "advance": "Move the project through the gate of its phase.",
        "sign": "Sign off the current phase.",
        "back": "Reopen an earlier phase.",
        "waive": "Waive a criterion, with a reason.",
        "unwaive": "Withdraw a waiver.",
        "stop": "Stop the project.",
        "resume": "Resume a stopped or finished project.",
    },
    "Look": {
        "log": "Show what happened, newest last.",
        "explain": "Explain a phase, a criterion or a check.",
        "report": "Write an HTML page for people outside the team.",
        "portfolio": "List the projects below a folder, one line each.",
        "mcp": "Serve the project to an agent, over MCP.",
        "schema": "Print the JSON Schema of crispdm.yaml or of a result.",
    },
    "Maintain": {
        "verify": "Verify that no recorded event was lost or changed.",
        "require": "Exit 0 only if the project has reached a phase.",
        "repair": "Repair a damaged state file.",
        "update": "Merge in a newer version of the template.",
    },
}
COMMANDS = {name: says for group in GROUPS.values() for name, says in group.items()}
# What Typer raises to end a command; a mistake in usage, which it shows itself too, is a TyperException.
_TYPERS_OWN = (typer.Exit, typer.Abort)
_JSON = "crispdm.json"  # whether a program reads the answer, and so the error
_MARKUP: Literal["rich"] | None = "rich" if sys.stdout.isatty() and not os.environ.get("NO_COLOR") else None


class Commands(SparesValidation, TyperGroup):
    """Lists every command and imports the one that runs."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = {
            name: TyperCommand(name, help=says, rich_help_panel=group)
            for group, commands in GROUPS.items()
            for name, says in commands.items()
        }

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - Typer calls it so
        """List the commands by group, where Rich does not do it."""
        width = max(map(len, COMMANDS))
        for group, commands in GROUPS.items():
            with formatter.section(group):
                formatter.write_dl([(name.ljust(width), says) for name, says in commands.items()])

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Find a command by its name, and import it."""
        ctx.meta[_JSON] = asks_for_json(args)
        name, command, rest = super().resolve_command(ctx, args)
        return name, (_load(name) if name else command), rest

    def invoke(self, ctx: Any) -> Any:
        """Run the command; every error ends here, in words and an exit code."""
        try:
            return super().invoke(ctx)
        except typer.TyperException as error:
            if not ctx.meta.get(_JSON):
                raise
            raise typer.Exit(report_usage(error)) from None
        except _TYPERS_OWN:
            raise
        except Exception as error:  # noqa: BLE001 - every error ends in words
            raise typer.Exit(report_error(error, as_json=bool(ctx.meta.get(_JSON)))) from None


def _load(name: str) -> Any:
    import_module("crispdm.cli.light_imports")  # before all that imports msgspec or yaml
    module = import_module(f"crispdm.cli.{name}")
    function: Callable[..., None] = getattr(module, name)
    app = typer.Typer(add_completion=False, rich_markup_mode=_MARKUP)
    app.command(name, cls=CommandWithExamples, help=function.__doc__)(function)
    return typer.main.get_command(app)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"crispdm {__version__}")
        raise typer.Exit


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=_MARKUP,
    pretty_exceptions_enable=False,
)


@app.callback()
def crispdm(
    ctx: typer.Context,
    directory: Annotated[
        Path, typer.Option("-C", metavar="DIR", help="Run as if started in DIR.", readable=False)
    ] = Path(),
    _version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Put CRISP-DM to work: one folder per phase, and gates that open on evidence."""
    from crispdm.cli.context import here  # noqa: PLC0415 - help need not pay for what commands need

    here()
    ctx.obj = directory


def run() -> int:
    """Run the command line on the program's arguments and return its exit code."""
    return run_to_exit_code(lambda: app(prog_name="crispdm"))
