"""Results as JSON text."""

import json
from collections.abc import Iterator

from msgspec import Struct, to_builtins


def dump(value: Struct) -> str:
    """Encode a result; ASCII, so that nothing in it acts on a terminal."""
    return json.dumps(to_builtins(value), indent=2, ensure_ascii=True)


def dump_by_line(value: Struct, field: str) -> Iterator[str]:
    """Yield the lines of the same object, with a line for each item of one of its lists, encoded one at a time."""
    names = value.__struct_fields__
    texts = [f'"{name}": {_compact(getattr(value, name))}' for name in names if name != field]
    at, items = names.index(field), getattr(value, field)
    yield f'{{{"".join(f"{text}, " for text in texts[:at])}"{field}": ['
    for number, item in enumerate(items, 1):
        yield f"{_compact(item)}{',' if number < len(items) else ''}"
    yield f"]{''.join(f', {text}' for text in texts[at:])}}}"


def _compact(value: object) -> str:
    return json.dumps(to_builtins(value), ensure_ascii=True)
