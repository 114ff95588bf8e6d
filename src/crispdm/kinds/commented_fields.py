"""The fields that a template shows in a file of evidence, with the comments that explain them. Pure."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from crispdm.yamlio import YamlError, parse

_FIELD = re.compile(r"(?P<indent> *)(?P<off># )?(?P<key>[a-z][a-z_]*):(?P<rest>( .*)?)")
_QUOTED = re.compile(r"'([^']|'')*'(?= )")  # a value as templates write an answer, which may hold a #
_ENTRY = re.compile(r"# (- .*|  .*)")


class Shown(NamedTuple):
    """A field: its dotted path, an example of it, and what its comment says."""

    path: str
    example: object = None
    note: str = ""


def shown_fields(text: str) -> Iterator[Shown]:
    """The fields of a text, filled in, empty, or behind a `# `; `alerts[].when` is one of each entry of a list."""
    above, block = "", [""]
    for line in [*text.splitlines(), ""]:
        found, entry = _FIELD.fullmatch(line), _ENTRY.fullmatch(line)
        if entry and (entry[1].startswith("- ") or block[1:]):
            block.append(entry[1])
            continue
        yield from _entries(above, block[1:])
        block = [""]
        if not found or (
            found["off"] and "." in found["rest"].rstrip(".") and not found["indent"] and _is_prose(found)
        ):
            continue
        depth = len(found["indent"]) // 2
        above = above if depth else found["key"]
        path = f"{above}.{found['key']}" if depth else found["key"]
        yield Shown(path, *_example(found))


def _is_prose(found: re.Match[str]) -> bool:
    return bool(re.search(r"[.,;] [A-Za-z]", found["rest"]))


def _example(found: re.Match[str]) -> tuple[object, str]:
    """The example and the note: of an empty field in its comment, of one behind a `# ` as its value."""
    written = found["rest"].strip()
    if found["off"]:
        value, _, comment = written.partition("# ")
        example, _, note = value.strip().partition("  ")
        return example or None, (note or comment).strip()
    comment = _QUOTED.sub("", written).partition("# ")[2]
    example, _, note = comment.partition(" (")
    return example.strip() or None, note.rstrip(")")


def _entries(above: str, block: list[str]) -> Iterator[Shown]:
    """The fields of the entries of a list that is behind `# `."""
    try:
        entries = parse("\n".join(block).encode(), "an example").value
    except YamlError:
        return
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict):
            yield from (Shown(f"{above}[].{key}", str(value)) for key, value in entry.items())
