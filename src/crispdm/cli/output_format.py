"""The formats of a result, and how one is printed."""

import sys
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import TypeVar, assert_never

from crispdm.cli.context import say, warn
from crispdm.results.result import Result
from crispdm.views.text.lines import Line

R = TypeVar("R", bound=Result)


class Format(StrEnum):
    """The formats of a result."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


def answer(form: Format, result: R, lines: Callable[[R], Iterable[Line]]) -> None:
    """Print a result in one of the formats, and its warnings to standard error.

    Args:
        form: which format.
        result: what the command found; JSON is its encoding.
        lines: the view that puts it into words.
    """
    warn(result.warnings)
    match form:
        case Format.TEXT:
            say(lines(result))
        case Format.MARKDOWN:
            from crispdm.views.text.markdown import markdown  # noqa: PLC0415 - only this format needs it

            sys.stdout.write(markdown(lines(result)))
        case Format.JSON:
            from crispdm.views.json.encoding import dump_in_parts  # noqa: PLC0415 - only this format needs it

            sys.stdout.writelines(dump_in_parts(result))
            sys.stdout.write("\n")
        case _:
            assert_never(form)


def print_result(result: R, lines: Callable[[R], Iterable[Line]]) -> None:
    """Print the result of a command that has no other format."""
    answer(Format.TEXT, result, lines)
