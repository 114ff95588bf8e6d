"""Kinds whose parameters are fixed, and which this version cannot decide yet: their gates stay closed."""

from typing import Literal

from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Place
from crispdm.gate.kind import Check
from crispdm.process import ProjectPath, Text


class Announced(Check, frozen=True, kw_only=True):
    """A kind of check that is read, and not run."""

    def decide(self, evidence: Evidence) -> Finding:
        """Say that it was not run: such a criterion never passes by itself."""
        place = Place(evidence.path(getattr(self, "file", "/crispdm.yaml")))
        have = f"this version of crispdm does not run {self.check!r} checks yet"
        return Finding(status="not_run", place=place, have=have, want=self.says, fix="update crispdm")


class Runs(Announced, frozen=True, kw_only=True, tag="runs"):
    """The runs of models: the baseline, the chosen one, its errors, its cost."""

    file: ProjectPath
    part: Literal["baseline", "chosen", "errors", "cost"]
    metric: ProjectPath
    errors: ProjectPath = "errors.csv"


class PilotPlan(Announced, frozen=True, kw_only=True, tag="pilot_plan"):
    """The plan of the online test."""

    file: ProjectPath


class Pilot(Announced, frozen=True, kw_only=True, tag="pilot"):
    """The online test: that it ran as planned, and that its guard held."""

    file: ProjectPath
    part: Literal["ran", "guard"]
    data: ProjectPath
    objective: ProjectPath
    runs: ProjectPath
    metric: ProjectPath


class Verdict(Announced, frozen=True, kw_only=True, tag="verdict"):
    """The team's decision against what the pilot's numbers say."""

    file: ProjectPath
    field: Text = "decision"
    data: ProjectPath
    objective: ProjectPath
    runs: ProjectPath
    metric: ProjectPath


class Operations(Announced, frozen=True, kw_only=True, tag="operations"):
    """The roll-out and what keeps the service watched, reliable and reversible."""

    file: ProjectPath
    part: Literal["steps", "alerts", "reliability", "rollback", "full_traffic", "next"]
    objective: ProjectPath | None = None


class Command(Announced, frozen=True, kw_only=True, tag="command"):
    """A command of the team's that must exit with 0, run with consent only."""

    argv: tuple[Text, ...]
    timeout: int = 60
