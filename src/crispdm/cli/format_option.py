"""The option `--format`, of every command whose result programs read too."""

from typing import Annotated

import typer

from crispdm.cli.output_format import Format

FormOption = Annotated[Format, typer.Option("--format", help="How to print it.")]
