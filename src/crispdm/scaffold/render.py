"""Render templates in cookiecutter's dialect, in memory, in Jinja's sandbox: they are somebody else's code."""

import io
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path
from traceback import walk_tb
from types import ModuleType
from typing import Any

from cookiecutter.environment import ExtensionLoaderMixin, StrictEnvironment
from cookiecutter.exceptions import UnknownExtension
from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound
from jinja2.exceptions import SecurityError
from jinja2.loaders import split_template_path
from jinja2.sandbox import SandboxedEnvironment

from crispdm.errors import CrispdmError
from crispdm.safe_files import read_inside
from crispdm.scaffold.tree import File, checked

LARGEST = 64 << 20  # bytes of a file of a template
_NEWLINE = re.compile(r"\r\n|\r|\n")  # what Jinja takes for one
_UNNAMED = ("<template>", "<unknown>")  # what Jinja calls a text without a file, when it runs and when it parses it


def _import_extensions() -> None:
    """Import cookiecutter's extensions without what few templates need, a fifth of the time of `init`.

    arrow is for `{% now %}`, uuid for `uuid4()`.
    """
    lazy = {name: _lazy(name) for name in ("arrow", "uuid") if name not in sys.modules}
    sys.modules |= lazy
    import_module("cookiecutter.extensions")
    for name in lazy:
        del sys.modules[name]


def _lazy(name: str) -> ModuleType:
    """A module that is imported when something in it is used."""
    module = ModuleType(name)
    vars(module)["__getattr__"] = lambda item: getattr(import_module(name), item)
    return module


_import_extensions()


class _Environment(ExtensionLoaderMixin, SandboxedEnvironment):  # type: ignore[misc]  # cookiecutter has no types
    """Cookiecutter's environment, in the sandbox."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(undefined=StrictUndefined, **settings)


class _Loader(BaseLoader):
    """Loads what a template includes; never through a link, which could lead to any file of the user's."""

    def __init__(self, search: Sequence[Path]) -> None:
        self._search = search

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:  # noqa: ARG002
        """Load an included text."""
        path = "/".join(split_template_path(template))
        for folder in self._search:
            file = folder / path
            if not file.is_file():
                continue
            if os.path.realpath(file) != str(file):
                raise TemplateNotFound(template, f"{template} is a link")
            try:
                return read_inside(folder, path, LARGEST).decode(), str(file), lambda: True
            except OSError as error:
                raise TemplateNotFound(template, f"{template} cannot be read: {error.strerror}") from None
        raise TemplateNotFound(template, f"{template!r} not found")


def _marks(environment: Environment) -> tuple[str, ...]:
    """A text without one of these renders to itself; the empty one is in every text."""
    if environment.line_statement_prefix or environment.line_comment_prefix:
        return ("",)
    return (environment.block_start_string, environment.variable_start_string, environment.comment_start_string)


class Renderer:
    """Renders text with a template's variables.

    Args:
        questions: the content of cookiecutter.json, for its settings.
        search: the folders from which texts may include others, as real paths; the first is the project's.
        trusted: render outside the sandbox, with the template's own extensions.

    Raises:
        CrispdmError: the settings are wrong, or an extension cannot be imported.
    """

    def __init__(self, questions: Mapping[str, Any], search: Sequence[Path] = (), *, trusted: bool = False) -> None:
        self._search = search
        try:
            self._environment = (StrictEnvironment if trusted else _Environment)(
                context={"cookiecutter": questions if trusted else {}},
                keep_trailing_newline=True,
                loader=_Loader(search),
                **questions.get("_jinja2_env_vars", {}),
            )
        except (TypeError, ValueError, AssertionError) as error:
            raise CrispdmError(f"cookiecutter.json: _jinja2_env_vars: {error}") from None
        except UnknownExtension as error:
            raise CrispdmError(f"cookiecutter.json: _extensions: {error}", hint="install what it needs") from None
        self._marks = ("",) if trusted else _marks(self._environment)

    def text(self, source: str, answers: Mapping[str, Any], *, where: str) -> str:
        """Render a text.

        Raises:
            CrispdmError: rendering fails, or uses an undefined variable; file and line are named.
        """
        if not any(mark in source for mark in self._marks):
            return _NEWLINE.sub(self._environment.newline_sequence, source)
        try:
            return self._environment.from_string(source).render(cookiecutter=answers)
        except Exception as error:  # noqa: BLE001 - a template is code, which can raise anything
            hint = "read it; --trust renders it outside the sandbox" if isinstance(error, SecurityError) else ""
            raise CrispdmError(f"{self._place(error, where)}: the template fails: {error}", hint=hint) from None

    def holds(self, condition: str, answers: Mapping[str, Any], *, where: str) -> bool:
        """Whether a condition holds: a Jinja expression, such as `cookiecutter.mode == 'team'`.

        An answer that is computed is a text, and "False" is none to Jinja.
        """
        text = f"{{% if {condition} %}}{{{{ {condition} }}}}{{% endif %}}"
        return self.text(text, answers, where=where) not in ("", "False")

    def value(self, raw: object, answers: Mapping[str, Any]) -> object:
        """Render a default: a text, or texts in lists and dictionaries."""
        if isinstance(raw, dict):
            return {str(self.value(key, answers)): self.value(item, answers) for key, item in raw.items()}
        if isinstance(raw, list):
            return [self.value(item, answers) for item in raw]
        if raw is None or isinstance(raw, bool):
            return raw
        return self.text(str(raw), answers, where=f"cookiecutter.json: {raw}")

    def _place(self, error: Exception, where: str) -> str:
        """The file and the line that failed: `where`, or something that it includes."""
        place = where
        for frame, line in walk_tb(error.__traceback__):
            file = frame.f_code.co_filename
            if file in _UNNAMED:
                place = f"{where}:{line}"
            elif any(Path(file).is_relative_to(folder) for folder in self._search):
                place = f"{os.path.relpath(file, self._search[0])}:{line}"
        return place


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
                yield File(f"{to}{name}", data if is_copied else self._rendered(data, source), _is_executable(entry))

    def _copies(self, below: str, to: str) -> Iterator[File]:
        """Copy the files below a folder: neither contents nor names are rendered."""
        for entry in self._entries(below):
            if entry.is_dir():
                yield from self._copies(f"{below}{entry.name}/", f"{to}{entry.name}/")
            else:
                yield File(f"{to}{entry.name}", self._read(f"{below}{entry.name}"), _is_executable(entry))

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


def _is_executable(entry: os.DirEntry[str]) -> bool:
    return bool(entry.stat().st_mode & 0o100)


def _line_end(data: bytes) -> str:
    """The line end of a text as Python finds it for cookiecutter: of mixed ones it is CR, else LF."""
    with io.TextIOWrapper(io.BytesIO(data), encoding="utf-8") as text:
        text.readline()
        found = text.newlines
    return (found[0] if isinstance(found, tuple) else found) or "\n"
