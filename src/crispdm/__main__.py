"""Where the program starts, and how it ends. `--version` is answered before anything is imported."""

import atexit
import gc
import os
import sys

from crispdm import __version__
from crispdm.cli.standard_streams import open_streams

_BROKEN, _INTERRUPTED, _OUTPUT_CLOSED = 3, 130, 141  # 141 is how a shell reports the end of a program that nobody reads
# these need no parser
_ASKED_MOST = (["status"], ["status", "--short"], ["status", "--format", "json"], ["check"], ["advance"])


def main() -> None:
    """Run the command line, and end without a traceback: on Ctrl-C, and where the answer cannot be written."""
    codes: list[int] = []
    atexit.register(_leave, codes)  # first of all, so that it is called last
    out = open_streams()
    code = 0
    for step in (_answer, sys.stdout.flush):
        try:
            code = step() or code
        except KeyboardInterrupt:
            code = _INTERRUPTED
    codes.append(_unwritten(out.fault, code) if out.fault else code)
    sys.exit(codes[0])


def _leave(codes: list[int]) -> None:
    """End the process: what the interpreter would tidy up for another twentieth of the time, the system takes back."""
    if codes:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(codes[0])


def _answer() -> int:
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"crispdm {__version__}\n")
        return 0
    gc.disable()  # a command ends before collecting pays: a tenth of its time would go there
    if sys.argv[1:] in _ASKED_MOST:
        import crispdm.cli.light_imports  # noqa: F401, PLC0415 - before all that imports msgspec
        from crispdm.cli.quick_commands import run  # noqa: PLC0415 - it costs what --version need not pay
    else:
        from crispdm.cli.app import run  # noqa: PLC0415 - and this what the status need not pay

    return run()


def _unwritten(fault: OSError, code: int) -> int:
    """The exit code for an answer that does not arrive. What the command did is done, and must not be done again."""
    if isinstance(fault, BrokenPipeError):
        return _OUTPUT_CLOSED
    done = "" if code else "the command is done, but "
    sys.stderr.write(f"crispdm: {done}the answer cannot be written: {fault.strerror}\n")
    return _BROKEN


if __name__ == "__main__":
    main()
