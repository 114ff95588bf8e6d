"""crispdm advance."""

from collections.abc import Iterable
from typing import Annotated, Any

import typer

from crispdm.actions import moves
from crispdm.cli.context import act, warn
from crispdm.cli.output_format import Format, FormOption, answer
from crispdm.errors import Exit
from crispdm.views.gate import refusal
from crispdm.views.moves import advanced
from crispdm.views.text.lines import Line


def advance(
    ctx: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and write nothing.")] = False,
    form: FormOption = Format.TEXT,
) -> None:
    """Pass the gate of the current phase, and sign for the roles that name you. Closed: exit 1, nothing written."""
    attempt = moves.advance(ctx.obj, act(ctx.obj), dry_run=dry_run)
    warn(attempt.project.warnings)
    process = attempt.project.process

    def lines() -> Iterable[Line]:
        if attempt.events:
            before = attempt.project.state.events
            return advanced(process, before, attempt.events, moves.guide(attempt), dry_run=dry_run)
        return refusal(process, attempt.gate)

    def facts() -> Any:
        from crispdm.views import asjson  # noqa: PLC0415 - only this form needs it

        return asjson.advance(attempt.gate, attempt.events, dry_run=dry_run)

    answer(form, lines, facts)
    raise typer.Exit(Exit.DONE if attempt.events else Exit.NO)
