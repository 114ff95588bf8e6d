"""The commands of every day as they are mostly typed, answered without parsing a command line."""

import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType

from crispdm.cli.context import act, here, now, progress
from crispdm.cli.exit_handler import report_error, run_to_exit_code
from crispdm.cli.output_format import Format, answer
from crispdm.errors import Exit
from crispdm.results.gate import Check
from crispdm.results.status import Status

OWN_FORMATS = ("slack", "badge")  # of `status`


def run() -> int:
    """Answer the program's arguments, which are among those that need no parser, and return the exit code."""
    return run_to_exit_code(_run)


def _run() -> Exit:
    try:
        here()
        return _answer(sys.argv[1])
    except Exception as error:  # noqa: BLE001 - every error ends in words
        return report_error(error, as_json="json" in sys.argv)


def _answer(command: str) -> Exit:
    if command == "advance":
        return print_advance(Path())
    if command == "check":
        return print_check(Path())
    form = Format.JSON if "json" in sys.argv else Format.TEXT
    print_status(Path(), now(), short="--short" in sys.argv, form=form)
    return Exit.DONE


def print_advance(folder: Path, *, again: str | None = None, dry_run: bool = False, form: str = Format.TEXT) -> Exit:
    """Try to pass the gate of the current phase, print what came of it, and return the exit code.

    Args:
        folder: the project, or a folder in it.
        again: why evidence that led back here may pass unchanged.
        dry_run: record nothing.
        form: how to print it.
    """
    from crispdm.actions.advance import advance  # noqa: PLC0415 - each command pays for its own action and view
    from crispdm.views.moves import advance_lines  # noqa: PLC0415

    found = advance(folder, act(folder), again=again, dry_run=dry_run)
    answer(form, found, advance_lines)
    return Exit.DONE if found.events else Exit.NO


def print_check(
    folder: Path,
    phase: str | None = None,
    *,
    early: bool = False,
    form: str = Format.TEXT,
    own: Mapping[str, Callable[[Check], str]] = MappingProxyType({}),
) -> Exit:
    """Check the gate of a phase, print what is missing, and return the exit code.

    Args:
        folder: the project, or a folder in it.
        phase: its id; None for the current phase.
        early: show the effect of a pilot before its planned end, and record that.
        form: how to print it.
        own: the formats that only this command has.
    """
    from crispdm.actions import gate  # noqa: PLC0415 - each command pays for its own action and view
    from crispdm.views.gate import check_lines  # noqa: PLC0415

    if early:
        found = gate.check_early(folder, act(folder), phase)
    else:
        found = gate.check(folder, phase, now().date(), watch=progress())
    answer(form, found, check_lines, own)
    return Exit.DONE if found.gate.open else Exit.NO


def print_status(folder: Path, moment: datetime, *, since: date | None = None, short: bool, form: str) -> None:
    """Print where the project stands.

    Args:
        folder: the project, or a folder in it.
        moment: now.
        since: from which day on it says what happened; None for the last working day.
        short: in one line, for a prompt.
        form: how to print it.
    """
    from crispdm.actions.status import read_status  # noqa: PLC0415 - each command pays for its own action and view

    found = read_status(folder, moment, since=since, short=short)
    if short:
        from crispdm.views.status.prompt import status_line  # noqa: PLC0415

        answer(form, found, lambda found: [status_line(found)])
    else:
        from crispdm.views.status.page import status_lines  # noqa: PLC0415

        answer(form, found, status_lines, {"slack": _message, "badge": _badge})


def _message(found: Status) -> str:
    from crispdm.views.status.page import status_lines  # noqa: PLC0415
    from crispdm.views.status.slack import message  # noqa: PLC0415

    return message(status_lines(found))


def _badge(found: Status) -> str:
    from crispdm.views.status.badge import badge  # noqa: PLC0415

    return badge(found)
