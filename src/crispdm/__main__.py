"""Where the program starts. `--version` is answered before anything is imported."""

import gc
import sys

from crispdm import __version__


def main() -> None:
    """Run the command line."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"crispdm {__version__}\n")
        return
    gc.disable()  # a command ends before collecting pays: a tenth of its time would go there
    from crispdm.cli.app import run  # noqa: PLC0415 - it costs what --version need not pay

    try:
        run()
    finally:
        gc.freeze()  # nor does the interpreter have to look for garbage when it ends


if __name__ == "__main__":
    main()
