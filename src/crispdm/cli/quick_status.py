"""`crispdm status`, and its forms for a shell's prompt and for a program, without parsing a command line."""

import sys
from datetime import date, datetime
from pathlib import Path

from crispdm.actions.status import read_status
from crispdm.cli.context import here, now
from crispdm.cli.exit_handler import report_error, run_to_exit_code
from crispdm.cli.output_format import Format, answer
from crispdm.errors import Exit
from crispdm.results.status import Status

OWN_FORMATS = ("slack", "badge")


def run() -> int:
    """Print the status in the form that the program's arguments ask for, and return the exit code."""
    return run_to_exit_code(_run)


def _run() -> Exit:
    form = Format.JSON if "json" in sys.argv else Format.TEXT
    try:
        here()
        print_status(Path(), now(), short="--short" in sys.argv, form=form)
    except Exception as error:  # noqa: BLE001 - every error ends in words
        return report_error(error, as_json=form == Format.JSON)
    return Exit.DONE


def print_status(folder: Path, moment: datetime, *, since: date | None = None, short: bool, form: str) -> None:
    """Print where the project stands.

    Args:
        folder: the project, or a folder in it.
        moment: now.
        since: from which day on it says what happened; None for the last working day.
        short: in one line, for a prompt.
        form: how to print it.
    """
    found = read_status(folder, moment, since=since, short=short)
    if short:
        from crispdm.views.status.prompt import status_line  # noqa: PLC0415 - each form pays for its own view

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
