"""What a template asks, and the answers: given, by default, and checked."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crispdm.errors import CrispdmError
from crispdm.scaffold.render import Renderer
from crispdm.words import listing, nearest

FILE = "cookiecutter.json"
_LONGEST = 1000  # characters of an answer


class Questions:
    """The questions of a cookiecutter.json.

    Args:
        folder: the template's.

    Raises:
        CrispdmError: there is none that can be read.
    """

    def __init__(self, folder: Path) -> None:
        try:
            self.raw: dict[str, Any] = json.loads((folder / FILE).read_bytes())
        except (OSError, ValueError) as error:
            raise CrispdmError(f"{folder.name} is no template: {FILE}: {error}") from None
        self._rules: dict[str, str] = self.raw.get("_crispdm", {}).get("validate", {})

    @property
    def names(self) -> list[str]:
        """What is asked, in order."""
        return [name for name in self.raw if not name.startswith("_")]

    def answers(self, given: Mapping[str, str], defaults: Mapping[str, str]) -> dict[str, Any]:
        """Put the answers together.

        Args:
            given: what a person typed; it is never rendered.
            defaults: what the surroundings know; it stands before the template's own default.

        Returns:
            The variables of cookiecutter's context.

        Raises:
            CrispdmError: for a key that is not asked, or an answer that does not fit.
        """
        self._refuse_unknown(given)
        renderer = Renderer(self.raw)
        known = {**{name: value for name, value in defaults.items() if name in self.raw}, **given}
        answers: dict[str, Any] = {}
        for name, raw in self.raw.items():
            if name == "__prompts__":
                continue
            if name.startswith("_"):
                answers[name] = renderer.value(raw, answers) if name.startswith("__") else raw
            else:
                answers[name] = self._answer(name, raw, known.get(name), renderer, answers)
        return answers

    def _answer(self, name: str, raw: object, given: str | None, renderer: Renderer, so_far: dict[str, Any]) -> object:
        if isinstance(raw, list):
            options = [str(renderer.value(option, so_far)) for option in raw]
            if given is not None and given not in options:
                raise CrispdmError(f"{name}={given}: it is {listing(options, 'or')}{nearest(given, options)}")
            return given or options[0]
        answer = renderer.value(raw, so_far) if given is None else given
        self._check(name, answer)
        return answer

    def _check(self, name: str, answer: object) -> None:
        if not isinstance(answer, str):
            return
        if len(answer) > _LONGEST or not answer.isprintable():
            raise CrispdmError(f"{name}: at most {_LONGEST:,} characters, on one line, without control characters")
        rule = self._rules.get(name)
        if rule and not re.fullmatch(rule, answer):
            raise CrispdmError(f"{name}={answer}: that does not fit", hint=self._prompt(name))

    def _prompt(self, name: str) -> str:
        prompt = self.raw.get("__prompts__", {}).get(name, name)
        return str(prompt.get("__prompt__", name) if isinstance(prompt, dict) else prompt)

    def _refuse_unknown(self, given: Mapping[str, str]) -> None:
        for name in given:
            if name not in self.names:
                hint = f"it asks for {', '.join(self.names)}"
                raise CrispdmError(f"the template does not ask for {name!r}{nearest(name, self.names)}", hint=hint)
