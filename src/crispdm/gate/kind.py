"""What every kind of check is: a criterion with its parameters, and one method from evidence to finding."""

from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding
from crispdm.process import Criterion, Decision


class Check(Criterion, frozen=True, kw_only=True):
    """A criterion that can be decided.

    To add a kind, derive from it in a file of `checks/`, name it by `tag`, declare its parameters as typed fields,
    and add it to the table in `checks/__init__.py`.
    """

    def decide(self, evidence: Evidence) -> Finding:
        """Look at the evidence.

        Returns:
            A finding. One that cannot pass may also be raised, as `Unmet`, from anywhere below.
        """
        raise NotImplementedError

    def settles(self, decision: Decision) -> bool:
        """Whether this is the criterion of the phase's own decision."""
        at = getattr(self, "file", None), getattr(self, "field", None)
        return at == (decision.file, decision.field)
