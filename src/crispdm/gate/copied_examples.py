"""An example of the template: whoever takes it over word by word said nothing. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import structs

from crispdm.gate.finding import Finding, Place
from crispdm.gate.record import Record
from crispdm.gate.template_examples import SENTENCES
from crispdm.words import listing

_COMMENT = r"[^#]*?\s#\s*(?P<example>.+)"
_ASIDE = r"\s*\(.*\)?$"  # the template explains its examples in brackets
_NAMED = 3  # of the fields


def warn_of_sentences(finding: Finding, records: Iterable[Record]) -> Finding:
    """A finding that passes, as a warning where a text that it decided on is a bundled template's.

    Args:
        finding: of any criterion.
        records: the files in which the text may stand.
    """
    copied = [text for text in _texts(finding.values) if _plain(text) in SENTENCES] if finding.status == "pass" else []
    if not copied:
        return finding
    found = [(record, name) for record in records for name in record.names_of(copied)]
    place = found[0][0].place(found[0][1]) if found else finding.place
    return _warning(finding, place, [name for _, name in found] or copied)


def copied_examples(record: Record, names: Iterable[str]) -> list[str]:
    """The fields whose value is the example in the comment behind it, in any template."""
    return [name for name in names if _is_copied(record.get(name), record.line_text(name))]


def warn_of_examples(finding: Finding, record: Record, names: Iterable[str]) -> Finding:
    """A finding that passes, as a warning where the values are those of the comments."""
    copied = copied_examples(record, names)
    return example_warning(finding, record, copied) if copied else finding


def example_warning(finding: Finding, record: Record, names: Sequence[str]) -> Finding:
    """A finding that passes, as a warning that these fields hold the example."""
    return _warning(finding, record.place(names[0]), names, "delete the comment")


def _warning(finding: Finding, place: Place, names: Sequence[str], or_else: str = "change a word") -> Finding:
    if finding.status != "pass":
        return finding
    said = listing(names[:_NAMED])
    have = f"{said} {'are' if names[1:] else 'is'} the template's example, word by word"
    fix = f"write your own {said}; if the words are true of your project, {or_else}"
    return structs.replace(finding, status="warn", place=place, have=have, fix=fix)


def _is_copied(value: object, line: str) -> bool:
    comment = re.fullmatch(_COMMENT, line)
    if comment is None or value is None or isinstance(value, dict | list):
        return False
    example = comment["example"].strip()
    return _plain(str(value)) in (example.casefold(), re.sub(_ASIDE, "", example).casefold())


def _plain(text: str) -> str:
    return text.strip().casefold()


def _texts(value: object) -> Iterator[str]:
    """All texts in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
