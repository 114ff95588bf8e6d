"""The interface of all kinds of check: a criterion with its parameters, and one method from evidence to finding."""

from typing import ClassVar, NamedTuple

from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding
from crispdm.process import Criterion, Decision


class PilotFiles(NamedTuple):
    """The files of a pilot, as the criterion that checks its run names them."""

    plan: str
    data: str


class Check(Criterion, frozen=True, kw_only=True):
    """A criterion that can be decided.

    To add a kind, derive from it in a file of `checks/`, name it by `tag`, declare its parameters as typed fields,
    and add it to the table in `checks/__init__.py`. A kind with a parameter `part` says in `PARTS` what each asks for.
    """

    PARTS: ClassVar[dict[str, str]] = {}

    def decide(self, evidence: Evidence) -> Finding:
        """Check the evidence.

        Returns:
            A finding. One that cannot pass may also be raised, as `Unmet`, from anywhere below.
        """
        raise NotImplementedError

    def command(self) -> tuple[tuple[str, ...], int] | None:
        """The command that it may run, and for how many seconds; None for most kinds."""
        return None

    def settles(self, decision: Decision) -> bool:
        """Whether this criterion judges the decision of its phase."""
        at = getattr(self, "file", None), getattr(self, "field", None)
        return at == (decision.file, decision.field)

    def pilot_files(self) -> PilotFiles | None:
        """The files of the pilot whose run this criterion checks; None for all other criteria."""
        return None

    def waits_for_pilot(self, evidence: Evidence, plan: str, finding: Finding) -> bool:  # noqa: ARG002 - an interface
        """Whether only the last day of the pilot with this plan can settle the criterion."""
        return False
