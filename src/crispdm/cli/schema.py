"""crispdm schema."""

import json

import typer

from crispdm import process
from crispdm.gate.checks import KINDS


def schema() -> None:
    """Print the JSON Schema of crispdm.yaml, for editors."""
    typer.echo(json.dumps(process.schema(KINDS), indent=2))
