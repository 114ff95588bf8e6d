"""`exists`: the files are there."""

from typing import Annotated

from msgspec import Meta

from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Place
from crispdm.gate.kind import Check
from crispdm.process import ProjectPath
from crispdm.words import count


class Exists(Check, frozen=True, kw_only=True, tag="exists"):
    """At least `min` files that are not empty match the glob `files`."""

    files: ProjectPath
    min: Annotated[int, Meta(ge=1)] = 1

    def decide(self, evidence: Evidence) -> Finding:
        """Count the files; what counts is their names."""
        found = evidence.matches(self.files)
        return Finding(
            status="pass" if len(found) >= self.min else "fail",
            place=Place(evidence.path(self.files)),
            have=count(len(found), "file") + " that " + ("is" if len(found) == 1 else "are") + " not empty",
            want=f"at least {count(self.min, 'file')}",
            fix=f"add what matches {evidence.path(self.files)}",
            values=found,
        )
