"""`exists`: files exist and are not empty."""

from typing import Annotated

from msgspec import Meta

from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Place
from crispdm.gate.kind import Check
from crispdm.process import ProjectPath
from crispdm.words import count


class Exists(Check, frozen=True, kw_only=True, tag="exists"):
    """At least `min` files that are not empty match the pattern `files`."""

    files: ProjectPath
    min: Annotated[int, Meta(ge=1)] = 1

    def decide(self, evidence: Evidence) -> Finding:
        """Count the files; a signature covers their names."""
        found = evidence.glob(self.files)
        return Finding(
            status="pass" if len(found) >= self.min else "fail",
            place=Place(evidence.path(self.files)),
            have=count(len(found), "non-empty file"),
            want=f"at least {count(self.min, 'file')}",
            fix=f"add files that match {evidence.path(self.files)}",
            values=found,
            basis="seen",
        )
