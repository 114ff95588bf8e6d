"""The questions of a template, and their answers: given, asked for, known or by default, and checked."""

import json
import re
from collections.abc import Callable, Container, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from crispdm.errors import CrispdmError
from crispdm.safe_files import read_inside
from crispdm.scaffold.answers import InvalidAnswer, check_characters, choose, in_words, option_named, parse
from crispdm.scaffold.prompts import described, prompt
from crispdm.scaffold.renderer import Renderer
from crispdm.words import did_you_mean
from crispdm.yamlio import LIMIT

FILE = "cookiecutter.json"
_TRUE, _FALSE = str(True), str(False)
Answers = Mapping[str, Any]


class Question(NamedTuple):
    """A question as a person is asked it: the options of a choice with what they mean, and what Enter answers."""

    name: str
    prompt: str
    default: object
    options: tuple[tuple[str, str], ...] = ()


# Asks a question, and says what was wrong with the answer before; returns what was typed, nothing for the default.
Ask = Callable[[Question, str], str]


class _Known(NamedTuple):
    """What is known of an answer: typed now, a default from elsewhere, or answered earlier; None for nothing."""

    given: str | None
    default: object
    remembered: object


class Questions:
    """The questions of a cookiecutter.json.

    Args:
        folder: the template's.
        trusted: its Jinja runs outside the sandbox.
        modules: what can be imported in the target: no answer to a question of `_crispdm: packages` may be one.
        facts: values for those private variables that it declares and nobody is asked for.

    Raises:
        CrispdmError: cookiecutter.json cannot be read.
    """

    def __init__(
        self,
        folder: Path,
        *,
        trusted: bool = False,
        modules: Container[str] = (),
        facts: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._template = folder.name
        try:
            raw = json.loads(read_inside(folder.resolve(), FILE, LIMIT))
        except RecursionError:
            raise CrispdmError(f"{folder.name} is not a template: {FILE}: too many levels of brackets") from None
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            raise CrispdmError(f"{folder.name} is not a template: {FILE}: {why}") from None
        if not isinstance(raw, dict):
            raise CrispdmError(f"{folder.name} is not a template: {FILE}: expected an object")
        self.raw: dict[str, Any] = raw | {name: value for name, value in facts.items() if name in raw}
        self._renderer = Renderer(raw, trusted=trusted)
        self._patterns = self._valid_patterns()
        self._expected = self.private("says")  # what a pattern wants, in words
        self._conditions = self.private("when")
        self._rules = self.private("refuse")
        self._packages = self.private("packages")
        self._read_back = self.private("confirm")
        self._modules = modules

    def private(self, key: str) -> dict[str, str]:
        """The texts under a key of the object `_crispdm`, which is for crispdm alone.

        Raises:
            CrispdmError: it is not an object of texts.
        """
        ours = self.raw.get("_crispdm", {})
        found = ours.get(key, {}) if isinstance(ours, dict) else None
        if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
            raise CrispdmError(f"{self._template}: {FILE}: _crispdm: {key}: expected an object with text values")
        return found

    def _valid_patterns(self) -> dict[str, str]:
        patterns = self.private("validate")
        for pattern in patterns.values():
            try:
                re.compile(pattern)
            except re.error as error:
                where = f"{self._template}: {FILE}: _crispdm: validate"
                raise CrispdmError(f"{where}: {pattern!r}: {error}") from None
        return patterns

    @property
    def is_ours(self) -> bool:
        """Whether the template was written for crispdm."""
        return "_crispdm" in self.raw

    @property
    def names(self) -> list[str]:
        """The names of the questions, in order."""
        return [name for name in self.raw if not name.startswith("_")]

    def prompts(self) -> list[tuple[str, str]]:
        """The questions by name, with their prompts."""
        return [(name, prompt(self.raw, name)) for name in self.names]

    def answers(
        self,
        given: Mapping[str, str],
        defaults: Mapping[str, object],
        ask: Ask | None = None,
        remembered: Mapping[str, object] | None = None,
    ) -> dict[str, Any]:
        """Answer all questions.

        Args:
            given: what a person typed; it is never rendered.
            defaults: what is known otherwise; it goes before the template's own default if it is valid.
            ask: asks for what is not given; without it the defaults are taken.
            remembered: what was answered earlier: it is not asked again as long as it is valid.

        Returns:
            The variables of cookiecutter's context.

        Raises:
            CrispdmError: there is no such question, or an answer is not valid.
        """
        self._refuse_unknown(given)
        answers: dict[str, Any] = {}
        for name, raw in self._in_order():
            if name.startswith("_"):
                answers[name] = self._renderer.value(raw, answers) if name.startswith("__") else raw
            else:
                known = _Known(given.get(name), defaults.get(name), (remembered or {}).get(name))
                answers[name] = self._answer(name, known, ask, answers)
        return answers

    def applies(self, name: str, answers: Answers) -> bool:
        """Whether a question is asked, given the answers to those before it."""
        condition = self._conditions.get(name)
        return condition is None or self._renderer.holds(condition, answers, where=f"{FILE}: when: {name}")

    def _refuse_unknown(self, given: Mapping[str, str]) -> None:
        for name in given:
            if name not in self.names:
                hint = f"it asks for {', '.join(self.names)}"
                raise CrispdmError(f"the template does not ask for {name!r}{did_you_mean(name, self.names)}", hint=hint)

    def _in_order(self) -> list[tuple[str, object]]:
        """Dictionaries come last, as in cookiecutter: they may name what is below them."""
        items = [(name, raw) for name, raw in self.raw.items() if name != "__prompts__"]
        return sorted(items, key=lambda item: isinstance(item[1], dict) and not item[0].startswith("_"))

    def _answer(self, name: str, known: _Known, ask: Ask | None, before: Answers) -> object:
        """The answer to one question, after those before it."""
        applies = self.applies(name, before)
        if known.given is not None:
            answer = self._parse(name, known.given, before)
            if not applies and answer != self._default(name, None, before):
                raise InvalidAnswer(name, known.given, f"only asked if {in_words(self._conditions[name])}")
            return answer
        if not applies:
            return self._default(name, None, before)
        wrong = ""
        if known.remembered is not None:
            try:
                return self._parse(name, _typed(known.remembered), before)
            except InvalidAnswer as invalid:
                if ask is None:
                    hint = f"the template no longer accepts the recorded answer; add --set {name}=VALUE"
                    raise InvalidAnswer(name, _typed(known.remembered), invalid.expected, hint=hint) from None
                wrong = f"{_typed(known.remembered)!r} is no longer valid: {invalid.expected}"
        default = self._default(name, known.default, before)
        if ask is None:
            self._check(name, default, before)
            return default
        return self._ask(name, default, ask, before, wrong)

    def _ask(self, name: str, default: object, ask: Ask, before: Answers, wrong: str) -> object:
        """Ask until the answer is valid."""
        raw = self.raw[name]
        options = described(self.raw, name, self._options(name, before)) if isinstance(raw, list) else ()
        shown = default == _TRUE if self._is_derived_boolean(name, before) else default
        question = Question(name, prompt(self.raw, name), shown, options)
        while True:
            typed = ask(question, wrong).strip()
            try:
                answer = self._typed_answer(name, option_named(typed, [each for each, _ in options]), default, before)
            except InvalidAnswer as invalid:
                wrong = invalid.expected
                continue
            if self._is_confirmed(name, answer, ask, before):
                return answer
            wrong = ""

    def _typed_answer(self, name: str, typed: str, default: object, before: Answers) -> object:
        if typed:
            return self._parse(name, typed, before)
        self._check(name, default, before)
        return default

    def _is_confirmed(self, name: str, answer: object, ask: Ask, before: Answers) -> bool:
        """Read back what an answer means together with those before it, where the template words that."""
        meaning = self._rendered(self._read_back, "confirm", name, {**before, name: answer})
        wrong = ""
        while meaning:
            try:
                return bool(parse(name, ask(Question(name, f"{meaning}?", default=True), wrong).strip() or "yes", True))
            except InvalidAnswer as invalid:
                wrong = invalid.expected
        return True

    def _default(self, name: str, known: object, before: Answers) -> object:
        if known is not None:
            try:
                return self._parse(name, _typed(known), before)
            except CrispdmError:
                pass  # what somebody once configured need not be valid in every template
        if isinstance(self.raw[name], list):
            return self._options(name, before)[0]
        default = self._renderer.value(self.raw[name], before)
        return self._free(name, default) if isinstance(default, str) else default

    def _free(self, name: str, default: str) -> str:
        """The name of a package that does not exist yet; the template says what is added to one that does."""
        while name in self._packages and default in self._modules:
            default += self._packages[name] or "_"
        return default

    def _parse(self, name: str, text: str, before: Answers) -> object:
        if isinstance(self.raw[name], list):
            answer = choose(name, self._options(name, before), text)
        else:
            self._check_text(name, text)
            is_boolean = self._is_derived_boolean(name, before)
            answer = str(parse(name, text, True)) if is_boolean else parse(name, text, self.raw[name])
        self._check_rule(name, answer, before)
        return answer

    def _is_derived_boolean(self, name: str, before: Answers) -> bool:
        """Whether the default is computed, and is yes or no: cookiecutter makes a text of it."""
        raw = self.raw[name]
        with suppress(CrispdmError):  # a default that fails does no harm to what is answered
            return isinstance(raw, str) and "{" in raw and self._renderer.value(raw, before) in (_TRUE, _FALSE)
        return False

    def _check(self, name: str, answer: object, before: Answers) -> None:
        if isinstance(answer, str):
            self._check_text(name, answer)
        self._check_rule(name, answer, before)

    def _check_text(self, name: str, text: str) -> None:
        check_characters(name, text)
        pattern = self._patterns.get(name)
        if pattern and not re.fullmatch(pattern, text):
            expected = self._expected.get(name) or f"a text that matches {pattern}"
            raise InvalidAnswer(name, text, f"expected {expected}", hint=self._again(name))

    def _check_rule(self, name: str, answer: object, before: Answers) -> None:
        """Check the answer together with those before it; the template's rule renders to what is wrong."""
        if name in self._packages and answer in self._modules:
            expected = (
                f"a package or module of that name exists; expected another, such as {self._free(name, str(answer))}"
            )
            raise InvalidAnswer(name, str(answer), expected, hint=self._again(name))
        if wrong := self._rendered(self._rules, "refuse", name, {**before, name: answer}):
            raise InvalidAnswer(name, str(answer), wrong, hint=self._again(name))

    def _rendered(self, texts: Mapping[str, str], key: str, name: str, answers: Answers) -> str:
        """What the template says of an answer; empty where it says nothing."""
        return self._renderer.text(texts.get(name, ""), answers, where=f"{FILE}: {key}: {name}").strip()

    def _again(self, name: str) -> str:
        return f"answer again: {prompt(self.raw, name)}"

    def _options(self, name: str, before: Answers) -> list[object]:
        options = [self._renderer.value(option, before) for option in self.raw[name]]
        if not options:
            raise CrispdmError(f"{FILE}: {name} is a choice without options")
        return options


def _typed(value: object) -> str:
    """A value as one would type it."""
    return json.dumps(value) if isinstance(value, dict) else str(value)
