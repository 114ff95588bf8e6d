"""Cookiecutter's Jinja environment, in Jinja's sandbox. Imported late: it takes as long as all the rest of `init`."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
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
from crispdm.scaffold.tree import LARGEST


def _import_extensions() -> None:
    """Import cookiecutter's extensions without what few templates need, a third of the time of `init`.

    arrow is for `{% now %}`, uuid for `uuid4()`, slugify for the filter of that name.
    """
    lazy = {name: _lazy(name) for name in ("arrow", "uuid") if name not in sys.modules}
    if "slugify" not in sys.modules:
        lazy |= {"slugify": _lazy_function("slugify"), "slugify.slugify": ModuleType("slugify.slugify")}
        vars(lazy["slugify.slugify"])["DEFAULT_SEPARATOR"] = "-"
    sys.modules |= lazy
    import_module("cookiecutter.extensions")
    for name in lazy:
        del sys.modules[name]


def _lazy(name: str) -> ModuleType:
    """A module that is imported when something in it is used."""
    module = ModuleType(name)
    vars(module)["__getattr__"] = lambda item: getattr(import_module(name), item)
    return module


def _lazy_function(name: str) -> ModuleType:
    """A module with one function of its own name, which is imported when it is called."""
    module = ModuleType(name)

    def late(*arguments: object) -> object:
        return getattr(import_module(name), name)(*arguments)

    vars(module)[name] = late
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


def environment(questions: Mapping[str, Any], search: Sequence[Path], *, trusted: bool) -> Environment:
    """The environment that a template asks for in its cookiecutter.json.

    Raises:
        CrispdmError: the settings are wrong, or an extension cannot be imported.
    """
    try:
        return (StrictEnvironment if trusted else _Environment)(
            context={"cookiecutter": questions if trusted else {}},
            keep_trailing_newline=True,
            loader=_Loader(search),
            **questions.get("_jinja2_env_vars", {}),
        )
    except (TypeError, ValueError, AssertionError) as error:
        raise CrispdmError(f"cookiecutter.json: _jinja2_env_vars: {error}") from None
    except UnknownExtension as error:
        raise CrispdmError(f"cookiecutter.json: _extensions: {error}", hint="install what it needs") from None


def is_of_sandbox(error: Exception) -> bool:
    """Whether the sandbox forbade something."""
    return isinstance(error, SecurityError)
