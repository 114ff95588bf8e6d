"""Results as JSON text."""

import json
from typing import Any

from msgspec import Struct, to_builtins


def dump(value: Struct | dict[str, Any]) -> str:
    """ASCII, so that nothing in it acts on a terminal."""
    return json.dumps(to_builtins(value), indent=2, ensure_ascii=True)
