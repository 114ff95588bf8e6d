"""What a command lacks that cannot do without it: what for, and a line that can be pasted."""

from shlex import quote
from typing import Any

import typer
from typer.core import TyperCommand

from crispdm.errors import CrispdmError
from crispdm.words import few

# What somebody may say there; names come from the project at hand, and where there is none from this table too.
_EXAMPLES = {
    ("back", "reason"): "images matter more",
    ("block", "text"): "no access to the image bucket",
    ("note", "text"): "the workshop is on Thursday",
    ("resume", "reason"): "the data can be had now",
    ("stop", "reason"): "it costs more than it brings",
    ("waive", "reason"): "the numbers come in May",
    (None, "criterion"): "worth-it",
    (None, "phase"): "business_understanding",
}
_NAMED = 6  # names that are listed


class Taught(TyperCommand):
    """A command that says what a missing argument or option is for, where Typer says that it is missing."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments.

        Raises:
            CrispdmError: one is missing.
            typer.TyperException: any other mistake in usage.
        """
        typed = [*args]
        try:
            return super().parse_args(ctx, args)
        except typer.TyperException as error:
            lacking = getattr(error, "param", None)
            if type(error).__name__ != "MissingParameter" or lacking is None:
                raise
            raise self._missing(ctx, lacking, typed) from None

    def _missing(self, ctx: Any, lacking: Any, typed: list[str]) -> CrispdmError:
        """The error for one that is missing; the line to paste has all that are."""
        names = [item.value for item in lacking.shell_complete(ctx, "")]
        details = (f"here: {few(names, _NAMED)}",) if names else ()
        is_option = lacking.opts[0].startswith("-")
        what = lacking.opts[0] if is_option else lacking.name.upper()
        says = f": {lacking.help[:1].lower()}{lacking.help[1:].rstrip('.')}" if lacking.help else ""
        options = [each for each in self.params if each.required and each.opts[0].startswith("-")]
        line = [] if is_option else [_value(self.name, lacking, names)]
        line += map(quote, typed)
        for option in options:
            if option.opts[0] not in {word.partition("=")[0] for word in typed}:
                line += [option.opts[0], _value(self.name, option, [])]
        folder = (ctx.parent.params.get("directory") if ctx.parent else None) or "."
        start = ["crispdm", *(["-C", quote(str(folder))] if str(folder) != "." else []), str(self.name)]
        return CrispdmError(f"{self.name} lacks {what}{says}", details=details, hint=" ".join([*start, *line]))


def _value(command: str | None, lacking: Any, names: list[str]) -> str:
    if names:
        return quote(names[0])
    text = _EXAMPLES.get((command, lacking.name)) or _EXAMPLES.get((None, lacking.name)) or "…"
    return f'"{text}"' if " " in text or text == "…" else text
