"""Find whether the project has reached a phase."""

from pathlib import Path

from crispdm.actions.project import open_project
from crispdm.results.moves import Require


def require(start: Path, phase: str) -> Require:
    """Return whether the project has reached a phase, in this or an earlier iteration.

    Raises:
        CrispdmError: there is no such phase.
    """
    project = open_project(start)
    state, wanted = project.state, project.process.phase(phase)
    current = state.current.id if state.current and state.outcome == "running" else None
    return Require(
        **project.result_fields,
        phase=wanted.id,
        reached=wanted.id in state.reached,
        current=current,
        outcome=state.outcome,
    )
