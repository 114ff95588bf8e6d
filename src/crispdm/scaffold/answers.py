"""What somebody typed as the value that a question expects, or an error that says what was expected."""

import json
from collections.abc import Callable, Sequence
from typing import Any
from unicodedata import category

from crispdm.errors import CrispdmError
from crispdm.words import did_you_mean, listing

_LONGEST = 1000  # characters
_BOOLEANS = dict.fromkeys(("1", "true", "t", "yes", "y", "on"), True)  # the words that cookiecutter knows
_BOOLEANS |= dict.fromkeys(("0", "false", "f", "no", "n", "off"), False)


class InvalidAnswer(CrispdmError):
    """An answer that cannot be taken.

    Args:
        name: of the question.
        given: what was answered; None for what cannot be shown.
        expected: what would do, or why this does not: all that is said where the question has just been asked.
        hint: what to do now.
    """

    def __init__(self, name: str, given: str | None, expected: str, *, hint: str = "") -> None:
        super().__init__(f"{name}: {expected}" if given is None else f"{name}={given}: {expected}", hint=hint)
        self.expected = expected


def in_words(condition: str) -> str:
    """On which other answer a question depends, as somebody says it who does not know the template."""
    text = condition.replace("cookiecutter.", "")
    return f"{text} is answered" if text.isidentifier() else text


def check_characters(name: str, text: str) -> None:
    """Refuse a text that is too long or that does something to a terminal or a file, instead of being read.

    Raises:
        InvalidAnswer: it is one.
    """
    if len(text) > _LONGEST or any(map(_is_control, text)):
        expected = f"expected at most {_LONGEST:,} characters on one line, without control characters"
        raise InvalidAnswer(name, None, expected)


def _is_control(character: str) -> bool:
    """Whether it controls how others are read; the joiners of scripts and emoji may."""
    return category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") and character not in "\u200c\u200d"


def parse(name: str, text: str, default: object) -> object:
    """The value of a text: of the kind that the default in cookiecutter.json is.

    Raises:
        InvalidAnswer: it is not of that kind.
    """
    return _PARSERS.get(type(default), _text)(name, text)


def choose(name: str, options: Sequence[object], text: str) -> object:
    """The option with this name.

    Raises:
        InvalidAnswer: there is none.
    """
    by_name = {str(option): option for option in options}
    if text not in by_name and all(isinstance(option, bool) for option in options):
        text = str(_boolean(name, text))
    if text not in by_name:
        raise InvalidAnswer(name, text, f"expected {listing([*by_name], 'or')}{did_you_mean(text, by_name)}")
    return by_name[text]


def option_named(text: str, options: Sequence[str]) -> str:
    """An option by its number, unless one has that name; any other text stays as it is."""
    is_number = text not in options and text.isdecimal() and 1 <= int(text) <= len(options)
    return options[int(text) - 1] if is_number else text


def _boolean(name: str, text: str) -> bool:
    word = text.strip().lower()
    if word not in _BOOLEANS:
        raise InvalidAnswer(name, text, "expected yes or no")
    return _BOOLEANS[word]


def _mapping(name: str, text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise InvalidAnswer(name, text, "expected a JSON object")
    return value


def _text(_name: str, text: str) -> str:
    return text


_PARSERS: dict[type, Callable[[str, str], object]] = {bool: _boolean, dict: _mapping}
