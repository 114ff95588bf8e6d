"""`crispdm status --short`, as a shell asks for it at every prompt: no command line is parsed for it."""

from crispdm.actions.status import stand
from crispdm.cli.context import here, now, say, warn
from crispdm.cli.exit_handler import complain, ended
from crispdm.errors import Exit
from crispdm.views.status.page import short


def run() -> int:
    """Say in one line where the project at hand stands; the exit code of the program."""
    return ended(_run)


def _run() -> Exit:
    try:
        standing = stand(here(), now(), short=True)
        warn(standing.warnings)
        say([short(standing)])
    except Exception as error:  # noqa: BLE001 - every error ends in words
        return complain(error)
    return Exit.DONE
