"""crispdm portfolio."""

import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import get_terminal_size
from typing import Annotated, assert_never

import typer

from crispdm.actions.portfolio.overview import survey
from crispdm.cli.context import cache, now, warn
from crispdm.cli.output_format import Format, FormOption
from crispdm.views.portfolio.text import Portfolio, Wanted, as_json, left_out, markdown, only, text
from crispdm.views.text.progress import Progress

_SHOWN = 5  # folders that cannot be looked into


def portfolio(
    ctx: typer.Context,
    root: Annotated[
        Path, typer.Argument(help="Where to look: in this folder and all below it.", readable=False)
    ] = Path(),
    phase: Annotated[str | None, typer.Option("--phase", help="Only projects in this phase, by id or title.")] = None,
    waiting: Annotated[
        str | None, typer.Option("--waiting", metavar="WHO", help="Only projects that wait for this person or role.")
    ] = None,
    stuck: Annotated[
        int | None, typer.Option("--stuck", metavar="DAYS", min=0, help="Only those so many working days in a phase.")
    ] = None,
    form: FormOption = Format.TEXT,
) -> None:
    """Show many projects, one line each, the one that is longest in its phase first. Runs no check, writes nothing."""
    with Progress(sys.stderr) as progress:

        def tell(found: int, read: int) -> None:
            if progress.is_due:
                progress.show(f"{found:,} projects found, {read:,} of them read")

        everything = survey(ctx.obj / root, now(), cache(), tell)
    if not everything.rows:
        warn([f"no crispdm.yaml in {ctx.obj / root} or below; `crispdm init NAME` starts a project"])
    wanted = Wanted(phase=phase, waiting=waiting, stuck=stuck)
    warn(f"{path}: {why}; not looked into" for path, why in everything.unreadable[:_SHOWN])
    if len(everything.unreadable) > _SHOWN:
        warn([f"and {len(everything.unreadable) - _SHOWN:,} more folders"])
    warn(left_out(everything, wanted))
    sys.stdout.write("".join(f"{line}\n" for line in _lines(only(everything, wanted), form)))


def _lines(portfolio: Portfolio, form: Format) -> Iterator[str]:
    match form:
        case Format.TEXT:
            return text(portfolio, get_terminal_size().columns if sys.stdout.isatty() else None)
        case Format.MARKDOWN:
            return markdown(portfolio)
        case Format.JSON:
            return as_json(portfolio)
        case _:
            assert_never(form)
