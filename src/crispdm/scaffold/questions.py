"""What a template asks, and the answers: given, by default, and checked."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unicodedata import category

from crispdm.errors import CrispdmError
from crispdm.scaffold.render import Renderer
from crispdm.words import listing, nearest

FILE = "cookiecutter.json"
_LONGEST = 1000  # characters of an answer
_TRUTH = dict.fromkeys(("1", "true", "t", "yes", "y", "on"), True)  # what cookiecutter takes for it
_TRUTH |= dict.fromkeys(("0", "false", "f", "no", "n", "off"), False)


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
        if not isinstance(self.raw, dict):
            raise CrispdmError(f"{folder.name} is no template: {FILE}: expected an object")
        self._rules = self._read_rules(folder.name)

    def _read_rules(self, name: str) -> dict[str, str]:
        """What answers must match, under the private key `_crispdm`."""
        ours = self.raw.get("_crispdm", {})
        rules = ours.get("validate", {}) if isinstance(ours, dict) else None
        if not isinstance(rules, dict) or not all(isinstance(rule, str) for rule in rules.values()):
            raise CrispdmError(f"{name}: {FILE}: _crispdm: validate: expected an object that holds texts")
        for rule in rules.values():
            try:
                re.compile(rule)
            except re.error as error:
                raise CrispdmError(f"{name}: {FILE}: _crispdm: validate: {rule!r}: {error}") from None
        return rules

    @property
    def names(self) -> list[str]:
        """What is asked, in order."""
        return [name for name in self.raw if not name.startswith("_")]

    def answers(self, given: Mapping[str, str], defaults: Mapping[str, str]) -> dict[str, Any]:
        """Put the answers together.

        Args:
            given: what a person typed; it is never rendered.
            defaults: what the surroundings know; it stands before the template's own default, where it fits.

        Returns:
            The variables of cookiecutter's context.

        Raises:
            CrispdmError: for a key that is not asked, or an answer that does not fit.
        """
        self._refuse_unknown(given)
        renderer = Renderer(self.raw)
        known = {**{name: value for name, value in defaults.items() if self._fits(name, value)}, **given}
        answers: dict[str, Any] = {}
        for name, raw in self._in_order():
            if name.startswith("_"):
                answers[name] = renderer.value(raw, answers) if name.startswith("__") else raw
            else:
                answers[name] = self._answer(name, raw, known.get(name), renderer, answers)
        return answers

    def _in_order(self) -> list[tuple[str, object]]:
        """Dictionaries come last, as cookiecutter has it: they may name what stands below them."""
        items = [(name, raw) for name, raw in self.raw.items() if name != "__prompts__"]
        return sorted(items, key=lambda item: isinstance(item[1], dict) and not item[0].startswith("_"))

    def _answer(self, name: str, raw: object, given: str | None, renderer: Renderer, so_far: dict[str, Any]) -> object:
        if isinstance(raw, list):
            return _choice(name, [renderer.value(option, so_far) for option in raw], given)
        if given is None:
            default = renderer.value(raw, so_far)
            self._check(name, default)
            return default
        self._check(name, given)
        if isinstance(raw, bool):
            return _truth(name, given)
        return _mapping(name, given) if isinstance(raw, dict) else given

    def _check(self, name: str, answer: object) -> None:
        if not isinstance(answer, str):
            return
        if len(answer) > _LONGEST or any(map(_acts, answer)):
            raise CrispdmError(f"{name}: at most {_LONGEST:,} characters, on one line, without control characters")
        rule = self._rules.get(name)
        if rule and not re.fullmatch(rule, answer):
            raise CrispdmError(f"{name}={answer}: that does not fit", hint=f"it answers: {self._prompt(name)}")

    def _fits(self, name: str, answer: str) -> bool:
        return isinstance(self.raw.get(name), str) and bool(re.fullmatch(self._rules.get(name, ".*"), answer))

    def _prompt(self, name: str) -> str:
        prompt = self.raw.get("__prompts__", {}).get(name, name)
        return str(prompt.get("__prompt__", name) if isinstance(prompt, dict) else prompt)

    def _refuse_unknown(self, given: Mapping[str, str]) -> None:
        for name in given:
            if name not in self.names:
                hint = f"it asks for {', '.join(self.names)}"
                raise CrispdmError(f"the template does not ask for {name!r}{nearest(name, self.names)}", hint=hint)


def _choice(name: str, options: list[object], given: str | None) -> object:
    by_name = {str(option): option for option in options}
    if not options:
        raise CrispdmError(f"{FILE}: {name} is a choice without options")
    if given is None:
        return options[0]
    if given not in by_name:
        raise CrispdmError(f"{name}={given}: it is {listing([*by_name], 'or')}{nearest(given, by_name)}")
    return by_name[given]


def _truth(name: str, given: str) -> bool:
    if given.strip().lower() not in _TRUTH:
        raise CrispdmError(f"{name}={given}: it is yes or no")
    return _TRUTH[given.strip().lower()]


def _mapping(name: str, given: str) -> dict[str, Any]:
    try:
        answer = json.loads(given)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise CrispdmError(f"{name}={given}: it is a JSON object")
    return answer


def _acts(character: str) -> bool:
    """Whether it does something instead of being read; the joiners of scripts and emoji do not."""
    return category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") and character not in "\u200c\u200d"
