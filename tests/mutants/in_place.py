"""Put changed code into the functions of a module that is imported already, and used by its importers."""

import ast
import functools
import gc
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType

_Remembering = type(functools.cache(len))


class NotReplaceable(Exception):
    """The functions of the changed code are not those that were imported."""


def replace_functions(file: Path, text: str) -> None:
    """Let every function of a module run the code of a changed text, whoever imported it.

    Args:
        file: of the module, as it was imported.
        text: the changed one; what it does outside functions is not run.

    Raises:
        NotReplaceable: a function has another name now, or other variables of the function around it.
    """
    changed: dict[str, list[CodeType]] = defaultdict(list)
    for code in _codes(compile(ast.parse(text), str(file), "exec")):
        changed[code.co_qualname].append(code)
    functions = [each for each in gc.get_objects() if isinstance(each, FunctionType)]
    loaded: dict[str, dict[CodeType, list[FunctionType]]] = defaultdict(lambda: defaultdict(list))
    for function in functions:
        if function.__code__.co_filename == str(file) and "<locals>" not in function.__code__.co_qualname:
            loaded[function.__code__.co_qualname][function.__code__].append(function)
    for name, by_code in loaded.items():
        if len(by_code) != len(changed[name]):
            raise NotReplaceable(name)
        for old, new in zip(sorted(by_code, key=_place), sorted(changed[name], key=_place), strict=True):
            for function in by_code[old]:
                _put(function, new)
    _forget()


def _put(function: FunctionType, code: CodeType) -> None:
    try:
        function.__code__ = code
    except ValueError as error:
        raise NotReplaceable(function.__qualname__) from error


def _codes(code: CodeType) -> Iterator[CodeType]:
    """The code of the functions that a module or class makes when it is imported, and of the classes."""
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            if "<locals>" not in each.co_qualname:
                yield from _codes(each)


def _place(code: CodeType) -> tuple[int, int]:
    return code.co_firstlineno, next(iter(code.co_positions()))[2] or 0


def _forget() -> None:
    """What functions remember was computed by the code before."""
    for each in gc.get_objects():
        if isinstance(each, _Remembering) and each.__module__.startswith("crispdm"):
            each.cache_clear()
