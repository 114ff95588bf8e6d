"""Where the program starts, and how it ends. `--version` is answered before anything is imported."""

import gc
import os
import sys

from crispdm import __version__

_BROKEN, _INTERRUPTED, _OUTPUT_CLOSED = 3, 130, 141  # 141 is how a shell reports the end of a program that nobody reads


def main() -> None:
    """Run the command line, and end without a traceback: on Ctrl-C, and where the answer cannot be written."""
    _open_what_is_closed()
    code = 0
    for step in (_answer, sys.stdout.flush):
        try:
            code = step() or code
        except KeyboardInterrupt:
            code = _INTERRUPTED
        except OSError as error:
            code = _unwritten(error, code)
    sys.exit(code)


def _answer() -> int:
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"crispdm {__version__}\n")
        return 0
    gc.disable()  # a command ends before collecting pays: a tenth of its time would go there
    if sys.argv[1:] == ["status", "--short"]:  # asked at every prompt of a shell
        from crispdm.cli.shell_prompt import run  # noqa: PLC0415 - it costs what --version need not pay
    else:
        from crispdm.cli.app import run  # noqa: PLC0415 - and this what a prompt need not pay

    try:
        return run()
    finally:
        gc.freeze()  # nor does the interpreter have to look for garbage when it ends


def _open_what_is_closed() -> None:
    """Nothing is lost that nobody listens to; and no file of ours takes the number of a closed stream."""
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: PTH123, SIM115 - as long as the program
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: PTH123, SIM115


def _unwritten(error: OSError, code: int) -> int:
    """The exit code for an answer that does not arrive; the reason is said once."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the interpreter flushes again when it ends
    if isinstance(error, BrokenPipeError):
        return _OUTPUT_CLOSED
    if code != _BROKEN:
        sys.stderr.write(f"crispdm: the answer cannot be written: {error.strerror}\n")
    return _BROKEN


if __name__ == "__main__":
    main()
