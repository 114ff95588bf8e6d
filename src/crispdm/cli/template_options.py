"""The options that name a template, answer its questions, and let its code run; most are those of `update` too."""

from pathlib import Path
from typing import Annotated

import typer

from crispdm.cli import completion
from crispdm.scaffold import bundled

TemplateOption = Annotated[
    str | None,
    typer.Option(
        "--template",
        metavar="NAME",
        help="A bundled template, a folder, a zip or a git URL.",
        show_default=bundled.DEFAULT,
        autocompletion=completion.templates,
    ),
]
ProcessOption = Annotated[
    str | None,
    typer.Option(
        "--process",
        metavar="NAME",
        help="Add the process of a bundled template to one without.",
        autocompletion=completion.templates,
    ),
]
AnswersOption = Annotated[
    Path | None,
    typer.Option(
        "--answers",
        metavar="FILE",
        help="Read answers from a YAML or JSON file.",
        show_default=False,
        readable=False,
    ),
]
SubfolderOption = Annotated[
    str | None, typer.Option("--directory", metavar="PATH", help="The template's folder in its repository.")
]
TrustOption = Annotated[bool, typer.Option("--trust", help="Run the code that the template brings.")]
NoHooksOption = Annotated[bool, typer.Option("--no-hooks", help="Leave out the template's hooks.")]
