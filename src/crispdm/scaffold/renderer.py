"""Render a text in cookiecutter's dialect, in Jinja's sandbox: a template is somebody else's code."""

import os
from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from traceback import walk_tb
from typing import TYPE_CHECKING, Any

from crispdm.errors import CrispdmError
from crispdm.scaffold.included_texts import IncludedTexts, NotIncluded
from crispdm.scaffold.simple_text import BlockSpace, simple_text

if TYPE_CHECKING:
    from jinja2 import Environment

_UNNAMED = ("<template>", "<unknown>")  # what Jinja calls a text without a file, when it runs and when it parses it


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
        self._included = IncludedTexts(search)
        self._around: list[str] = []  # what is being included
        self._space = None if trusted else BlockSpace.of(questions.get("_jinja2_env_vars"))
        if self._space is None:
            _ = self._environment  # its settings may be wrong

    @cached_property
    def _environment(self) -> "Environment":
        from crispdm.scaffold.environment import environment  # noqa: PLC0415 - slow to import, and not always needed

        return environment(self._questions, self._included, self._space, trusted=self._trusted)

    def text(self, source: str, answers: Mapping[str, Any], *, where: str) -> str:
        """Render a text.

        Raises:
            CrispdmError: rendering fails, or uses an undefined variable; file and line are named.
        """
        try:
            simple = self._simple(source, answers)
            return simple if simple is not None else self._environment.from_string(source).render(cookiecutter=answers)
        except CrispdmError:
            raise
        except Exception as error:  # noqa: BLE001 - a template is code, which can raise anything
            raise self._failure(error, where) from None

    def _simple(self, source: str, answers: Mapping[str, Any]) -> str | None:
        """The text where it takes no Jinja; None where it does."""
        include = partial(self._include, answers)
        return None if self._space is None else simple_text(source, answers, self._space, include)

    def _include(self, answers: Mapping[str, Any], name: str) -> str | None:
        """An included text as it is rendered; None where Jinja has to say what is wrong."""
        if name in self._around:
            return None
        try:
            source = self._included(name).text
        except NotIncluded:
            return None
        self._around.append(name)
        simple = self._simple(source, answers)
        self._around.pop()
        return simple if simple is not None else self._environment.get_template(name).render(cookiecutter=answers)

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
