"""Answers from files: a file for one project, or the user's own config.yaml."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from crispdm.errors import CrispdmError
from crispdm.safe_files import read_file
from crispdm.words import did_you_mean
from crispdm.yamlio import LIMIT, Node, YamlError, parse

_FILE = "config.yaml"


class UserConfig(NamedTuple):
    """The user's own settings: default answers by name, and abbreviations of template URLs."""

    defaults: Mapping[str, object] = {}
    abbreviations: Mapping[str, str] = {}


def read_answers(path: Path) -> dict[str, str]:
    """Read answers from a YAML or JSON file.

    Args:
        path: a file of `name: answer` pairs, or what cookiecutter wrote to be replayed.

    Returns:
        The answers as somebody would type them, without the empty ones.

    Raises:
        CrispdmError: the file cannot be read, or is wrong.
    """
    try:
        text = read_file(path, LIMIT, takes_pipe=True)
    except OSError as error:
        raise CrispdmError(f"{path} cannot be read: {error.strerror}") from None
    answers = _mapping(parse(text, str(path)), str(path)).value
    if isinstance(replayed := answers.get("cookiecutter"), dict):  # its private names say where the template was
        answers = {name: value for name, value in replayed.items() if not str(name).startswith("_")}
    return {name: _as_typed(value) for name, value in answers.items() if value is not None}


def read_user_config(folder: Path | None) -> UserConfig:
    """Read config.yaml in a folder; without it, all settings are empty.

    Raises:
        CrispdmError: the file cannot be read, or is wrong.
    """
    if folder is None:
        return UserConfig()
    path = folder / _FILE
    try:
        text = read_file(path, LIMIT)
    except (FileNotFoundError, NotADirectoryError):
        return UserConfig()
    except OSError as error:
        raise CrispdmError(f"{path} cannot be read: {error.strerror}", hint="fix or remove it") from None
    node = _mapping(parse(text, str(path)), str(path))
    for key in node.value:
        if key not in UserConfig._fields:
            raise YamlError(
                str(path), node.find((key,)).line, f"{key!r} is not a setting{did_you_mean(key, UserConfig._fields)}"
            )
    parts: dict[str, Any] = {key: _mapping(node.find((key,)), str(path)).value for key in node.value}
    for name, url in parts.get("abbreviations", {}).items():
        if not isinstance(url, str) or not re.fullmatch(r"[^{}]*(\{0\}[^{}]*)+", url):
            line = node.find(("abbreviations", name)).line
            raise YamlError(
                str(path), line, f"{name}: expected a URL with {{0}} for what follows the colon, and no other braces"
            )
    return UserConfig(**parts)


def _mapping(node: Node, name: str) -> Node:
    if node.value is None:
        node.value = {}
    if not isinstance(node.value, dict):
        raise YamlError(name, node.line, "expected `name: value` pairs, such as `measure: hours per week`")
    return node


def _as_typed(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return json.dumps(value) if isinstance(value, dict | list) else str(value)
