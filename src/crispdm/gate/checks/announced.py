"""Kinds whose parameters are fixed, and which this version cannot decide yet: their gates stay closed."""

from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Place
from crispdm.gate.kind import Check
from crispdm.process import Text


class Announced(Check, frozen=True, kw_only=True):
    """A kind of check that is read, and not run."""

    def decide(self, evidence: Evidence) -> Finding:
        """Say that it was not run: such a criterion never passes by itself."""
        have = f"this version of crispdm does not run {self.check!r} checks yet"
        place = Place(evidence.path("/crispdm.yaml"))
        return Finding(status="not_run", place=place, have=have, want=self.says, fix="update crispdm")


class Command(Announced, frozen=True, kw_only=True, tag="command"):
    """A command of the team's that must exit with 0, run with consent only."""

    argv: tuple[Text, ...]
    timeout: int = 60
