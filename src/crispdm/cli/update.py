"""crispdm update."""

from typing import Annotated

import typer

from crispdm import user_folders
from crispdm.actions.update import Request
from crispdm.actions.update import update as bring
from crispdm.cli.context import pairs
from crispdm.cli.output_format import Format, FormOption, answer
from crispdm.errors import Exit
from crispdm.scaffold.user_config import settings
from crispdm.views.update import updated


def update(
    ctx: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Exit 1 if there is something newer: for CI.")] = False,
    given: Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Another answer.")] = None,
    template: Annotated[
        str | None, typer.Option("--template", metavar="NAME", help="Where the template is now.")
    ] = None,
    checkout: Annotated[
        str | None, typer.Option("--checkout", metavar="REF", help="Branch, tag or commit of the template.")
    ] = None,
    part: Annotated[
        str | None, typer.Option("--directory", metavar="PATH", help="The template's folder in its repository.")
    ] = None,
    trust: Annotated[bool, typer.Option("--trust", help="Let the template run code of its own.")] = False,
    form: FormOption = Format.TEXT,
) -> None:
    """Bring a newer version of the template in, with a three-way merge."""
    request = Request(
        start=ctx.obj,
        template=template,
        checkout=checkout,
        directory=part,
        given=pairs(given or []),
        settings=settings(user_folders.config()),
        trusted=trust,
        only_look=dry_run,
        only_ask=check,
    )
    done = bring(request)
    answer(form, done, updated)
    if done.conflicts or (check and done.newer):
        raise typer.Exit(Exit.NO)
