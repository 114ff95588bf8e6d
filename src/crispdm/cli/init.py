"""crispdm init."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from crispdm.actions.create import create
from crispdm.cli.act import act, say
from crispdm.errors import CrispdmError
from crispdm.views.made import made


def init(
    ctx: typer.Context,
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make; an empty one is fine.")],
    template: Annotated[str, typer.Option("--template", metavar="NAME", help="From which template.")] = "crisp-dm",
    given: Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="An answer; repeat it.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Take the defaults for all that is not set.")] = False,
    git: Annotated[
        bool | None, typer.Option("--git/--no-git", help="Make a repository with a first commit.", show_default=False)
    ] = None,
) -> None:
    """Start a project: a folder for each phase of CRISP-DM, and the gates between them."""
    answers = dict(_pair(text) for text in given or [])
    if not (yes or answers or sys.stdin.isatty()):
        hint = (
            "add --yes for the defaults, or --set KEY=VALUE: project_name, problem_owner, measure, unit, now, target, …"
        )
        raise CrispdmError("nobody is here to answer the questions; nothing was made", hint=hint)
    target = ctx.obj / directory
    done = create(target, template, act(target.absolute().parent), answers, with_git=git)
    say(made(done.target, done.process, done.paths, done.git))


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise CrispdmError(f"--set {text}: expected KEY=VALUE")
    return key.strip(), value.strip()
