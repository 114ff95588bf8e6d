"""One-line JSON that YAML readers read as the same values, and digests of values. Pure."""

import hashlib
import json
import math
import re

from crispdm.errors import CrispdmError

KEY_LIMIT = 1024  # characters: behind more of them YAML does not look for the colon

# What JSON allows unescaped in a string, but YAML 1.1 or a text tool takes for a line break or refuses:
# DEL, C1 with NEL, line and paragraph separators, the byte order mark, noncharacters of the first plane.
_UNSAFE = "[\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ufeff\ufffe\uffff]"
_EXPONENT = r"(?<![.\d])(\d+)e"


def dumps(value: object) -> str:
    """Write a value as one line of JSON that is also YAML.

    Args:
        value: dict, list, tuple, str, int, float, bool or None, nested.

    Returns:
        The line, without a line break; `json.loads` and PyYAML read the same value from it.

    Raises:
        CrispdmError: for a number that is not finite, a lone surrogate, or a key over 1,024 characters.
    """
    match value:
        case str():
            return _text(value)
        case bool() | int() | None:
            return json.dumps(value)
        case float():
            return _float(value)
        case dict():
            return "{" + ", ".join(f"{_key(key)}: {dumps(item)}" for key, item in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(dumps, value)) + "]"
    raise TypeError(type(value).__name__)


def _text(value: str) -> str:
    text = json.dumps(value, ensure_ascii=False)
    if text.isascii() and text.isprintable():  # as nearly every text is
        return text
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise CrispdmError(f"{value!a} contains half a character (a lone surrogate)", hint="type the text again")
    return re.sub(_UNSAFE, lambda found: f"\\u{ord(found[0]):04x}", text)


def _key(value: object) -> str:
    text = str(value)
    written = _text(text)
    if len(written) > KEY_LIMIT:
        raise CrispdmError(f"the key {text[:40]!r}… has {len(written):,} characters; the limit is {KEY_LIMIT:,}")
    return written


def _float(value: float) -> str:
    if not math.isfinite(value):
        raise CrispdmError(f"{value} is not a finite number")
    return re.sub(_EXPONENT, r"\1.0e", repr(value))  # YAML 1.1 wants the dot that JSON leaves out


def digest(value: object) -> str:
    """The first 32 hexadecimal digits of the SHA-256 of a value's canonical JSON: sorted keys, ASCII, no blanks."""
    canonical = json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:32]
