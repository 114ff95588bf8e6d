"""The table of commands, loaded one at a time."""

import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperCommand, TyperGroup

from crispdm import __version__
from crispdm.cli.exit_handler import complain, ended
from crispdm.cli.missing_argument import Taught

# A command is a function of its own name in a file of its own name, and a line here.
COMMANDS = {
    "init": "Start a project: a folder for each phase of CRISP-DM, and the gates between them.",
    "status": "Where the project stands, to be read out.",
    "check": "Run the gate's checks and say what is missing.",
    "advance": "Pass the gate of the current phase.",
    "back": "Open an earlier phase again.",
    "sign": "Sign off the current phase.",
    "waive": "Make an exception to one criterion, with a reason.",
    "unwaive": "Withdraw the exception.",
    "block": "Name an obstacle, and whose it is.",
    "unblock": "Remove an obstacle.",
    "note": "Say something in the next standup.",
    "stop": "End the project here.",
    "resume": "Open a stopped or finished project again.",
    "log": "What happened, newest last.",
    "portfolio": "Many projects, one line each.",
    "report": "One HTML page for people outside the team.",
    "explain": "What a phase, a criterion or a check is for.",
    "require": "Exit 0 only if the project has reached a phase: for a deploy job.",
    "verify": "Is the state whole, and nothing accepted lost or changed? For CI.",
    "repair": "Heal the state file, and say what was done.",
    "update": "Bring a newer version of the template in, with a three-way merge.",
    "templates": "The templates at hand.",
    "schema": "The JSON Schema of crispdm.yaml, for editors.",
}
# What Typer raises to end a command, and shows itself: Exit, Abort, and every mistake in usage.
_TYPERS_OWN = (typer.Exit, typer.Abort, typer.TyperException)
_MARKUP: Literal["rich"] | None = "rich" if sys.stdout.isatty() and not os.environ.get("NO_COLOR") else None


class Commands(TyperGroup):
    """Shows every command and imports the one that runs."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = {name: TyperCommand(name, help=says) for name, says in COMMANDS.items()}

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Find the command by its name, and load it."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, (_load(name) if name else command), rest

    def invoke(self, ctx: Any) -> Any:
        """Run it; every error that a person can do something about ends here."""
        try:
            return super().invoke(ctx)
        except _TYPERS_OWN:
            raise
        except Exception as error:  # noqa: BLE001 - every error ends in words
            raise typer.Exit(complain(error)) from None


def _load(name: str) -> Any:
    module = import_module(f"crispdm.cli.{name}")
    function: Callable[..., None] = getattr(module, name)
    app = typer.Typer(add_completion=False, rich_markup_mode=_MARKUP)
    app.command(name, cls=Taught, help=function.__doc__)(function)
    return typer.main.get_command(app)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"crispdm {__version__}")
        raise typer.Exit


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    rich_markup_mode=_MARKUP,
    pretty_exceptions_enable=False,
)


@app.callback()
def crispdm(
    ctx: typer.Context,
    directory: Annotated[
        Path, typer.Option("-C", metavar="DIR", help="Act as if started in DIR.", readable=False)
    ] = Path(),
    _version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show it.")] = False,
) -> None:
    """CRISP-DM put to work: a folder for each phase, and gates that open on evidence."""
    from crispdm.cli.context import here  # noqa: PLC0415 - help need not pay for what commands need

    here()
    ctx.obj = directory


def run() -> int:
    """Run the command line on the program's arguments; its exit code."""
    return ended(lambda: app(prog_name="crispdm"))
