"""crispdm portfolio."""

import sys
from enum import StrEnum
from pathlib import Path
from shutil import get_terminal_size
from typing import Annotated

import typer

from crispdm.actions.portfolio.survey import survey
from crispdm.cli.act import cache, now, warn
from crispdm.views.portfolio import Wanted, guess, lines, only
from crispdm.views.progress import Progress

_SHOWN = 5  # folders that cannot be looked into


class Form(StrEnum):
    """The forms in which a portfolio can be had."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


def portfolio(
    ctx: typer.Context,
    root: Annotated[Path, typer.Argument(help="Where to look: in this folder and all below it.")] = Path(),
    phase: Annotated[str | None, typer.Option("--phase", help="Only projects in this phase, by id or title.")] = None,
    waiting: Annotated[
        str | None, typer.Option("--waiting", metavar="WHO", help="Only projects that wait for this person or role.")
    ] = None,
    stuck: Annotated[
        int | None, typer.Option("--stuck", metavar="DAYS", min=0, help="Only those so many working days in a phase.")
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="In which form.")] = Form.TEXT,
) -> None:
    """Show many projects, one line each, the one that is longest in its phase first. Runs no check, writes nothing."""
    with Progress(sys.stderr) as progress:

        def tell(found: int, read: int) -> None:
            if progress.is_due:
                progress.show(f"{found:,} projects found, {read:,} of them read")

        everything = survey(ctx.obj / root, now(), cache(), tell)
    if not everything.rows:
        warn([f"no crispdm.yaml in {ctx.obj / root} or below; `crispdm init NAME` starts a project"])
    wanted = only(everything, Wanted(phase=phase, waiting=waiting, stuck=stuck))
    warn(f"{path}: {why}; not looked into" for path, why in everything.unreadable[:_SHOWN])
    if len(everything.unreadable) > _SHOWN:
        warn([f"and {len(everything.unreadable) - _SHOWN:,} more folders"])
    if phase is not None and (question := guess(everything, phase)):
        warn([f"no project is in the phase {phase!r}{question}"])
    width = get_terminal_size().columns if sys.stdout.isatty() else None
    sys.stdout.write("".join(f"{line}\n" for line in lines(wanted, form, width)))
