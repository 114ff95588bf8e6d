"""crispdm report."""

import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from crispdm.actions.report import read_report
from crispdm.actions.save_report import save
from crispdm.cli.context import now, say, warn
from crispdm.results.report import Report
from crispdm.views.report import model_card, page
from crispdm.views.text.lines import Line
from crispdm.views.text.styles import Style


class Kind(StrEnum):
    """What a report is written as."""

    PAGE = "page"
    MODEL_CARD = "model-card"


class _Writer(NamedTuple):
    """The file's usual name, what tells it from other files, its text, and what to do with it."""

    name: str
    mark: str
    text: Callable[[Report], str]
    use: str


_WRITERS = {
    Kind.PAGE: _Writer(
        "report.html", page.MARK, page.to_html, "Open it in a browser, or send it: it is self-contained."
    ),
    Kind.MODEL_CARD: _Writer(
        "MODEL_CARD.md",
        model_card.MARK,
        model_card.to_model_card,
        "It names what is not known.",
    ),
}


def report(
    ctx: typer.Context,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="The file; - is standard output.", readable=False),
    ] = None,
    kind: Annotated[
        Kind, typer.Option("--as", help="An HTML page, or a model card in Markdown from the same facts.")
    ] = Kind.PAGE,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file that is not a report.")] = False,
) -> None:
    """Write an HTML page for people outside the team: where the project stands, and how it got there."""
    found = read_report(ctx.obj, now())
    warn(found.status.warnings)
    writer = _WRITERS[kind]
    text = writer.text(found)
    if str(output) == "-" or (output is None and not sys.stdout.isatty()):
        typer.echo(text, nl=False)
        return
    path = ctx.obj / (output or writer.name)
    save(path, text, writer.mark, force=force)
    say([Line(f"Wrote {path}", style=Style.DONE), Line(writer.use)])
