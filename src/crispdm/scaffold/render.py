"""One renderer, in cookiecutter's dialect, in memory, in Jinja's sandbox: a template is somebody else's code."""

import os
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from cookiecutter.environment import ExtensionLoaderMixin
from jinja2 import FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from crispdm.errors import CrispdmError
from crispdm.scaffold.tree import File, checked


class _Environment(ExtensionLoaderMixin, SandboxedEnvironment):  # type: ignore[misc]  # cookiecutter has no types
    """Cookiecutter's extensions, without reach into Python."""


class Renderer:
    """Renders text with a template's variables.

    Args:
        questions: the raw cookiecutter.json, for the settings that it holds.
        folder: from where templates may include others.
    """

    def __init__(self, questions: Mapping[str, Any], folder: Path | None = None) -> None:
        self._environment = _Environment(
            context={"cookiecutter": {}},
            keep_trailing_newline=True,
            undefined=StrictUndefined,
            loader=FileSystemLoader([folder, folder.parent / "templates"]) if folder else None,
            **questions.get("_jinja2_env_vars", {}),
        )

    def text(self, source: str, answers: Mapping[str, Any], *, where: str = "cookiecutter.json") -> str:
        """Render one text.

        Raises:
            CrispdmError: naming the place and what Jinja says; an undefined variable is an error.
        """
        try:
            return self._environment.from_string(source).render(cookiecutter=answers)
        except (TemplateError, ArithmeticError, TypeError, ValueError, AttributeError, LookupError) as error:
            line = getattr(error, "lineno", None)
            raise CrispdmError(f"{where}{f':{line}' if line else ''}: the template fails: {error}") from None

    def value(self, raw: object, answers: Mapping[str, Any]) -> object:
        """Render a default: text, or whatever holds texts."""
        if isinstance(raw, dict):
            return {str(self.value(key, answers)): self.value(item, answers) for key, item in raw.items()}
        if isinstance(raw, list):
            return [self.value(item, answers) for item in raw]
        return raw if raw is None or isinstance(raw, bool) else self.text(str(raw), answers)


def render(template: Path, answers: Mapping[str, Any]) -> tuple[File, ...]:
    """Render a template's tree.

    Args:
        template: the folder with cookiecutter.json and one folder named by a variable.
        answers: the variables.

    Returns:
        The files below the project's root. A name that renders to nothing leaves its subtree out.

    Raises:
        CrispdmError: the template fails, or makes what must not be written.
    """
    root = _root(template)
    return checked(_files(root, "", "", Renderer(answers, root), answers))


def _root(template: Path) -> Path:
    for folder in sorted(template.iterdir()):
        if folder.is_dir() and "cookiecutter" in folder.name and "{{" in folder.name and "}}" in folder.name:
            return folder
    raise CrispdmError(f"{template.name} is no template: no folder is named by a variable of cookiecutter's")


def _files(root: Path, below: str, to: str, renderer: Renderer, answers: Mapping[str, Any]) -> Iterator[File]:
    for entry in sorted(os.scandir(root / below), key=lambda entry: entry.name):
        source = f"{below}{entry.name}"
        if entry.name == "__pycache__":  # pip compiles what an installed template holds
            continue
        if entry.is_symlink() or not (entry.is_dir() or entry.is_file()):
            raise CrispdmError(
                f"the template holds {source}, which is neither a file nor a folder; nothing was written"
            )
        name = renderer.text(entry.name, answers, where=source)
        is_copied = any(fnmatch(source, pattern) for pattern in answers.get("_copy_without_render", ()))
        if entry.is_dir() and name:
            yield from _files(root, f"{source}/", f"{to}{name}/", renderer, answers)
        elif name:
            data = Path(entry.path).read_bytes()
            rendered = data if is_copied else _rendered(data, source, renderer, answers)
            yield File(f"{to}{name}", rendered, bool(entry.stat().st_mode & 0o100))


def _rendered(data: bytes, source: str, renderer: Renderer, answers: Mapping[str, Any]) -> bytes:
    """Text is rendered and keeps its first line end; anything else is copied."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return data
    if "\0" in text:
        return data
    first = text.partition("\n")[0]
    end = "\r\n" if "\n" in text and first.endswith("\r") else "\n"
    return renderer.text(text, answers, where=source).replace("\n", end).encode()
