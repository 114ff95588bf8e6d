"""crispdm explain."""

from collections.abc import Iterable
from typing import Annotated, Any

import typer

from crispdm.actions.explain import explain as look_up
from crispdm.cli import completion
from crispdm.cli.output_format import Format, FormOption, answer
from crispdm.views.text.lines import Line


def explain(
    ctx: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(
            help="A phase, a criterion or a kind of check; the current phase if left out.",
            autocompletion=completion.explained,
        ),
    ] = None,
    form: FormOption = Format.TEXT,
) -> None:
    """Say what a phase, a criterion or a check is for, who does it, and the command that comes next."""
    explained = look_up(ctx.obj, name)

    def lines() -> Iterable[Line]:
        from crispdm.views.explain import lines as in_lines  # noqa: PLC0415 - beside the other form

        return in_lines(explained)

    def facts() -> Any:
        from crispdm.views import asjson  # noqa: PLC0415 - only this form needs it

        return asjson.explained(explained)

    answer(form, lines, facts)
