"""Import msgspec without typing_extensions, of which it asks only for what Python has had since 3.11.

Together with what it imports in turn, that module takes a twelfth of the time of a shell's prompt.
"""

import sys
from importlib import import_module

_UNUSED = "typing_extensions"

if _UNUSED not in sys.modules:
    sys.modules[_UNUSED] = None  # type: ignore[assignment]  # an import of it fails, and msgspec then asks typing
    try:
        import_module("msgspec")
    finally:
        del sys.modules[_UNUSED]
