"""crispdm report."""

import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from crispdm.actions.portfolio.report import is_project, read_portfolio_report
from crispdm.actions.report import read_report
from crispdm.actions.save_report import save
from crispdm.cli.context import now, say, warn
from crispdm.errors import CrispdmError
from crispdm.views.json.encoding import dump
from crispdm.views.report import model_card, page, portfolio_page, templates
from crispdm.views.text.lines import Line
from crispdm.views.text.progress import Progress
from crispdm.views.text.styles import Style


class Kind(StrEnum):
    """What a report is written as."""

    PAGE = "page"
    MODEL_CARD = "model-card"
    MARKDOWN = "markdown"
    JSON = "json"


class _File(NamedTuple):
    """The file's usual name, what tells it from other files, and what to do with it."""

    name: str
    mark: str
    use: str


_FILES = {
    Kind.PAGE: _File("report.html", templates.MARK, "Open it in a browser, or send it: it is self-contained."),
    Kind.MODEL_CARD: _File("MODEL_CARD.md", model_card.MARK, "It names what is not known."),
    Kind.MARKDOWN: _File("portfolio.md", portfolio_page.MARK, "Paste it into a chat or a page."),
    Kind.JSON: _File("portfolio.json", portfolio_page.JSON_MARK, "`crispdm schema report` describes it."),
}


def report(
    ctx: typer.Context,
    root: Annotated[
        Path | None,
        typer.Argument(help="A folder with many projects below it: one page on all of them.", readable=False),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="The file; - is standard output.", readable=False),
    ] = None,
    kind: Annotated[
        Kind,
        typer.Option("--as", help="An HTML page; for one project a model card; for many, Markdown or JSON."),
    ] = Kind.PAGE,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file that is not a report.")] = False,
) -> None:
    """Write an HTML page for people outside the team: where a project stands, or all projects below ROOT."""
    folder = ctx.obj / root if root else ctx.obj
    if root is None or is_project(folder):
        warnings, text = _on_project(folder, kind)
    else:
        warnings, text = _on_many(folder, kind)
    warn(warnings)
    file = _FILES[kind]
    if str(output) == "-" or (output is None and not sys.stdout.isatty()):
        typer.echo(text, nl=False)
        return
    path = ctx.obj / (output or file.name)
    save(path, text, file.mark, force=force)
    say([Line(f"Wrote {path}", style=Style.DONE), Line(file.use)])


def _on_project(folder: Path, kind: Kind) -> tuple[Sequence[str], str]:
    """The warnings and the text on one project."""
    if kind not in (Kind.PAGE, Kind.MODEL_CARD):
        hint = f"for one project, `crispdm status --format {kind}`"
        raise CrispdmError(f"--as {kind} is for a folder with many projects: crispdm report ROOT", hint=hint)
    found = read_report(folder, now())
    return found.status.warnings, page.to_html(found) if kind == Kind.PAGE else model_card.to_model_card(found)


def _on_many(folder: Path, kind: Kind) -> tuple[Sequence[str], str]:
    """The warnings and the text on all projects below a folder."""
    if kind == Kind.MODEL_CARD:
        raise CrispdmError("a model card is about one project", hint="name the project's folder")
    with Progress(sys.stderr) as progress:

        def show(found: int) -> None:
            if progress.is_due:
                progress.show(f"{found:,} projects read")

        found = read_portfolio_report(folder, now(), show)
    if kind == Kind.JSON:
        return found.warnings, f"{dump(found)}\n"
    return found.warnings, portfolio_page.to_html(found) if kind == Kind.PAGE else portfolio_page.to_markdown(found)
