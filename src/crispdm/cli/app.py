"""The table of commands, loaded one at a time, and the one way from errors to exit codes."""

import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperCommand, TyperGroup

from crispdm import __version__
from crispdm.errors import CrispdmError, Exit
from crispdm.views.lines import Line
from crispdm.views.terminal import PLAIN, show

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
        except CrispdmError as error:
            _complain(error)
            raise typer.Exit(error.exit) from None
        except BrokenPipeError:
            raise typer.Exit(Exit.UNREAD) from None
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            _complain(CrispdmError(f"{where}{error.strerror or error}"))
            raise typer.Exit(Exit.BROKEN) from None
        except Exception as error:
            if isinstance(error, _TYPERS_OWN) or os.environ.get("CRISPDM_TRACEBACK"):
                raise
            _complain(_our_fault(error))
            raise typer.Exit(Exit.BROKEN) from None


def _load(name: str) -> Any:
    module = import_module(f"crispdm.cli.{name}")
    function: Callable[..., None] = getattr(module, name)
    app = typer.Typer(add_completion=False, rich_markup_mode=_MARKUP)
    app.command(name, help=function.__doc__)(function)
    return typer.main.get_command(app)


def _complain(error: CrispdmError) -> None:
    lines = [Line(error.message, label="crispdm: ", style="bold red")]
    lines += [Line(detail, indent=2) for detail in error.details]
    lines += [Line(error.hint, label="  you can  ", style="dim")] if error.hint else []
    show(lines, sys.stderr)


def _our_fault(error: Exception) -> CrispdmError:
    """What is left to say about an error that nobody foresaw."""
    from traceback import extract_tb  # noqa: PLC0415 - only a fault needs it

    at = extract_tb(error.__traceback__)[-1]
    what = f"{type(error).__name__}: {error} ({Path(at.filename).name}:{at.lineno})"
    hint = "report it with that line, please; CRISPDM_TRACEBACK=1 shows more"
    return CrispdmError(f"this is a fault of crispdm itself: {what}", hint=hint)


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
    directory: Annotated[Path, typer.Option("-C", metavar="DIR", help="Act as if started in DIR.")] = Path(),
    _version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show it.")] = False,
) -> None:
    """CRISP-DM put to work: a folder for each phase, and gates that open on evidence."""
    try:
        Path.cwd()
    except FileNotFoundError:
        raise CrispdmError("the folder where you stand is gone", hint="cd to one that is there") from None
    ctx.obj = directory


def run() -> int:
    """Run the command line on the program's arguments; its exit code."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup says so
            signal.signal(number, lambda number, _: sys.exit(128 + number))  # so that half made things are removed
    encoding = "ascii" if os.environ.get("LC_ALL") in ("C", "POSIX") else None  # Python would write UTF-8 all the same
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding=encoding, errors=PLAIN)
    try:
        app(prog_name="crispdm")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else Exit.DONE
    return Exit.DONE
