"""The forms in which an answer can be had."""

import sys
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Annotated, Any, assert_never

import typer

from crispdm.cli.context import say
from crispdm.views.text.lines import Line


class Format(StrEnum):
    """The forms in which an answer can be had."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


FormOption = Annotated[Format, typer.Option("--format", help="In which form.")]


def answer(form: Format, lines: Callable[[], Iterable[Line]], facts: Callable[[], Any]) -> None:
    """The answer in one of its forms.

    Args:
        form: which.
        lines: what is said, for people.
        facts: the same for programs, as one of the types of `views.answers`.
    """
    match form:
        case Format.TEXT:
            say(lines())
        case Format.MARKDOWN:
            from crispdm.views.text.markdown import markdown  # noqa: PLC0415 - only this form needs it

            sys.stdout.write(markdown(lines()))
        case Format.JSON:
            from crispdm.views.json.encoding import dump  # noqa: PLC0415 - only this form needs it

            sys.stdout.write(f"{dump(facts())}\n")
        case _:
            assert_never(form)
