"""How the program ends: the one way from errors and signals to exit codes."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from crispdm.errors import CrispdmError, Damaged, Exit
from crispdm.views.text.lines import Line
from crispdm.views.text.terminal import PLAIN, show


def ended(work: Callable[[], int]) -> int:
    """Do the work of the program, which answers with its exit code or raises it."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup says so
            signal.signal(number, lambda number, _: sys.exit(128 + number))  # so that half made things are removed
    encoding = "ascii" if os.environ.get("LC_ALL") in ("C", "POSIX") else None  # Python would write UTF-8 all the same
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding=encoding, errors=PLAIN)
    try:
        return work()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else Exit.DONE


def complain(error: Exception) -> Exit:
    """Say what is wrong, as far as anybody is there to read it; the exit code for it."""
    if isinstance(error, BrokenPipeError):
        return Exit.UNREAD
    known = _in_words(error)
    if known is None and os.environ.get("CRISPDM_TRACEBACK"):
        raise error
    said = known or _our_fault(error)
    lines = [Line(said.message, label="crispdm: ", style="bold red")]
    lines += [Line(detail, indent=2) for detail in said.details]
    lines += [Line(said.hint, label="  you can  ", style="dim")] if said.hint else []
    show(lines, sys.stderr)
    return said.exit


def _in_words(error: Exception) -> CrispdmError | None:
    """An error that a person can do something about."""
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return Damaged(f"{where}{error.strerror or error}")
    return error if isinstance(error, CrispdmError) else None


def _our_fault(error: Exception) -> CrispdmError:
    """What is left to say about an error that nobody foresaw."""
    from traceback import extract_tb  # noqa: PLC0415 - only a fault needs it

    at = extract_tb(error.__traceback__)[-1]
    what = f"{type(error).__name__}: {error} ({Path(at.filename).name}:{at.lineno})"
    hint = "report it with that line, please; CRISPDM_TRACEBACK=1 shows more"
    return Damaged(f"this is a fault of crispdm itself: {what}", hint=hint)
