"""crispdm schema."""

import json
from typing import Annotated

import typer

from crispdm import process_file
from crispdm.cli.context import warn
from crispdm.errors import CrispdmError
from crispdm.kinds import all_kinds
from crispdm.words import did_you_mean, listing

_ALL = "results"


def schema(
    command: Annotated[
        str | None,
        typer.Argument(help=f"A command: the schema of its --format json; `{_ALL}`: of all commands."),
    ] = None,
) -> None:
    """Print the JSON Schema of crispdm.yaml, for editors, or of what a command prints as JSON."""
    if command is None:
        kinds, faults = all_kinds()
        warn(faults)
        typer.echo(json.dumps(process_file.schema(kinds), indent=2))
        return
    from crispdm.views.json import published  # noqa: PLC0415 - the schema of crispdm.yaml does not need it

    known = (_ALL, *published.ALL)
    if command not in known:
        message = f"there is no schema for {command!r}{did_you_mean(command, known)}"
        raise CrispdmError(message, hint=f"choose {listing(known, 'or')}")
    typer.echo(json.dumps(published.schema(*(() if command == _ALL else (command,))), indent=2))
