"""Answers that come from files: of one project, or of everything that a user makes."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from crispdm.errors import CrispdmError
from crispdm.words import did_you_mean
from crispdm.yamlio import Node, YamlError, parse

_FILE = "config.yaml"


class Settings(NamedTuple):
    """The user's own: defaults for answers by name, and abbreviations of URLs."""

    defaults: Mapping[str, object] = {}
    abbreviations: Mapping[str, str] = {}


def from_file(path: Path) -> dict[str, str]:
    """Read answers from a YAML or JSON file.

    Args:
        path: of a file that holds `name: answer`, one for each question that it answers.

    Returns:
        The answers as somebody would type them; what is left empty is not answered.

    Raises:
        CrispdmError: the file cannot be read, or holds something else.
    """
    node = _mapping(_read(path), str(path))
    return {name: _typed(value) for name, value in node.value.items() if value is not None}


def settings(folder: Path | None) -> Settings:
    """Read the user's settings from config.yaml in a folder; without the file there are none.

    Raises:
        CrispdmError: the file cannot be read, or holds something else.
    """
    path = folder / _FILE if folder else None
    if path is None or not path.exists():
        return Settings()
    node = _mapping(_read(path), str(path))
    for key in node.value:
        if key not in Settings._fields:
            raise YamlError(
                str(path), node.find((key,)).line, f"{key!r} is no setting{did_you_mean(key, Settings._fields)}"
            )
    parts: dict[str, Any] = {key: _mapping(node.find((key,)), str(path)).value for key in node.value}
    for name, url in parts.get("abbreviations", {}).items():
        if not isinstance(url, str) or "{0}" not in url:
            line = node.find(("abbreviations", name)).line
            raise YamlError(str(path), line, f"{name}: expected a URL with {{0}} for what follows the colon")
    return Settings(**parts)


def _read(path: Path) -> Node:
    try:
        return parse(path.read_bytes(), str(path))
    except OSError as error:
        raise CrispdmError(f"{path} cannot be read: {error.strerror}") from None


def _mapping(node: Node, name: str) -> Node:
    if node.value is None:
        node.value = {}
    if not isinstance(node.value, dict):
        raise YamlError(name, node.line, "expected names with values, such as `measure: hours per week`")
    return node


def _typed(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return json.dumps(value) if isinstance(value, dict | list) else str(value)
