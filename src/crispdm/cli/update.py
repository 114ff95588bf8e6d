"""crispdm update."""

import sys
from typing import Annotated

import typer

from crispdm import user_folders
from crispdm.actions.update import Request
from crispdm.actions.update import update as run_update
from crispdm.cli.context import pairs
from crispdm.cli.format_option import FormOption
from crispdm.cli.output_format import Format, answer
from crispdm.cli.template_options import NoHooksOption, SubfolderOption, TrustOption
from crispdm.cli.wizard import wizard
from crispdm.errors import Exit
from crispdm.scaffold.build import Code
from crispdm.scaffold.user_config import read_user_config
from crispdm.views.update import updated


def update(
    ctx: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing, and exit 1 if there is a newer version: for CI.")
    ] = False,
    given: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Change an answer; can be repeated.")
    ] = None,
    template: Annotated[
        str | None, typer.Option("--template", metavar="NAME", help="Where the template is now, if it moved.")
    ] = None,
    checkout: Annotated[
        str | None,
        typer.Option("--checkout", metavar="REF", help="A branch, tag or commit to stay at; '' follows releases."),
    ] = None,
    subfolder: SubfolderOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Take the defaults for new questions.")] = False,
    trust: TrustOption = False,
    no_hooks: NoHooksOption = False,
    form: FormOption = Format.TEXT,
) -> None:
    """Merge in a newer version of the template, keeping your changes."""
    request = Request(
        start=ctx.obj,
        template=template,
        checkout=checkout,
        directory=subfolder,
        given=pairs(given or []),
        config=read_user_config(user_folders.config()),
        ask=wizard() if sys.stdin.isatty() and not (yes or dry_run or check) else None,
        code=Code(trusted=trust, hooks=not no_hooks),
        dry_run=dry_run,
        check_only=check,
    )
    result = run_update(request)
    answer(form, result, updated)
    if result.conflicts or (check and (result.newer or result.release)):
        raise typer.Exit(Exit.NO)
