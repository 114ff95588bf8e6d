"""crispdm init."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from crispdm import user_folders
from crispdm.actions.init import create
from crispdm.actions.init_request import Request
from crispdm.cli.context import act, now, pairs, say, warn
from crispdm.cli.template_options import (
    AnswersOption,
    NoHooksOption,
    ProcessOption,
    SubfolderOption,
    TemplateOption,
    TrustOption,
)
from crispdm.cli.wizard import wizard
from crispdm.errors import CrispdmError
from crispdm.scaffold.build import Code
from crispdm.scaffold.sources import Reference
from crispdm.scaffold.user_config import read_answers, read_user_config
from crispdm.views.init import created
from crispdm.words import listing

_WITH_EXAMPLE = ("directory", "example", "git", "dry_run", "yes")  # parameters


def init(
    ctx: typer.Context,
    directory: Annotated[
        Path | None,
        typer.Argument(
            metavar="[DIR]", help="The project's folder, new or existing.", show_default=False, readable=False
        ),
    ] = None,
    example: Annotated[
        bool, typer.Option("--example", help="Create an example that is complete up to its first pilot.")
    ] = False,
    template: TemplateOption = None,
    given: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Answer a question; can be repeated.")
    ] = None,
    answers: AnswersOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Take the defaults for all other questions.")] = False,
    git: Annotated[
        bool | None,
        typer.Option("--git/--no-git", help="Create a git repository with a first commit.", show_default=False),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be created, and write nothing.")] = False,
    trust: TrustOption = False,
    no_hooks: NoHooksOption = False,
    checkout: Annotated[
        str | None,
        typer.Option("--checkout", metavar="REF", help="A branch, tag or commit to stay at."),
    ] = None,
    subfolder: SubfolderOption = None,
    process: ProcessOption = None,
) -> None:
    """Start a project with a folder for each CRISP-DM phase, and the gates between them."""
    base = ctx.obj.absolute()
    if example:
        _refuse_options(ctx)
        _create_example(base, directory, with_git=git, dry_run=dry_run)
        return
    target = base / directory if directory else None
    request = Request(
        target=target,
        template=Reference(template or "", base, checkout, subfolder),
        given={**(read_answers(ctx.obj / answers) if answers else {}), **pairs(given or [])},
        config=read_user_config(user_folders.config()),
        ask=wizard() if sys.stdin.isatty() and not yes else None,
        takes_defaults=yes or answers is not None or bool(given),
        code=Code(trusted=trust, hooks=not no_hooks),
        process=process,
        with_git=git,
        dry_run=dry_run,
    )
    result = create(request, act(target.parent if target else base))
    warn(result.warnings)
    say(created(result))


def _create_example(base: Path, directory: Path | None, *, with_git: bool | None, dry_run: bool) -> None:
    from crispdm.actions.example import create_example  # noqa: PLC0415 - it imports many commands
    from crispdm.views.example import example_created  # noqa: PLC0415

    found = create_example(base, directory, now(), with_git=with_git, dry_run=dry_run)
    warn(found.warnings)
    say(example_created(found))


def _refuse_options(ctx: typer.Context) -> None:
    """Refuse options that the example has no use for.

    Raises:
        CrispdmError: one was given.
    """
    flags = {each.name: each.opts[0] for each in ctx.command.params if each.name not in _WITH_EXAMPLE}
    given = [flag for name, flag in flags.items() if ctx.params.get(name)]
    if given:
        hint = "leave it out, or start a project of your own without --example"
        raise CrispdmError(f"--example brings its own answers; {listing(given)} cannot be used with it", hint=hint)
