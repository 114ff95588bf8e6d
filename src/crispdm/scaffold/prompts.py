"""How a template words its questions: `__prompts__` of cookiecutter.json, without the markup of a terminal. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

_CLOSING = r"(?<!\\)\[/[^\[\]]*\]"
_OPENING = r"(?<!\\)\[[a-z#@][^\[\]]*\]"


def prompt(raw: Mapping[str, Any], name: str) -> str:
    """The wording of a question; its name where there is none."""
    found = _worded(raw, name)
    return without_markup(str(found.get("__prompt__", name) if isinstance(found, dict) else found or name))


def described(raw: Mapping[str, Any], name: str, options: Sequence[object]) -> tuple[tuple[str, str], ...]:
    """The options of a choice, each with what it means."""
    found = _worded(raw, name)
    meanings = found if isinstance(found, dict) else {}
    return tuple((str(option), without_markup(str(meanings.get(str(option), "")))) for option in options)


def _worded(raw: Mapping[str, Any], name: str) -> object:
    worded = raw.get("__prompts__")
    return worded.get(name) if isinstance(worded, dict) else None


def without_markup(text: str) -> str:
    """A text without Rich's markup, which cookiecutter shows in colour: `[bold]Name[/]`; `[y/n]` alone is none."""
    if re.search(_CLOSING, text):
        text = re.sub(_OPENING, "", re.sub(_CLOSING, "", text))
    return text.replace("\\[", "[")
