"""Names and texts without mail addresses, as the page leaves the team."""

import re
from collections.abc import Iterable

_IN_BRACKETS = re.compile(r"\s*<([^<>@]*)@[^<>]*>")
_PART = r"[^\s<>()\[\]{}\"',;:@]"
_BARE = re.compile(f"({_PART}{{,64}})@({_PART}{{,255}})")
_USUAL = rf"({_PART}{{1,64}})@(?:[\w-]{{1,63}}\.)+[^\W\d_]{{2,63}}"
_IN_TEXT = re.compile(rf"\s*<{_USUAL}>|{_USUAL}")  # a metric may be called recall@5, or mAP@0.5


def name_of(person: str) -> str:
    """Return somebody's name without any address, however it was typed; `somebody` for nothing.

    An address in angle brackets goes, as a name stands before it. A bare one is cut at its sign, as it is all there is.
    """
    name = _BARE.sub(lambda found: found[1] or found[2], _IN_BRACKETS.sub("", person)).strip()
    return name or next(iter(_IN_BRACKETS.findall(person)), "") or "somebody"


def mask_addresses(text: str) -> str:
    """Remove the mail addresses from a text; of a bare one, the part before its sign visits."""
    return _IN_TEXT.sub(lambda found: found[2] or "", text) if "@" in text else text


def name_people(text: str, people: Iterable[str]) -> str:
    """Replace people, as events write them, in a text by their names."""
    for person in sorted(filter(None, people), key=len, reverse=True):
        text = text.replace(person, name_of(person))
    return text
