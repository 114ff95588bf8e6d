"""Cookiecutter's Jinja environment, in Jinja's sandbox. Imported late: it takes as long as all the rest of `init`."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined, Template, TemplateNotFound
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment

from crispdm.errors import CrispdmError
from crispdm.scaffold.included_texts import IncludedTexts, NotIncluded
from crispdm.scaffold.simple_text import BlockSpace, is_only_variables, simple_text


@contextmanager
def _lazy_imports() -> Iterator[None]:
    """Import cookiecutter without what few templates need, a third of the time of `init`.

    arrow is for `{% now %}`, uuid for `uuid4()`, slugify for the filter of that name. The package itself only looks for
    its version, with a parser of mails.
    """
    lazy = {name: _lazy(name) for name in ("arrow", "uuid") if name not in sys.modules}
    if "slugify" not in sys.modules:
        lazy |= {"slugify": _lazy_function("slugify"), "slugify.slugify": ModuleType("slugify.slugify")}
        vars(lazy["slugify.slugify"])["DEFAULT_SEPARATOR"] = "-"
    found = find_spec("cookiecutter")
    if "cookiecutter" not in sys.modules and found and found.submodule_search_locations:
        lazy["cookiecutter"] = ModuleType("cookiecutter")
        lazy["cookiecutter"].__path__ = found.submodule_search_locations
    sys.modules |= lazy
    yield
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


with _lazy_imports():
    import_module("cookiecutter.extensions")
    from cookiecutter.environment import ExtensionLoaderMixin, StrictEnvironment
    from cookiecutter.exceptions import UnknownExtension


class _Environment(ExtensionLoaderMixin, SandboxedEnvironment):  # type: ignore[misc]  # cookiecutter has no types
    """Cookiecutter's environment, in the sandbox."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(undefined=StrictUndefined, **settings)


class _Loader(BaseLoader):
    """Loads what a template includes."""

    def __init__(self, included: IncludedTexts, space: BlockSpace | None) -> None:
        self._included, self._space = included, space

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:  # noqa: ARG002
        """Load an included text."""
        try:
            found = self._included(template)
        except NotIncluded as error:
            raise TemplateNotFound(template, str(error)) from None
        return found.text, str(found.file), lambda: True

    def load(self, environment: Environment, name: str, globals: Any = None) -> Template:  # noqa: A002
        """Load a template; nothing is compiled where it is not needed, which takes most of the time."""
        text, file, _ = self.get_source(environment, name)
        space, compiled = self._space, partial(super().load, environment, name, globals)
        if space is None or not is_only_variables(text):
            return compiled()

        def root(context: Context) -> Iterator[str]:
            answers = context.resolve("cookiecutter")
            simple = simple_text(text, answers, space) if isinstance(answers, Mapping) else None
            yield from compiled().root_render_func(context) if simple is None else (simple,)

        parts = {"name": name, "__file__": file, "root": root, "blocks": {}, "debug_info": ""}
        return environment.template_class.from_module_dict(environment, parts, globals or {})


def environment(
    questions: Mapping[str, Any], included: IncludedTexts, space: BlockSpace | None, *, trusted: bool
) -> Environment:
    """The environment that a template asks for in its cookiecutter.json.

    Raises:
        CrispdmError: the settings are wrong, or an extension cannot be imported.
    """
    try:
        return (StrictEnvironment if trusted else _Environment)(
            context={"cookiecutter": questions if trusted else {}},
            keep_trailing_newline=True,
            loader=_Loader(included, space),
            **questions.get("_jinja2_env_vars", {}),
        )
    except (TypeError, ValueError, AssertionError) as error:
        raise CrispdmError(f"cookiecutter.json: _jinja2_env_vars: {error}") from None
    except UnknownExtension as error:
        raise CrispdmError(f"cookiecutter.json: _extensions: {error}", hint="install what it needs") from None


def is_of_sandbox(error: Exception) -> bool:
    """Whether the sandbox forbade something."""
    return isinstance(error, SecurityError)
