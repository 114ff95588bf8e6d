"""A required argument or option is missing: say what it is for, and show a command to paste."""

from typing import Any

import typer
from typer.core import TyperCommand

from crispdm.cli.parameter_values import SparesValidation
from crispdm.errors import CrispdmError
from crispdm.inert import quote
from crispdm.words import few

# Examples of values; names come from the project, or from this table where there is none.
_EXAMPLES = {
    ("back", "reason"): "images matter more",
    ("block", "text"): "no access to the image bucket",
    ("note", "text"): "the workshop is on Thursday",
    ("resume", "reason"): "the data is available now",
    ("stop", "reason"): "it costs more than it brings",
    ("waive", "reason"): "the numbers come in May",
    (None, "criterion"): "worth-it",
    (None, "phase"): "business_understanding",
}
_NAMED = 6  # choices that are listed


class CommandWithExamples(SparesValidation, TyperCommand):
    """A command that explains a missing argument or option, where Typer only names it."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments.

        Raises:
            CrispdmError: a required one is missing.
            typer.TyperException: any other usage error.
        """
        typed = [*args]
        try:
            return super().parse_args(ctx, args)
        except typer.TyperException as error:
            missing = getattr(error, "param", None)
            if type(error).__name__ != "MissingParameter" or missing is None:
                raise
            raise self._missing(ctx, missing, typed) from None

    def _missing(self, ctx: Any, missing: Any, typed: list[str]) -> CrispdmError:
        """The error for one that is missing; its hint fills in all that are missing."""
        names = [item.value for item in missing.shell_complete(ctx, "")]
        details = (f"choices: {few(names, _NAMED)}",) if names else ()
        is_option = missing.opts[0].startswith("-")
        what = missing.opts[0] if is_option else missing.name.upper()
        says = f": {missing.help[:1].lower()}{missing.help[1:].rstrip('.')}" if missing.help else ""
        options = [each for each in self.params if each.required and each.opts[0].startswith("-")]
        line = [] if is_option else [_value(self.name, missing, names)]
        line += map(quote, typed)
        for option in options:
            if option.opts[0] not in {word.partition("=")[0] for word in typed}:
                line += [option.opts[0], _value(self.name, option, [])]
        folder = (ctx.parent.params.get("directory") if ctx.parent else None) or "."
        start = ["crispdm", *(["-C", quote(str(folder))] if str(folder) != "." else []), str(self.name)]
        return CrispdmError(f"{self.name} requires {what}{says}", details=details, hint=" ".join([*start, *line]))


def _value(command: str | None, missing: Any, names: list[str]) -> str:
    if names:
        return quote(names[0])
    text = _EXAMPLES.get((command, missing.name)) or _EXAMPLES.get((None, missing.name)) or "…"
    return f'"{text}"' if " " in text or text == "…" else text
