"""crispdm repair."""

from typing import Any

import typer

from crispdm.actions.verify import repair as heal
from crispdm.cli.context import now
from crispdm.cli.output_format import Format, FormOption, answer
from crispdm.views.verify import repaired


def repair(
    ctx: typer.Context,
    form: FormOption = Format.TEXT,
) -> None:
    """Heal the state file: conflict markers, repeated and altered lines, a torn end. It says what it did."""
    mended = heal(ctx.obj, now())

    def facts() -> Any:
        from crispdm.views import asjson  # noqa: PLC0415 - only this form needs it

        return asjson.repair(mended)

    answer(form, lambda: repaired(mended), facts)
