"""`crispdm status --short` for a shell's prompt, without parsing a command line."""

from crispdm.actions.status import stand
from crispdm.cli.context import here, now, say, warn
from crispdm.cli.exit_handler import report_error, run_to_exit_code
from crispdm.errors import Exit
from crispdm.views.status.page import short


def run() -> int:
    """Print in one line where the project stands, and return the exit code."""
    return run_to_exit_code(_run)


def _run() -> Exit:
    try:
        standing = stand(here(), now(), short=True)
        warn(standing.warnings)
        say([short(standing)])
    except Exception as error:  # noqa: BLE001 - every error ends in words
        return report_error(error)
    return Exit.DONE
