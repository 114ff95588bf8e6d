"""Long histories in little memory: objects that are kept as JSON until they are asked for, and shared texts. Pure."""

from functools import lru_cache
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Raw

from crispdm.canonical_json import dumps

Kept = Annotated[Raw, Meta(extra_json_schema={"type": "object"})]
KeptObjects = Annotated[  # by name
    Raw, Meta(extra_json_schema={"type": "object", "additionalProperties": {"type": "object"}})
]
_NOTHING = Raw("{}")
_object = msgspec.json.Decoder(dict[str, Any])
_objects = msgspec.json.Decoder(dict[str, dict[str, Any]])
_by_name = msgspec.json.Decoder(dict[str, Raw])


def keep(value: object) -> Raw:
    """Keep an object.

    Raises:
        CrispdmError: it holds what JSON cannot say, or YAML reads differently.
    """
    return Raw(dumps(to_builtins(value)))


def keep_objects(text: Raw) -> Raw:
    """Keep objects by name that are part of a longer text, without that text.

    Raises:
        ValueError: it is something else, or cannot be decoded.
    """
    return text.copy() if _objects.decode(text) else _NOTHING


def decode(kept: Raw) -> dict[str, Any]:
    """Decode an object."""
    return _object.decode(kept)


def decode_objects(kept: Raw) -> dict[str, dict[str, Any]]:
    """Decode objects by name."""
    return _objects.decode(kept)


def split(kept: Raw) -> dict[str, Raw]:
    """What is kept by each name; it shares the text."""
    return _by_name.decode(kept)


def to_builtins(value: object) -> Any:
    """A value as dict, list, str, int, float, bool and None, with all that is kept in it decoded."""
    return msgspec.to_builtins(value, enc_hook=_decoded)


@lru_cache(maxsize=1024)
def shared(text: str) -> str:
    """The same text, in memory once, as long as few others come in between."""
    return text


def _decoded(value: object) -> object:
    if isinstance(value, Raw):
        return decode(value)
    raise NotImplementedError(type(value).__name__)
