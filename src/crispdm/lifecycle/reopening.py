"""Why a phase is open again, and whether anything has changed since it was accepted. Pure."""

from collections.abc import Mapping

from msgspec import Struct

from crispdm.eventlog.events import Advanced, WentBack
from crispdm.gate import Assessment
from crispdm.lifecycle.state import State
from crispdm.process import Process


class Reopening(Struct, frozen=True, kw_only=True):
    """The move that reopened the current phase."""

    event: Advanced | WentBack
    has_changed: bool  # whether the evidence differs from what was accepted before


def find_reopening(process: Process, state: State, assessment: Assessment) -> Reopening | None:
    """Find the move that reopened the current phase; None where it is open for the first time, or by moving forward.

    Args:
        process: for former ids of the phase.
        state: what happened so far.
        assessment: of the current phase, as the files are now.
    """
    phase, newest_first = assessment.phase.id, reversed(_moves_of_iteration(state))
    names = {phase, *assessment.phase.was}
    opener = next((each for each in newest_first if not names.isdisjoint(each.opens)), None)
    if opener is None or process.phase_id(opener.to) != phase:
        return None
    passes = (each for each in newest_first if isinstance(each, Advanced))
    before = next((each for each in passes if process.phase_id(each.phase) == phase), None)
    evidence = dict(before.evidence) if before else {}
    return Reopening(event=opener, has_changed=_has_changed(evidence, assessment))


def _has_changed(evidence: Mapping[str, str], assessment: Assessment) -> bool:
    """Whether what holds now differs from what was accepted; what fails has first to be made, and is neither."""
    holding = {name for name, finding in assessment.findings.items() if finding.status != "fail"}
    now = {name: digest for name, digest in assessment.digests().items() if name in holding}
    return {
        name: digest for name, digest in evidence.items() if name not in assessment.findings or name in holding
    } != now


def _moves_of_iteration(state: State) -> list[Advanced | WentBack]:
    """The moves of this iteration, by time."""
    return [each for each in state.moves if each.iteration == state.iteration]
