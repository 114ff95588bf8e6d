"""Render the texts that need no Jinja, as Jinja renders them and forty times faster: variables, includes and raw text.

Pure. Most files of a template are no more than that.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Self

_NEWLINE = re.compile(r"\r\n|\r|\n")  # what Jinja takes for one
_MARK = re.compile(
    r"""\{\{\ *cookiecutter\.(?P<variable>[A-Za-z_][A-Za-z0-9_]*)\ *\}\}
    |(?P<raw_begin>\{%\s*raw\s*%\})(?P<raw>.*?)(?P<raw_end>\{%\s*endraw\s*%\})
    |\{%\s*include\s*(?P<quote>["'])(?P<include>[^"'\\\n]+)(?P=quote)\s*%\}
    |\{[{%#]""",
    re.VERBOSE | re.DOTALL,
)
Include = Callable[[str], str | None]


class BlockSpace(NamedTuple):
    """What a tag takes away of the space around it, as Jinja's settings of these names say."""

    trim_blocks: bool = False  # the line end after it
    lstrip_blocks: bool = False  # the spaces before it, where its line has nothing else before it

    @classmethod
    def of(cls, settings: object) -> Self | None:
        """The settings of a template; None where there are others, which only Jinja knows."""
        settings = settings or {}
        if not isinstance(settings, dict) or not all(isinstance(value, bool) for value in settings.values()):
            return None
        return cls(**settings) if settings.keys() <= set(cls._fields) else None

    def before(self, text: str, *, starts_line: bool) -> str:
        """What stays of the text before a tag."""
        rest, newline, last = text.rpartition("\n")
        is_indent = self.lstrip_blocks and last.isspace() and (newline or starts_line)
        return f"{rest}{newline}" if is_indent else text

    def end(self, source: str, end: int) -> int:
        """Where the text after a tag begins."""
        return end + 1 if self.trim_blocks and source.startswith("\n", end) else end


def simple_text(
    source: str, answers: Mapping[str, Any], space: BlockSpace, include: Include = lambda _: None
) -> str | None:
    """Render a text.

    Args:
        source: the text.
        answers: the variables.
        space: what tags take away around them.
        include: renders what is included by a name; None where Jinja has to.

    Returns:
        None where the text needs Jinja, be it only to say what is wrong: for anything but the name of an answer that is
        a text, say. (`dict.get` would be a method to Jinja.)
    """
    source = _NEWLINE.sub("\n", source)
    if "{" not in source:
        return source
    parts, end = [], 0
    for mark in _MARK.finditer(source):
        before, is_tag = source[end : mark.start()], not mark["variable"]
        if is_tag:
            before = space.before(before, starts_line=source[end - 1 : end] in ("", "\n"))
        value = _value(mark, answers, space, include)
        if value is None:
            return None
        parts += [before, value]
        end = space.end(source, mark.end()) if is_tag else mark.end()
    return "".join((*parts, source[end:]))


def is_only_variables(source: str) -> bool:
    """Whether a text is nothing but text, raw or not, and variables, which may still turn out to need Jinja."""
    return all(mark["variable"] or mark["raw_begin"] for mark in _MARK.finditer(source))


def _value(mark: re.Match[str], answers: Mapping[str, Any], space: BlockSpace, include: Include) -> str | None:
    """What stands for a variable or a tag in the result."""
    if name := mark["variable"]:
        answer = None if hasattr(dict, name) else answers.get(name)
        return answer if type(answer) is str else None
    if mark["raw_begin"]:
        return space.before(mark["raw"], starts_line=False)
    return include(mark["include"]) if mark["include"] else None
