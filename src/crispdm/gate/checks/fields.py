"""`fields`: every named field says something."""

from typing import Annotated

from msgspec import Meta

from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding
from crispdm.gate.kind import Check
from crispdm.gate.quantity import says_nothing
from crispdm.process import ProjectPath, Text
from crispdm.words import listing


class Fields(Check, frozen=True, kw_only=True, tag="fields"):
    """Every dotted field of the YAML file is there and is no placeholder."""

    file: ProjectPath
    fields: Annotated[tuple[Text, ...], Meta(min_length=1)]

    def decide(self, evidence: Evidence) -> Finding:
        """Look at each field; 0 and false say something."""
        record = evidence.record(self.file)
        values = {name: record.get(name) for name in self.fields}
        empty = [name for name in self.fields if says_nothing(values[name])]
        if empty:
            raise record.unmet(empty[0], self.says, f"fill in {listing(empty)}", values)
        return Finding(
            status="pass",
            place=record.place(self.fields[0]),
            have=f"{listing(self.fields)} filled in",
            want=self.says,
            values=values,
        )
