"""Values that need no validation, so that it need not be imported.

From 0.29 on Typer validates with pydantic whatever is not a flag that was typed: a text that stays a text too, and a
default. To import it takes longer than most commands run: `status` took 1.6 times, `check` 1.8 times what 0.28 takes.
"""

from collections.abc import Callable
from enum import EnumType
from functools import partial
from pathlib import Path
from typing import Any


class SparesValidation:
    """A command, or a group of them, that lets Typer validate only those values that need it."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The parameters of the command."""
        parameters: list[Any] = super().get_params(ctx)  # type: ignore[misc] # mixed into a command
        for each in parameters:
            # Typer 0.28 has no descriptors, and needs no pydantic
            if hasattr(each, "type_descriptor") and "process_value" not in vars(each):
                each.process_value = partial(_process_value, each, each.process_value)
        return parameters


def _process_value(parameter: Any, validate: Callable[[Any, Any], Any], ctx: Any, value: Any) -> Any:
    """Stands in for the parameter's own method, and calls it where something is to be validated or complained of."""
    try:
        converted = _convert(parameter, value)
    except ValueError:
        return validate(ctx, value)
    return parameter.callback(ctx, parameter, converted) if parameter.callback else converted


def _convert(parameter: Any, value: Any) -> Any:
    """What a word of the command line, or a default, becomes.

    Raises:
        ValueError: it is missing, it is wrong, or its type takes a look at it or at a file.
    """
    if value is None and not parameter.required:
        return () if parameter.multiple else None
    wanted = parameter.type_descriptor
    if isinstance(wanted.annotation, EnumType):
        return wanted.annotation(value)
    if wanted.annotation is str and isinstance(value, str):
        return value
    if wanted.annotation == list[str] and value is not None:
        return list(value)
    if wanted.annotation is Path and value is not None and not wanted.parameter_info.readable:
        return Path(value)
    raise ValueError
