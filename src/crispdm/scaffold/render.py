"""Render the files of a template in memory."""

import io
import os
import re
import stat
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from crispdm.errors import CrispdmError
from crispdm.safe_files import read_inside
from crispdm.scaffold.renderer import Renderer
from crispdm.scaffold.tree import LARGEST, File, checked

_PLAIN = re.compile(r"[\w .,+~-]+")  # a name that holds no Jinja, whatever marks the template has set for it


def render(
    template: Path, answers: Mapping[str, Any], *, shared: Path | None = None, trusted: bool = False
) -> tuple[File, ...]:
    """Render all files of a template.

    Args:
        template: the folder with cookiecutter.json and one folder named by a variable.
        answers: the variables.
        shared: the folder with what the templates of its source share, as a real path.
        trusted: render outside the sandbox, with the template's own extensions.

    Returns:
        The files below the project's root. A name that renders to nothing leaves out the file or folder.

    Raises:
        CrispdmError: the template fails, or makes a path that is not safe.
    """
    return checked(_Source(_root(template, answers), answers, shared, trusted=trusted).files())


def root_name(template: Path, answers: Mapping[str, Any], *, trusted: bool = False) -> str:
    """Render the name of the project's folder.

    Raises:
        CrispdmError: it cannot be the name of a folder.
    """
    root = _root(template, answers)
    name = Renderer(answers, trusted=trusted).text(root.name, answers, where=root.name)
    (file,) = checked([File(name, b"")])
    if "/" in file.path:
        hint = "name the folder: `crispdm init DIR`"
        raise CrispdmError(f"{name!r}, the template's name for the project's folder, is not a name", hint=hint)
    return name


def could_make(template: Path, name: str) -> bool:
    """Whether a template may make a file of a plain name at the project's root, as far as can be seen unrendered.

    What a hook may make does not count.
    """
    roots = [each for each in template.iterdir() if "cookiecutter" in each.name and each.is_dir()]
    names = [entry.name for root in roots for entry in os.scandir(root) if not entry.is_dir()]
    return not roots or any(each == name or not _PLAIN.fullmatch(each) for each in names)


def _root(template: Path, answers: Mapping[str, Any]) -> Path:
    settings = answers.get("_jinja2_env_vars", {})
    marks = ("cookiecutter", settings.get("variable_start_string", "{{"), settings.get("variable_end_string", "}}"))
    for folder in sorted(template.iterdir()):
        if folder.is_dir() and not folder.is_symlink() and all(mark in folder.name for mark in marks):
            return folder
    raise CrispdmError(f"{template.name} is not a template: no folder has a variable of cookiecutter in its name")


class _Source:
    """The folder of a template that becomes the project."""

    def __init__(self, root: Path, answers: Mapping[str, Any], shared: Path | None, *, trusted: bool) -> None:
        self._root = root.resolve()
        self._answers = answers
        beside = self._root.parent / "templates"  # as in cookiecutter; where templates share files, it is a link
        search = [self._root, *([shared] if shared else []), beside]
        self._renderer = Renderer(answers, search, trusted=trusted)
        self._copied = answers.get("_copy_without_render", [])
        if not isinstance(self._copied, list) or not all(isinstance(each, str) for each in self._copied):
            raise CrispdmError("cookiecutter.json: _copy_without_render: expected a list of patterns")

    def files(self, below: str = "", to: str = "") -> Iterator[File]:
        """Render the files below a folder, names and contents."""
        for entry in self._entries(below):
            source = f"{below}{entry.name}"
            name = self._renderer.text(entry.name, self._answers, where=source)
            is_copied = any(fnmatch(source, each) for each in self._copied)
            if entry.is_dir() and name:
                inside = self._copies if is_copied else self.files
                yield from inside(f"{source}/", f"{to}{name}/")
            elif name:
                data = self._read(source)
                yield _file(f"{to}{name}", data if is_copied else self._rendered(data, source), entry)

    def _copies(self, below: str, to: str) -> Iterator[File]:
        """Copy the files below a folder: neither contents nor names are rendered."""
        for entry in self._entries(below):
            if entry.is_dir():
                yield from self._copies(f"{below}{entry.name}/", f"{to}{entry.name}/")
            else:
                yield _file(f"{to}{entry.name}", self._read(f"{below}{entry.name}"), entry)

    def _read(self, source: str) -> bytes:
        try:
            return read_inside(self._root, source, LARGEST)
        except OSError as error:
            raise CrispdmError(f"{source} in the template cannot be read: {error.strerror}") from None

    def _entries(self, below: str) -> Iterator[os.DirEntry[str]]:
        for entry in sorted(os.scandir(self._root / below), key=lambda entry: entry.name):
            if entry.is_symlink() or not (entry.is_dir() or entry.is_file()):
                source = f"{below}{entry.name}"
                raise CrispdmError(f"{source} in the template is neither a file nor a folder; nothing was written")
            is_of_git = entry.name == ".git" and entry.is_file()  # the one of a submodule leads to its repository
            if entry.name != "__pycache__" and not is_of_git:  # pip compiles what an installed template holds
                yield entry

    def _rendered(self, data: bytes, source: str) -> bytes:
        """Render a text, keeping its line end; copy anything else."""
        try:
            text = data.decode()
        except UnicodeDecodeError:
            return data
        if "\0" in text:
            return data
        end = self._answers.get("_new_lines") or _line_end(data)
        return self._renderer.text(text, self._answers, where=source).replace("\n", end).encode()


def _file(path: str, data: bytes, entry: os.DirEntry[str]) -> File:
    """A file that is as executable as the template's, and as closed to others."""
    mode = stat.S_IMODE(entry.stat().st_mode)
    return File(path, data, bool(mode & 0o100), mode)


def _line_end(data: bytes) -> str:
    """The line end of a text as Python finds it for cookiecutter: of mixed ones it is CR, else LF."""
    with io.TextIOWrapper(io.BytesIO(data), encoding="utf-8") as text:
        text.readline()
        found = text.newlines
    return (found[0] if isinstance(found, tuple) else found) or "\n"
