"""The example that stands in the comment behind a field: whoever takes it over word by word said nothing. Pure."""

import re
from collections.abc import Iterable

from msgspec import structs

from crispdm.gate.finding import Finding
from crispdm.gate.record import Record
from crispdm.words import listing

_COMMENT = r"[^#]*?\s#\s*(?P<example>.+)"
_ASIDE = r"\s*\(.*\)?$"  # the template explains its examples in brackets


def copied_examples(record: Record, names: Iterable[str]) -> list[str]:
    """The fields whose value is the example in the comment behind it, as the template ships it."""
    return [name for name in names if _is_copied(record.get(name), record.line_text(name))]


def warn_of_examples(finding: Finding, record: Record, names: Iterable[str]) -> Finding:
    """A finding that passes, as a warning where the words are the template's."""
    copied = copied_examples(record, names)
    if finding.status != "pass" or not copied:
        return finding
    verb = "are" if copied[1:] else "is"
    have = f"{listing(copied)} {verb} the example in the comment, word by word"
    fix = f"write your own {listing(copied)}; if the words are true of your project, delete the comment"
    return structs.replace(finding, status="warn", place=record.place(copied[0]), have=have, fix=fix)


def _is_copied(value: object, line: str) -> bool:
    comment = re.fullmatch(_COMMENT, line)
    if comment is None or value is None or isinstance(value, dict | list):
        return False
    example = comment["example"].strip()
    return str(value).strip().casefold() in (example.casefold(), re.sub(_ASIDE, "", example).casefold())
