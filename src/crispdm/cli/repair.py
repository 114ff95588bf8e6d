"""crispdm repair."""

import typer

from crispdm.actions.repair import repair as repaired
from crispdm.cli.context import now
from crispdm.cli.output_format import Format, FormOption, answer
from crispdm.views.repair import lines


def repair(
    ctx: typer.Context,
    form: FormOption = Format.TEXT,
) -> None:
    """Repair a damaged state file: conflict markers, repeated or modified lines, a truncated end."""
    answer(form, repaired(ctx.obj, now()), lines)
