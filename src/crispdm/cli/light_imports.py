"""Import msgspec and yaml without the work that is done for nobody here, an eighth of the time of a shell's prompt.

msgspec asks typing_extensions only for what Python has had since 3.11. yaml compiles the patterns of its reader in
Python, although the one in C reads; here a pattern is compiled when it is asked something.
"""

import re
import sys
from importlib import import_module
from typing import Any

_UNUSED = "typing_extensions"
_compile = re.compile


class _Later:
    """A pattern that is not compiled yet."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self._arguments = pattern, flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(_compile(*self._arguments), name)
        setattr(self, name, found)  # so that it is asked once, however many values are matched
        return found


if _UNUSED not in sys.modules:
    sys.modules[_UNUSED] = None  # type: ignore[assignment]  # an import of it fails, and msgspec then asks typing
    try:
        import_module("msgspec")
    finally:
        del sys.modules[_UNUSED]

if "yaml" not in sys.modules:
    for name in ("base64", "datetime"):  # of all that yaml imports, its own modules alone are to see what follows
        import_module(name)
    re.compile = _Later  # type: ignore[assignment]  # until the next line but one
    try:
        import_module("yaml")
    finally:
        re.compile = _compile
