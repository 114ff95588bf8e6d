"""crispdm portfolio."""

import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import get_terminal_size
from typing import Annotated

import typer

from crispdm import user_folders
from crispdm.actions.portfolio.filter import Filter
from crispdm.actions.portfolio.overview import overview
from crispdm.cli.context import now, warn
from crispdm.cli.format_option import FormOption
from crispdm.cli.output_format import Format, added
from crispdm.results.portfolio import Portfolio
from crispdm.views.json.encoding import dump_by_line
from crispdm.views.portfolio.markdown import markdown
from crispdm.views.portfolio.text import text
from crispdm.views.text.progress import Progress


def portfolio(
    ctx: typer.Context,
    root: Annotated[
        Path, typer.Argument(help="The folder to search, with all folders below it.", readable=False)
    ] = Path(),
    phase: Annotated[str | None, typer.Option("--phase", help="Only projects in this phase, by id or title.")] = None,
    waiting: Annotated[
        str | None, typer.Option("--waiting", metavar="WHO", help="Only projects that wait for this person or role.")
    ] = None,
    stuck: Annotated[
        int | None,
        typer.Option(
            "--stuck", metavar="DAYS", min=0, help="Only projects in their phase for at least DAYS working days."
        ),
    ] = None,
    form: FormOption = Format.TEXT,
) -> None:
    """List the projects below a folder, one line each, the one longest in its phase first. Runs no check."""
    with Progress(sys.stderr) as progress:

        def show(found: int, read: int) -> None:
            if progress.is_due:
                progress.show(f"{found:,} projects found, {read:,} of them read")

        wanted = Filter(phase=phase, waiting=waiting, stuck=stuck)
        result = overview(ctx.obj / root, wanted, now(), cache=user_folders.cache(), progress=show)
    warn(result.warnings)
    sys.stdout.writelines(f"{line}\n" for line in _lines(result, form))


def _lines(result: Portfolio, form: str) -> Iterator[str]:
    match form:
        case Format.TEXT:
            return text(result, get_terminal_size().columns if sys.stdout.isatty() else None)
        case Format.MARKDOWN:
            return markdown(result)
        case Format.JSON:
            return dump_by_line(result, "projects")
        case _:
            return iter(added(form, result, "".join(f"{line}\n" for line in text(result, None))).splitlines())
