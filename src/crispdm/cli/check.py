"""crispdm check."""

from typing import Annotated, Any

import typer

from crispdm.actions.moves import look
from crispdm.cli import complete
from crispdm.cli.act import Format, FormOption, answer, now, progress, warn
from crispdm.errors import Exit
from crispdm.views.gate import report


def check(
    ctx: typer.Context,
    phase: Annotated[
        str | None,
        typer.Argument(
            help="Its id; the current phase if left out.", show_default=False, autocompletion=complete.phases
        ),
    ] = None,
    form: FormOption = Format.TEXT,
) -> None:
    """Run the gate's checks and say what is missing. It moves nothing; exit 0 exactly when the gate is open."""
    project, gate = look(ctx.obj, phase, now().date(), watch=progress())
    warn(project.warnings)

    def facts() -> Any:
        from crispdm.views import asjson  # noqa: PLC0415 - only this form needs it

        return asjson.check(gate)

    answer(form, lambda: report(project.process, gate), facts)
    raise typer.Exit(Exit.DONE if gate.is_open else Exit.NO)
