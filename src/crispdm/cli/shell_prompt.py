"""`crispdm status --short` for a shell's prompt, without parsing a command line."""

from crispdm.actions.status import read_status
from crispdm.cli.context import here, now, say, warn
from crispdm.cli.exit_handler import report_error, run_to_exit_code
from crispdm.errors import Exit
from crispdm.views.status.prompt import status_line


def run() -> int:
    """Print in one line where the project stands, and return the exit code."""
    return run_to_exit_code(_run)


def _run() -> Exit:
    try:
        found = read_status(here(), now(), short=True)
        warn(found.warnings)
        say([status_line(found)])
    except Exception as error:  # noqa: BLE001 - every error ends in words
        return report_error(error)
    return Exit.DONE
