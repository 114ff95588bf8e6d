"""crispdm init."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from crispdm import user_folders
from crispdm.actions.init import Request, create
from crispdm.cli.context import act, pairs, say, warn
from crispdm.cli.wizard import ask
from crispdm.scaffold.sources import Wanted
from crispdm.scaffold.user_config import from_file, settings
from crispdm.views.init import made
from crispdm.views.text.lines import Line
from crispdm.views.text.terminal import show


def init(
    ctx: typer.Context,
    directory: Annotated[
        Path | None,
        typer.Argument(metavar="[DIR]", help="The folder: a new one, or one that is there.", show_default=False),
    ] = None,
    template: Annotated[
        str, typer.Option("--template", metavar="NAME", help="A bundled one, a folder, a zip or a git URL.")
    ] = "crisp-dm",
    given: Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="An answer; repeat it.")] = None,
    answers: Annotated[
        Path | None, typer.Option("--answers", metavar="FILE", help="Answers, in YAML or JSON.", show_default=False)
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Take the defaults for all that is not answered.")] = False,
    git: Annotated[
        bool | None, typer.Option("--git/--no-git", help="Make a repository with a first commit.", show_default=False)
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be made, and make nothing.")] = False,
    trust: Annotated[bool, typer.Option("--trust", help="Let the template run code of its own.")] = False,
    checkout: Annotated[
        str | None, typer.Option("--checkout", metavar="REF", help="Branch, tag or commit of the template.")
    ] = None,
    part: Annotated[
        str | None, typer.Option("--directory", metavar="PATH", help="The template's folder in its repository.")
    ] = None,
    process: Annotated[
        str | None, typer.Option("--process", metavar="NAME", help="The process for a template that has none.")
    ] = None,
) -> None:
    """Start a project: a folder for each phase of CRISP-DM, and the gates between them."""
    known = {**(from_file(ctx.obj / answers) if answers else {}), **pairs(given or [])}
    at = ctx.obj.absolute()
    target = at / directory if directory else None
    request = Request(
        target=target,
        wanted=Wanted(template, at, checkout, part),
        given=known,
        settings=settings(user_folders.config()),
        ask=ask if sys.stdin.isatty() and not yes else None,
        is_silent=yes or answers is not None or bool(given),
        trusted=trust,
        process=process,
        with_git=git,
        dry_run=dry_run,
    )
    if request.ask:
        show([Line("Enter takes what stands in brackets. Ctrl-C ends it, and makes nothing.")], sys.stderr)
    done = create(request, act(target.parent if target else at))
    warn(done.warnings)
    say(made(done))
