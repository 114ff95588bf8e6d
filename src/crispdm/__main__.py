"""Where the program starts. `--version` is answered before anything is imported."""

import sys

from crispdm import __version__


def main() -> None:
    """Run the command line."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"crispdm {__version__}\n")
        return
    from crispdm.cli.app import run  # noqa: PLC0415 - it costs what --version need not pay

    run()


if __name__ == "__main__":
    main()
