"""`fields`: every named field is filled in."""

from typing import Annotated

from msgspec import Meta

from crispdm.gate.copied_examples import warn_of_examples
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding
from crispdm.gate.kind import Check
from crispdm.gate.record import Record
from crispdm.placeholders import is_no_words, is_placeholder
from crispdm.process import ProjectPath, Text
from crispdm.words import count, listing

_SEVERAL = 3  # fields: the same person may well be in two


class Fields(Check, frozen=True, kw_only=True, tag="fields"):
    """Every dotted field of a YAML file, or of `each` entry of a list in it, exists and is not a placeholder.

    `in_words` names those that somebody has to say in words: a number, `true` or a yes is none. They do not all say the
    same. One that `fields` does not name is asked for too.
    """

    file: ProjectPath
    fields: Annotated[tuple[Text, ...], Meta(min_length=1)]
    each: Text | None = None
    in_words: tuple[Text, ...] = ()

    def decide(self, evidence: Evidence) -> Finding:
        """Look for placeholders; 0 and false are values where no words are wanted."""
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

    @property
    def names(self) -> tuple[str, ...]:
        """The fields that are asked for, each once."""
        return tuple(dict.fromkeys((*self.fields, *self.in_words)))

    def _filled(self, record: Record) -> dict[str, object]:
        values = {name: record.get(name) for name in self.names}
        empty = [name for name, value in values.items() if self._is_empty(name, value)]
        if empty:
            done = 1 - len(empty) / len(values)
            raise record.unmet(empty[0], self.says, f"fill in {listing(empty)}", values, done=done)
        self._refuse_the_same(record, values)
        return values

    def _is_empty(self, name: str, value: object) -> bool:
        if isinstance(value, dict):
            value = [*value.values()]
        parts = value if isinstance(value, list) and value else [value]
        return all(is_no_words(part, name) if name in self.in_words else is_placeholder(part, name) for part in parts)

    def _refuse_the_same(self, record: Record, values: dict[str, object]) -> None:
        """One answer in each of several fields is an answer to none of them."""
        said = [str(values[name]).strip().casefold() for name in self.in_words]
        if len(said) >= _SEVERAL and len({*said}) == 1:
            fix = f"say in each of {listing(self.in_words)} what it asks for"
            raise record.unmet(self.in_words[-1], f"a text of its own, not that of {self.in_words[0]}", fix, values)
