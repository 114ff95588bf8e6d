"""The command line of a program of the tests: `--help` says what it does, and a mistake is told in one line."""

import argparse


def parser(about: str | None) -> argparse.ArgumentParser:
    """A parser that describes a program as its module does."""
    return argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)


def whole_number(about: str | None, name: str, default: int) -> int:
    """The only argument of a program: a whole number, or its default."""
    arguments = parser(about)
    arguments.add_argument(name, type=int, nargs="?", default=default, help=f"{default:,} unless said")
    number: int = getattr(arguments.parse_args(), name)
    return number
