"""The formats of a result, and how one is printed."""

import sys
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

from crispdm.cli.context import say, warn
from crispdm.errors import CrispdmError
from crispdm.results.result import Result
from crispdm.views.text.lines import Line
from crispdm.words import listing

R = TypeVar("R", bound=Result)


class Format(StrEnum):
    """The formats of every result."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


def answer(
    form: str,
    result: R,
    lines: Callable[[R], Iterable[Line]],
    own: Mapping[str, Callable[[R], str]] = MappingProxyType({}),
) -> None:
    """Print a result in one of the formats, and its warnings to standard error.

    Args:
        form: which format.
        result: what the command found; JSON is its encoding.
        lines: the view that puts it into words.
        own: the formats that only this command has.
    """
    warn(result.warnings)
    if form in own:
        sys.stdout.write(own[form](result))
        return
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
            from crispdm.views.text.terminal import plain  # noqa: PLC0415 - only these formats need it

            sys.stdout.write(added(form, result, plain(lines(result))))


def added(form: str, result: Result, text: str) -> str:
    """A result as a format of an installed package writes it.

    Raises:
        CrispdmError: no package has the format, or it fails.
    """
    from crispdm.kept_json import to_builtins  # noqa: PLC0415 - only these formats need it
    from crispdm.plug_ins import find  # noqa: PLC0415 - only these formats need it

    plug_in = find("crispdm.formats", form)
    if plug_in is None:
        raise CrispdmError(f"there is no format {form!r}", hint=f"choose {listing([*Format], 'or')}")
    write: Any = plug_in.load()
    try:
        written = write(to_builtins(result), text)
    except Exception as error:
        raise plug_in.fault(f"failed: {type(error).__name__}: {error}") from error
    if not isinstance(written, str):
        raise plug_in.fault(f"returned {type(written).__name__} instead of text")
    return written


def print_result(result: R, lines: Callable[[R], Iterable[Line]]) -> None:
    """Print the result of a command that has no other format."""
    answer(Format.TEXT, result, lines)
