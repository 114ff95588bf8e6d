"""`document`: a Markdown file has its sections, each with text."""

import re
from typing import Annotated

from msgspec import Meta

from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Place, Unmet
from crispdm.gate.kind import Check
from crispdm.placeholders import is_no_words
from crispdm.process import ProjectPath, Text
from crispdm.words import listing

_COMMENT = re.compile(r"<!--.*?(-->|\Z)", re.DOTALL)
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(?P<title>.*)")
_CLOSING = re.compile(r"(?<!\S)#+$")  # # Title #
_FENCE = re.compile(r" {0,3}(```|~~~)")


class Document(Check, frozen=True, kw_only=True, tag="document"):
    """A Markdown file has the sections, each with text; comments do not count."""

    file: ProjectPath
    sections: Annotated[tuple[Text, ...], Meta(min_length=1)]

    def decide(self, evidence: Evidence) -> Finding:
        """Read each section up to the next heading; its words are what counts, not its line breaks."""
        there = _sections(evidence.document(self.file))
        path = evidence.path(self.file)
        values = {title: there.get(title.casefold(), (1, ""))[1] for title in self.sections}
        seen: dict[str, str] = {}
        for title, text in values.items():
            if is_no_words(text, title):
                line = there.get(title.casefold(), (1, ""))[0]
                empty = f"section {title!r} {'says nothing' if text else 'is empty'}"
                have = empty if title.casefold() in there else f"no section {title!r}"
                raise Unmet(Place(path, line), have, "a few sentences", f"write the section {title!r}", values)
            if text in seen:
                have = f"section {title!r} says the same as {seen[text]!r}"
                place = Place(path, there[title.casefold()][0])
                raise Unmet(place, have, "what it is about", f"write the section {title!r}", values)
            seen[text] = title
        have = f"{listing(self.sections)} written"
        return Finding(status="pass", place=Place(path), have=have, want=self.says, values=values)


def _sections(text: str) -> dict[str, tuple[int, str]]:
    """For each heading, by its title in lower case, its line and the words below it."""
    found: dict[str, tuple[int, list[str]]] = {}
    title, is_code = "", False
    for number, line in enumerate(_COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text).split("\n"), 1):
        is_code ^= bool(_FENCE.match(line))
        heading = None if is_code else _HEADING.fullmatch(line)
        if heading:
            title = _CLOSING.sub("", heading["title"].strip()).strip().casefold()
            found.setdefault(title, (number, []))
        elif title:
            found[title][1].extend(line.split())
    return {title: (number, " ".join(words)) for title, (number, words) in found.items()}
