"""Import a library at its first use: for one that a library of ours imports, and hardly anybody needs."""

import sys
from importlib import import_module
from types import ModuleType


class _Later(ModuleType):
    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):  # what the import itself looks at
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


def later(name: str) -> None:
    """Let `import name` cost nothing until something of it is used."""
    sys.modules.setdefault(name, _Later(name))
