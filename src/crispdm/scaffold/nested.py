"""A repository with several templates, as cookiecutter knows it: `templates`, or before 2.2 `template`."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crispdm.errors import CrispdmError
from crispdm.safe_files import read_inside
from crispdm.scaffold.answers import option_named
from crispdm.scaffold.questions import FILE, Ask, Question
from crispdm.words import did_you_mean, listing
from crispdm.yamlio import LIMIT

_DEEPEST = 5  # choices in a row
_IN_BRACKETS = re.compile(r"\((.+)\)")  # "A library (./library)"


def choose_template(folder: Path, ask: Ask | None) -> Path:
    """Ask which of its templates is meant, until one holds no others.

    Args:
        folder: the folder that was named.
        ask: asks; None where nobody can be asked.

    Returns:
        The folder of the template; the same where it holds no others.

    Raises:
        CrispdmError: nobody can be asked, or what is listed is not a folder below.
    """
    for _ in range(_DEEPEST):
        options = _options(folder)
        if not options:
            return folder
        folder = _below(folder, _chosen(options, ask))
    raise CrispdmError(f"{folder.name} is not a template: it lists templates that list templates, again and again")


def _options(folder: Path) -> dict[str, str]:
    """The templates that a folder lists, by path, each with its title and description."""
    try:
        listed = json.loads(read_inside(folder.resolve(), FILE, LIMIT))
    except (OSError, ValueError, RecursionError):
        return {}  # said where its questions are read
    if not isinstance(listed, dict):
        return {}
    if isinstance(named := listed.get("templates"), dict):
        return {str(each.get("path", name)): _described(name, each) for name, each in named.items() if _is_entry(each)}
    old = listed.get("template")
    found = (_IN_BRACKETS.search(text) for text in old if isinstance(text, str)) if isinstance(old, list) else ()
    return {match[1]: match.string[: match.start()].strip() for match in found if match}


def _is_entry(entry: object) -> bool:
    return isinstance(entry, dict)


def _described(name: str, entry: Mapping[str, Any]) -> str:
    title, description = str(entry.get("title", name)), str(entry.get("description", ""))
    return f"{title}: {description}" if description and description != title else title


def _chosen(options: Mapping[str, str], ask: Ask | None) -> str:
    paths = [*options]
    if ask is None:
        details = tuple(f"{path}: {text}" for path, text in options.items())
        hint = f"choose one with --directory, such as --directory {paths[0]}"
        raise CrispdmError("the template holds several; nothing was created", details=details, hint=hint)
    question, wrong = Question("template", "Which template?", paths[0], tuple(options.items())), ""
    while True:
        typed = option_named(ask(question, wrong).strip(), paths) or paths[0]
        if typed in options:
            return typed
        wrong = f"expected {listing(paths, 'or')}{did_you_mean(typed, paths)}"


def _below(folder: Path, path: str) -> Path:
    chosen = (folder / path).resolve()
    if not chosen.is_relative_to(folder.resolve()) or not (chosen / FILE).is_file():
        raise CrispdmError(f"{folder.name} lists the template {path}, which is not a template in it")
    return chosen
