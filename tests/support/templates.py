"""Small templates, built where a test needs them, and cookiecutter itself to compare with."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from cookiecutter.generate import generate_context, generate_files
from cookiecutter.prompt import prompt_for_config

from crispdm.scaffold.bundled import home, shared
from crispdm.scaffold.questions import Questions
from crispdm.scaffold.render import render

BUNDLED = sorted(path.parent.name for path in home().glob("*/cookiecutter.json"))
ROOT = "{{ cookiecutter.slug }}"
Tree = dict[str, tuple[bytes, bool]]  # path: content, and whether it can be executed


def template(folder: Path, files: Mapping[str, bytes | str], questions: Mapping[str, Any] | None = None) -> Path:
    """A template that asks for a name and a slug; `../` leads from the project's files to the template's own."""
    folder.mkdir()
    asked = {"name": "Ana's shop", "slug": "made", **(questions or {})}
    (folder / "cookiecutter.json").write_text(json.dumps(asked))
    (folder / ROOT).mkdir()
    for name, data in files.items():
        path = folder / name.removeprefix("../") if name.startswith("../") else folder / ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    return folder


def rendered(source: Path, given: Mapping[str, str] | None = None, requirement: str = "") -> Tree:
    """What crispdm makes of a template; `requirement` installs this crispdm again."""
    answers = Questions(source, facts={"__crispdm": requirement}).answers(given or {}, {})
    return {file.path: (file.data, file.is_executable) for file in render(source, answers, shared=shared(source))}


@cache
def bundled_files(name: str) -> Tree:
    """What crispdm makes of a bundled template that nobody answers a question of; made once, and not to be changed."""
    return rendered(home() / name)


def baked(source: Path, to: Path, given: Mapping[str, str] | None = None, **settings: bool) -> Tree:
    """What cookiecutter makes of it."""
    context = generate_context(str(source / "cookiecutter.json"), extra_context=dict(given or {}))
    context["cookiecutter"] = prompt_for_config(context, no_input=True)
    return tree(Path(generate_files(source, context, to, **{"accept_hooks": False, **settings})))


def tree(folder: Path) -> Tree:
    """All files below a folder, git's own left out."""
    files = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.relative_to(folder).parts)
    return {str(path.relative_to(folder)): (path.read_bytes(), bool(path.stat().st_mode & 0o100)) for path in files}
