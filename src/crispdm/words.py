"""Helpers for sentences: the nearest name, a list in words, a value, plurals. Pure."""

import re
from collections.abc import Iterable, Sequence

_MAX_SUGGESTIONS = 3
_SHORTEST_PART = 3  # characters of a name that are enough to suggest it
_MAX_VALUE = 60  # characters of somebody's text in a sentence


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`; did you mean 'x'?`, to append to an error; empty where no known name is near.

    Suggests the closest name; without one, those that contain it, as `business_understanding` contains `business`.
    """
    known = [*known]
    closest = closest_match(name, known)
    suggestions = _containing(name, known) if closest is None else [closest]
    if not 0 < len(suggestions) <= _MAX_SUGGESTIONS:
        return ""
    return f"; did you mean {listing([*map(repr, suggestions)], 'or')}?"


def _containing(name: str, known: Iterable[str]) -> list[str]:
    part = re.sub(r"[\W_]+", "_", name.strip().casefold())
    return [each for each in known if len(part) >= _SHORTEST_PART and part in re.sub(r"[\W_]+", "_", each.casefold())]


def closest_match(name: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """The known name that is nearest to `name`; None where none is near, as difflib counts likeness from 0 to 1."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it

    return next(iter(get_close_matches(name, [*known], n=1, cutoff=likeness)), None)


def listing(items: Sequence[str], last: str = "and") -> str:
    """Join words as in a sentence: `a, b and c`."""
    return f" {last} ".join(part for part in (", ".join(items[:-1]), items[-1]) if part) if items else ""


def describe_value(value: object) -> str:
    """A value from a file, as it fits into a sentence: `'soon'`, `true`, `a list`; a long text is cut."""
    if isinstance(value, dict | list):
        kind = "a mapping" if isinstance(value, dict) else "a list"
        return kind if value else "nothing"
    if isinstance(value, str):
        return repr(value if len(value) <= _MAX_VALUE else f"{value[:_MAX_VALUE]}…")
    return "nothing" if value is None else str(value).lower()  # true as YAML writes it


def count(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: `1 row`, `3 rows`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def with_article(noun: str) -> str:
    """A noun with its article: `a data analyst`, `an analyst`."""
    return f"{'an' if noun[:1].casefold() in 'aeiou' else 'a'} {noun}"


def few(items: Sequence[str], most: int) -> str:
    """Join the first words as in a sentence, and count the others: `a, b and 3 more`."""
    return listing([*items[:most], f"{len(items) - most} more"] if len(items) > most else items)


def clip(text: str, most: int = 60) -> str:
    """Cut a text to at most so many characters, behind a word where it can; `…` marks the cut."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    return f"{head[: head.rfind(' ')] if ' ' in head[most // 2 :] else head}…"


def clause(text: str, most: int) -> str:
    """Cut a sentence to at most so many characters: its first clauses, where they say something by themselves."""
    head = text[: most + 1]
    at = max(head.rfind("; "), head.rfind(": "))
    return head[:at] if len(text) > most and at > most // 3 else clip(text, most)
