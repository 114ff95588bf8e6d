"""`fields`: every named field is filled in."""

from typing import Annotated

from msgspec import Meta

from crispdm.gate.evidence import Evidence
from crispdm.gate.examples import warn_of_examples
from crispdm.gate.finding import Finding
from crispdm.gate.kind import Check
from crispdm.gate.record import Record
from crispdm.placeholders import is_placeholder
from crispdm.process import ProjectPath, Text
from crispdm.words import count, listing


class Fields(Check, frozen=True, kw_only=True, tag="fields"):
    """Every dotted field of a YAML file, or of `each` entry of a list in it, exists and is not a placeholder."""

    file: ProjectPath
    fields: Annotated[tuple[Text, ...], Meta(min_length=1)]
    each: Text | None = None

    def decide(self, evidence: Evidence) -> Finding:
        """Look for placeholders; 0 and false are values."""
        record = evidence.record(self.file)
        if self.each is not None:
            return self._entries(record, self.each)
        finding = Finding(
            status="pass",
            place=record.place(self.fields[0]),
            have=f"{listing(self.fields)} filled in",
            want=self.says,
            values=self._filled(record),
        )
        return warn_of_examples(finding, record, self.fields)

    def _entries(self, record: Record, name: str) -> Finding:
        entries = record.items(name)
        if not entries:
            raise record.unmet(name, self.says, f"add an entry with {listing(self.fields)}")
        values = [self._filled(entry) for entry in entries]
        have = f"{name}: {count(len(entries), 'entry', 'entries')}, each with {listing(self.fields)}"
        return Finding(status="pass", place=record.place(name), have=have, want=self.says, values=values)

    def _filled(self, record: Record) -> dict[str, object]:
        values = {name: record.get(name) for name in self.fields}
        empty = [name for name in self.fields if is_placeholder(values[name], name)]
        if empty:
            done = 1 - len(empty) / len(self.fields)
            raise record.unmet(empty[0], self.says, f"fill in {listing(empty)}", values, done=done)
        return values
