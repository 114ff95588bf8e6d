"""The JSON Schema of types, the same text on every Python. Pure."""

from collections.abc import Iterable
from typing import Any

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(title: str, kinds: Iterable[Any]) -> dict[str, Any]:
    """Return the schema of a value that is of one of these kinds, each struct described by its docstring.

    Python strips the indentation of docstrings from 3.13 on; here it is stripped everywhere.
    """
    from inspect import cleandoc  # noqa: PLC0415 - few commands need it

    from msgspec.json import schema_components  # noqa: PLC0415 - few commands need it

    schemas, parts = schema_components(kinds, ref_template="#/$defs/{name}")
    for part in parts.values():
        if "description" in part:
            part["description"] = cleandoc(part["description"])
    body = schemas[0] if len(schemas) == 1 else {"anyOf": [*schemas]}
    return {"$schema": _DRAFT, "title": title, **body, "$defs": parts}
