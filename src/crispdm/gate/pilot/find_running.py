"""Find the pilot that runs today or is about to start, and which criteria wait for its last day."""

from collections.abc import Iterable
from datetime import date
from typing import cast

from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Finding, Unmet
from crispdm.gate.kind import Check
from crispdm.gate.pilot.running import RunningPilot
from crispdm.process import Criterion

Closing = tuple[Criterion, Finding]  # a criterion that closes the gate, and what its check says


def find_running_pilot(evidence: Evidence, closing: Iterable[Closing], today: date) -> RunningPilot | None:
    """The pilot that keeps a gate closed until its last day; None where there is none, or its plan cannot be read."""
    checks = [(cast("Check", criterion), finding) for criterion, finding in closing]
    for check, _ in checks:
        if files := check.pilot_files():
            from crispdm.gate.pilot.running_plan import read_pilot  # noqa: PLC0415 - few phases have a pilot

            try:
                pilot = read_pilot(evidence, check.id, files, checks, today)
            except Unmet:
                return None
            return pilot if today <= pilot.end else None
    return None
