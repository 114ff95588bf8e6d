"""Render a text in cookiecutter's dialect, in Jinja's sandbox: a template is somebody else's code."""

import os
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from traceback import walk_tb
from typing import TYPE_CHECKING, Any

from crispdm.errors import CrispdmError

if TYPE_CHECKING:
    from jinja2 import Environment

_NEWLINE = re.compile(r"\r\n|\r|\n")  # what Jinja takes for one
_UNNAMED = ("<template>", "<unknown>")  # what Jinja calls a text without a file, when it runs and when it parses it
_MARK = re.compile(r"\{\{ *cookiecutter\.([A-Za-z_][A-Za-z0-9_]*) *\}\}|\{[{%#]")


def _with_variables(source: str, answers: Mapping[str, Any]) -> str | None:
    """The text with its variables replaced as Jinja does it, forty times faster; None where it needs Jinja.

    That is for anything but the name of an answer that is a text: dict.get, say, is a method to Jinja.
    """
    if "{" not in source:
        return _NEWLINE.sub("\n", source)
    parts, end = [], 0
    for mark in _MARK.finditer(source):
        answer = None if mark[1] is None or hasattr(dict, mark[1]) else answers.get(mark[1])
        if type(answer) is not str:
            return None
        parts += [_NEWLINE.sub("\n", source[end : mark.start()]), answer]
        end = mark.end()
    return "".join((*parts, _NEWLINE.sub("\n", source[end:])))


class Renderer:
    """Renders text with a template's variables.

    Args:
        questions: the content of cookiecutter.json, for its settings.
        search: the folders from which texts may include others, as real paths; the first is the project's.
        trusted: render outside the sandbox, with the template's own extensions.

    Raises:
        CrispdmError: the settings are wrong, or an extension cannot be imported.
    """

    def __init__(self, questions: Mapping[str, Any], search: Sequence[Path] = (), *, trusted: bool = False) -> None:
        self._questions, self._search, self._trusted = questions, search, trusted
        self._is_plain = not (trusted or questions.get("_jinja2_env_vars"))
        if not self._is_plain:
            _ = self._environment  # its settings may be wrong

    @cached_property
    def _environment(self) -> "Environment":
        from crispdm.scaffold.environment import environment  # noqa: PLC0415 - slow to import, and not always needed

        return environment(self._questions, self._search, trusted=self._trusted)

    def text(self, source: str, answers: Mapping[str, Any], *, where: str) -> str:
        """Render a text.

        Raises:
            CrispdmError: rendering fails, or uses an undefined variable; file and line are named.
        """
        plain = _with_variables(source, answers) if self._is_plain else None
        if plain is not None:
            return plain
        try:
            return self._environment.from_string(source).render(cookiecutter=answers)
        except CrispdmError:
            raise
        except Exception as error:  # noqa: BLE001 - a template is code, which can raise anything
            raise self._failure(error, where) from None

    def _failure(self, error: Exception, where: str) -> CrispdmError:
        from crispdm.scaffold.environment import is_of_sandbox  # noqa: PLC0415 - it is imported already

        hint = "read it; --trust renders it outside the sandbox" if is_of_sandbox(error) else ""
        return CrispdmError(f"{self._place(error, where)}: the template fails: {error}", hint=hint)

    def holds(self, condition: str, answers: Mapping[str, Any], *, where: str) -> bool:
        """Whether a condition holds: a Jinja expression, such as `cookiecutter.mode == 'team'`.

        An answer that is computed is a text, and "False" is none to Jinja.
        """
        text = f"{{% if {condition} %}}{{{{ {condition} }}}}{{% endif %}}"
        return self.text(text, answers, where=where) not in ("", "False")

    def value(self, raw: object, answers: Mapping[str, Any]) -> object:
        """Render a default: a text, or texts in lists and dictionaries."""
        if isinstance(raw, dict):
            return {str(self.value(key, answers)): self.value(item, answers) for key, item in raw.items()}
        if isinstance(raw, list):
            return [self.value(item, answers) for item in raw]
        if raw is None or isinstance(raw, bool):
            return raw
        return self.text(str(raw), answers, where=f"cookiecutter.json: {raw}")

    def _place(self, error: Exception, where: str) -> str:
        """The file and the line that failed: `where`, or something that it includes."""
        place = where
        for frame, line in walk_tb(error.__traceback__):
            file = frame.f_code.co_filename
            if file in _UNNAMED:
                place = f"{where}:{line}"
            elif any(Path(file).is_relative_to(folder) for folder in self._search):
                place = f"{os.path.relpath(file, self._search[0])}:{line}"
        return place
