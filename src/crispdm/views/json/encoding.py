"""Results as JSON text."""

import json
from collections.abc import Iterator

from msgspec import Struct

from crispdm.kept_json import to_builtins

_ITEMS = 1000  # of a list that are encoded at a time; each time leaves something behind that nobody collects


def dump(value: Struct) -> str:
    """Encode a result; ASCII, so that nothing in it acts on a terminal."""
    return "".join(dump_in_parts(value))


def dump_in_parts(value: Struct) -> Iterator[str]:
    """Yield the parts of the same text, of each list some items at a time, so that it is never in memory as a whole."""
    for number, name in enumerate(value.__struct_fields__):
        yield f'{"," if number else "{"}\n  "{name}": '
        item = getattr(value, name)
        if isinstance(item, list | tuple) and item:
            for at in range(0, len(item), _ITEMS):
                yield f"{',' if at else '['}{_indented(item[at : at + _ITEMS])[1:-4]}"
            yield "\n  ]"
        else:
            yield _indented(item)
    yield "\n}"


def _indented(value: object) -> str:
    """JSON whose lines, but for the first one, are indented; no text in it holds a line break."""
    text = json.dumps(to_builtins(value), indent=2, ensure_ascii=True)
    return text.replace("\n", "\n  ")


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
