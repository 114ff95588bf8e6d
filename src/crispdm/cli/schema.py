"""crispdm schema."""

import json
from pathlib import Path
from typing import Annotated

import typer

from crispdm import process_file
from crispdm.cli.context import warn
from crispdm.errors import CrispdmError
from crispdm.kinds import all_kinds
from crispdm.words import did_you_mean, listing

_ALL = "results"


def schema(
    ctx: typer.Context,
    command: Annotated[
        str | None,
        typer.Argument(
            metavar="[COMMAND|FILE]",
            help=f"A command: the schema of its --format json; `{_ALL}`: of all commands. Or a YAML file of evidence.",
        ),
    ] = None,
) -> None:
    """Print the JSON Schema of crispdm.yaml or of a file of evidence, for editors, or of what a command prints."""
    if command is None:
        kinds, faults = all_kinds()
        warn(faults)
        typer.echo(json.dumps(process_file.schema(kinds), indent=2))
        return
    if command.endswith((".yaml", ".yml")):
        from crispdm.actions.evidence_schema import schema_of_evidence  # noqa: PLC0415 - nor does any other

        typer.echo(json.dumps(schema_of_evidence(ctx.obj, Path(command)), indent=2, ensure_ascii=False))
        return
    from crispdm.views.json import published  # noqa: PLC0415 - the schema of crispdm.yaml does not need it

    known = (_ALL, *published.ALL)
    if command not in known:
        message = f"there is no schema for {command!r}{did_you_mean(command, known)}"
        raise CrispdmError(message, hint=f"choose {listing(known, 'or')}")
    typer.echo(json.dumps(published.schema(*(() if command == _ALL else (command,))), indent=2))
