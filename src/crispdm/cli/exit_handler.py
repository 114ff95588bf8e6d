"""From errors and signals to exit codes: the one way in which the program ends."""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from crispdm.errors import CrispdmError, Damaged, Exit
from crispdm.views.text.lines import Line
from crispdm.views.text.styles import Style
from crispdm.views.text.terminal import PLAIN, show

_SIZE_DIGITS = 4  # of columns or lines of a terminal


def run_to_exit_code(work: Callable[[], int]) -> int:
    """Run the program and return its exit code; SIGTERM and SIGHUP end it as Ctrl-C does, with its clean-up."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup says so
            signal.signal(number, lambda number, _: sys.exit(128 + number))  # so that half made things are removed
    _forget_odd_sizes()
    encoding = "ascii" if os.environ.get("LC_ALL") in ("C", "POSIX") else None  # Python would write UTF-8 all the same
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding=encoding, errors=PLAIN)
    try:
        return work()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else Exit.DONE


def _forget_odd_sizes() -> None:
    """Leave it to the terminal how large it is where the environment says nonsense: who reads it allots as much."""
    for name in ("COLUMNS", "LINES", "TERMINAL_WIDTH"):
        size = os.environ.get(name, "80")
        if not (size.isascii() and size.isdigit() and len(size) <= _SIZE_DIGITS and int(size)):
            del os.environ[name]


def asks_for_json(arguments: Sequence[str]) -> bool:
    """Whether a program will read the answer, and so the error."""
    return "--format=json" in arguments or ("--format", "json") in pairwise(arguments)


def report_usage(error: Any) -> Exit:
    """Print a mistake in usage, which Typer found, as JSON to standard error."""
    return _print_json(
        CrispdmError(error.format_message(), hint=error.ctx.command_path + " --help" if error.ctx else "")
    )


def report_error(error: Exception, *, as_json: bool = False) -> Exit:
    """Print the error, its details and its hint to standard error, and return the exit code for it."""
    known = _expected_error(error)
    if known is None and os.environ.get("CRISPDM_TRACEBACK"):
        raise error
    said = known or _internal_error(error)
    if as_json:
        return _print_json(said)
    lines = [Line(said.message, label="crispdm: ", style=Style.FAILED)]
    lines += [Line(detail, indent=2) for detail in said.details]
    lines += [Line(said.hint, label="hint: ", style=Style.QUIET)] if said.hint else []
    show(lines, sys.stderr)
    return said.exit


def _print_json(error: CrispdmError) -> Exit:
    import json  # noqa: PLC0415 - only a program asks for it

    hint, details = error.hint or None, [*error.details]
    found = {"format": 1, "error": error.message, "details": details, "hint": hint, "code": int(error.exit)}
    sys.stderr.write(f"{json.dumps(found)}\n")
    return error.exit


def _expected_error(error: Exception) -> CrispdmError | None:
    """The error, if a person can do something about it."""
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return Damaged(f"{where}{error.strerror or error}")
    return error if isinstance(error, CrispdmError) else None


def _internal_error(error: Exception) -> CrispdmError:
    """An error that nobody foresaw, with the line that raised it."""
    from traceback import extract_tb  # noqa: PLC0415 - only an internal error needs it

    at = extract_tb(error.__traceback__)[-1]
    what = f"{type(error).__name__}: {error} ({Path(at.filename).name}:{at.lineno})"
    hint = "please report it with that line; CRISPDM_TRACEBACK=1 shows the traceback"
    return Damaged(f"internal error: {what}", hint=hint)
