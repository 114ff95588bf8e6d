"""What a template asks, and the answers: given, asked for, known or by default, and checked."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import category

from crispdm.errors import CrispdmError
from crispdm.scaffold.render import Renderer
from crispdm.words import did_you_mean, listing

FILE = "cookiecutter.json"
_LONGEST = 1000  # characters of an answer
_TRUTH = dict.fromkeys(("1", "true", "t", "yes", "y", "on"), True)  # what cookiecutter takes for it
_TRUTH |= dict.fromkeys(("0", "false", "f", "no", "n", "off"), False)


class Question(NamedTuple):
    """A question as a person is asked it: the options of a choice with what they mean, and what Enter answers."""

    name: str
    prompt: str
    default: object
    options: tuple[tuple[str, str], ...] = ()


# From a question, and what was wrong with the answer before, to what somebody typed; empty takes the default.
Ask = Callable[[Question, str], str]


class Unfit(CrispdmError):
    """An answer that does not fit; `why` says so where it is clear which one. None stands for one that is not shown."""

    def __init__(self, name: str, given: str | None, why: str, *, hint: str = "") -> None:
        super().__init__(f"{name}: {why}" if given is None else f"{name}={given}: {why}", hint=hint)
        self.why = why


class Questions:
    """The questions of a cookiecutter.json.

    Args:
        folder: the template's.
        trusted: its Jinja may do whatever it likes.

    Raises:
        CrispdmError: there is none that can be read.
    """

    def __init__(self, folder: Path, *, trusted: bool = False) -> None:
        self._name = folder.name
        try:
            raw = json.loads((folder / FILE).read_bytes())
        except (OSError, ValueError) as error:
            raise CrispdmError(f"{folder.name} is no template: {FILE}: {error}") from None
        if not isinstance(raw, dict):
            raise CrispdmError(f"{folder.name} is no template: {FILE}: expected an object")
        self.raw: dict[str, Any] = raw
        self._renderer = Renderer(raw, trusted=trusted)
        self._rules = self._patterns()
        self._says: dict[str, str] = self.private("says")
        self._when: dict[str, str] = self.private("when")
        self._refuse: dict[str, str] = self.private("refuse")

    def private(self, key: str) -> dict[str, str]:
        """What the template tells crispdm alone, under the private key `_crispdm`.

        Raises:
            CrispdmError: it is not an object of texts.
        """
        ours = self.raw.get("_crispdm", {})
        found = ours.get(key, {}) if isinstance(ours, dict) else None
        if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
            raise CrispdmError(f"{self._name}: {FILE}: _crispdm: {key}: expected an object that holds texts")
        return found

    def _patterns(self) -> dict[str, str]:
        """What answers must match."""
        rules = self.private("validate")
        for rule in rules.values():
            try:
                re.compile(rule)
            except re.error as error:
                raise CrispdmError(f"{self._name}: {FILE}: _crispdm: validate: {rule!r}: {error}") from None
        return rules

    @property
    def is_ours(self) -> bool:
        """Whether the template was written with crispdm in mind."""
        return "_crispdm" in self.raw

    @property
    def names(self) -> list[str]:
        """What is asked, in order."""
        return [name for name in self.raw if not name.startswith("_")]

    def prompts(self) -> list[tuple[str, str]]:
        """The questions, with how they are asked."""
        return [(name, self._prompt(name)) for name in self.names]

    def answers(
        self,
        given: Mapping[str, str],
        defaults: Mapping[str, object],
        ask: Ask | None = None,
    ) -> dict[str, Any]:
        """Put the answers together.

        Args:
            given: what a person typed; it is never rendered.
            defaults: what the surroundings know; it stands before the template's own default, where it fits.
            ask: how to ask for what is not given; without it the defaults are taken.

        Returns:
            The variables of cookiecutter's context.

        Raises:
            CrispdmError: for a key that is not asked, or an answer that does not fit.
        """
        self._refuse_unknown(given)
        answers: dict[str, Any] = {}
        for name, raw in self._in_order():
            if name.startswith("_"):
                answers[name] = self._renderer.value(raw, answers) if name.startswith("__") else raw
            else:
                answers[name] = self._answer(name, given.get(name), defaults.get(name), ask, answers)
        return answers

    def _in_order(self) -> list[tuple[str, object]]:
        """Dictionaries come last, as cookiecutter has it: they may name what stands below them."""
        items = [(name, raw) for name, raw in self.raw.items() if name != "__prompts__"]
        return sorted(items, key=lambda item: isinstance(item[1], dict) and not item[0].startswith("_"))

    def _answer(self, name: str, given: str | None, known: object, ask: Ask | None, so_far: dict[str, Any]) -> object:
        is_asked = self._is_asked(name, so_far)
        if given is not None:
            answer = self._read(name, given, so_far)
            if not is_asked and answer != self._default(name, None, so_far):
                raise Unfit(name, given, f"it is asked only if {self._when[name]}")
            return answer
        if not is_asked:
            return self._default(name, None, so_far)
        if ask is None:
            default = self._default(name, known, so_far)
            self._check(name, default, so_far)
            return default
        return self._asked(name, known, ask, so_far)

    def _asked(self, name: str, known: object, ask: Ask, so_far: dict[str, Any]) -> object:
        """Ask until the answer fits."""
        default, why = self._default(name, known, so_far), ""
        question = Question(name, self._prompt(name), default, self._options(name, so_far))
        while True:
            typed = ask(question, why).strip()
            try:
                if not typed:
                    self._check(name, default, so_far)
                    return default
                return self._read(name, _chosen(typed, question.options), so_far)
            except Unfit as unfit:
                why = unfit.why

    def _is_asked(self, name: str, so_far: dict[str, Any]) -> bool:
        return name not in self._when or self._renderer.holds(self._when[name], so_far, where=f"{FILE}: when: {name}")

    def _default(self, name: str, known: object, so_far: dict[str, Any]) -> object:
        raw = self.raw[name]
        if known is not None:
            try:
                return self._read(name, json.dumps(known) if isinstance(known, dict) else str(known), so_far)
            except CrispdmError:
                pass  # what somebody once configured need not fit into every template
        if isinstance(raw, list):
            return _choice(name, [self._renderer.value(option, so_far) for option in raw], None)
        return self._renderer.value(raw, so_far)

    def _read(self, name: str, given: str, so_far: dict[str, Any]) -> object:
        raw = self.raw[name]
        if isinstance(raw, list):
            answer = _choice(name, [self._renderer.value(option, so_far) for option in raw], given)
        else:
            self._check_text(name, given)
            answer = _KINDS.get(type(raw), _text)(name, given)
        self._check_beside(name, answer, so_far)
        return answer

    def _check(self, name: str, answer: object, so_far: dict[str, Any]) -> None:
        if isinstance(answer, str):
            self._check_text(name, answer)
        self._check_beside(name, answer, so_far)

    def _check_beside(self, name: str, answer: object, so_far: dict[str, Any]) -> None:
        """Whether it goes with the answers above it, as the template has it."""
        rule = self._refuse.get(name, "")
        why = self._renderer.text(rule, {**so_far, name: answer}, where=f"{FILE}: refuse: {name}").strip()
        if why:
            raise Unfit(name, str(answer), why, hint=f"answer again: {self._prompt(name)}")

    def _check_text(self, name: str, answer: str) -> None:
        if len(answer) > _LONGEST or any(map(_acts, answer)):
            raise Unfit(name, None, f"at most {_LONGEST:,} characters, on one line, without control characters")
        rule = self._rules.get(name)
        if rule and not re.fullmatch(rule, answer):
            says = f"; expected {self._says[name]}" if name in self._says else ""
            hint = f"answer again: {self._prompt(name)}"
            raise Unfit(name, answer, f"that does not fit{says}", hint=hint)

    def _prompt(self, name: str) -> str:
        prompt = self.raw.get("__prompts__", {}).get(name, name)
        return str(prompt.get("__prompt__", name) if isinstance(prompt, dict) else prompt)

    def _options(self, name: str, so_far: dict[str, Any]) -> tuple[tuple[str, str], ...]:
        raw = self.raw[name]
        if not isinstance(raw, list):
            return ()
        prompt = self.raw.get("__prompts__", {}).get(name, {})
        says = prompt if isinstance(prompt, dict) else {}
        options = (str(self._renderer.value(option, so_far)) for option in raw)
        return tuple((option, str(says.get(option, ""))) for option in options)

    def _refuse_unknown(self, given: Mapping[str, str]) -> None:
        for name in given:
            if name not in self.names:
                hint = f"it asks for {', '.join(self.names)}"
                raise CrispdmError(f"the template does not ask for {name!r}{did_you_mean(name, self.names)}", hint=hint)


def _chosen(typed: str, options: tuple[tuple[str, str], ...]) -> str:
    """An option by its number, unless there is one of that name."""
    names = [name for name, _ in options]
    is_number = typed not in names and typed.isdecimal() and 1 <= int(typed) <= len(names)
    return names[int(typed) - 1] if is_number else typed


def _choice(name: str, options: list[object], given: str | None) -> object:
    by_name = {str(option): option for option in options}
    if not options:
        raise CrispdmError(f"{FILE}: {name} is a choice without options")
    if given is None:
        return options[0]
    if given not in by_name:
        raise Unfit(name, given, f"it is {listing([*by_name], 'or')}{did_you_mean(given, by_name)}")
    return by_name[given]


def _truth(name: str, given: str) -> bool:
    if given.strip().lower() not in _TRUTH:
        raise Unfit(name, given, "it is yes or no")
    return _TRUTH[given.strip().lower()]


def _mapping(name: str, given: str) -> dict[str, Any]:
    try:
        answer = json.loads(given)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise Unfit(name, given, "it is a JSON object")
    return answer


def _acts(character: str) -> bool:
    """Whether it does something instead of being read; the joiners of scripts and emoji do not."""
    return category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") and character not in "\u200c\u200d"


def _text(_name: str, given: str) -> str:
    return given


_KINDS: dict[type, Callable[[str, str], object]] = {bool: _truth, dict: _mapping}
