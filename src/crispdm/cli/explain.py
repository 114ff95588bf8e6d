"""crispdm explain."""

from typing import Annotated

import typer

from crispdm.actions.explain import explain as explained
from crispdm.cli import completion
from crispdm.cli.format_option import FormOption
from crispdm.cli.output_format import Format, answer
from crispdm.views.explain import lines


def explain(
    ctx: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(
            help="A phase, a criterion or a kind of check. Default: the current phase.",
            autocompletion=completion.explainable,
        ),
    ] = None,
    form: FormOption = Format.TEXT,
) -> None:
    """Explain a phase, a criterion or a kind of check: what it is for, who owns it, and which command comes next."""
    answer(form, explained(ctx.obj, name), lines)
