"""`choice`: a field is one of several words."""

from typing import Annotated

from msgspec import Meta

from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding
from crispdm.gate.kind import Check
from crispdm.process import ProjectPath, Text
from crispdm.words import listing


class Choice(Check, frozen=True, kw_only=True, tag="choice"):
    """A field of a YAML file is one of several words."""

    file: ProjectPath
    field: Text
    one_of: Annotated[tuple[Text, ...], Meta(min_length=1)]

    def decide(self, evidence: Evidence) -> Finding:
        """Compare the field with the words."""
        record = evidence.record(self.file)
        value = record.get(self.field)
        want = listing(self.one_of, "or")
        if value not in self.one_of:
            raise record.unmet(self.field, want, f"choose {want}", {self.field: value})
        place = record.place(self.field)
        return Finding(status="pass", place=place, have=f"{self.field}: {value}", want=want, values={self.field: value})
