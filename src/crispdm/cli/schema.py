"""crispdm schema."""

import json
from typing import Annotated

import typer

from crispdm import process
from crispdm.errors import CrispdmError
from crispdm.gate.checks import KINDS
from crispdm.words import did_you_mean, listing


def schema(
    command: Annotated[
        str | None,
        typer.Argument(help="A command: the schema of what its --format json prints; `answers`: of all of them."),
    ] = None,
) -> None:
    """Print the JSON Schema of crispdm.yaml, for editors, or that of an answer in JSON."""
    if command is None:
        typer.echo(json.dumps(process.schema(KINDS), indent=2))
        return
    from crispdm.views.json import published  # noqa: PLC0415 - only an answer needs it

    known = ("answers", *published.ANSWERS)
    if command not in known:
        raise CrispdmError(
            f"no answer is called {command!r}{did_you_mean(command, known)}", hint=f"{listing(known, 'or')}"
        )
    typer.echo(json.dumps(published.schema(*(() if command == "answers" else (command,))), indent=2))
