"""The interface of all kinds of check: a criterion with its parameters, and one method from evidence to finding.

Public: what this module exports is all that a kind of check in another package needs. `INTERFACE` counts its versions;
a version stays as it is, and works on in later versions of crispdm as the release policy says.
"""

from typing import ClassVar, NamedTuple

from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Missing, Place, Unmet
from crispdm.gate.record import Record
from crispdm.process import Criterion, Decision, ProjectPath, Text

__all__ = [
    "INTERFACE",
    "Check",
    "Evidence",
    "Finding",
    "Missing",
    "PilotFiles",
    "Place",
    "ProjectPath",
    "Record",
    "Text",
    "Unmet",
]

INTERFACE = 1  # the version that this crispdm has


class PilotFiles(NamedTuple):
    """The files of a pilot, as the criterion that checks its run names them."""

    plan: str
    data: str


class Check(Criterion, frozen=True, kw_only=True):
    """A criterion that can be decided.

    To add a kind to crispdm, derive from it in a file of `checks/`, name it by `tag`, declare its parameters as typed
    fields, and add it to the table in `checks/__init__.py`. A kind with a parameter `part` says in `PARTS` what each
    asks for. A kind in another package says in `interface` for which version of this interface it was written, and is
    named by an entry point of the group `crispdm.checks`.
    """

    PARTS: ClassVar[dict[str, str]] = {}
    interface: ClassVar[int] = 0  # 0 is ours, which has all of the interface at hand

    def decide(self, evidence: Evidence) -> Finding:
        """Check the evidence.

        Returns:
            A finding. One that cannot pass may also be raised, as `Unmet`, from anywhere below.
        """
        raise NotImplementedError

    def written(self) -> str | None:
        """The file that `made_by` writes."""
        return getattr(self, "file", None)

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
