"""Find what is no longer as it was accepted."""

from collections.abc import Iterator

from crispdm.actions.project import Project, assess_phase
from crispdm.gate.evidence import Evidence
from crispdm.gate.finding import Place, Unmet
from crispdm.lifecycle.accepted import Changed, find_changes
from crispdm.process import Phase


def changed_since(project: Project) -> Iterator[Changed]:
    """Yield the values and gates of finished phases that differ from what was accepted.

    It hashes no data and runs nothing.
    """
    for phase in project.process.phases:
        event = project.state.accepted.get(phase.id)
        if event is not None:
            assessment, evidence = assess_phase(project, phase, light=True)
            yield from find_changes(phase, event, assessment, lambda *which, at=(phase, evidence): _place(*at, *which))


def _place(phase: Phase, evidence: Evidence, criterion: str, name: str) -> Place | None:
    file = next((getattr(each, "file", None) for each in phase.criteria if each.id == criterion), None)
    try:
        return evidence.record(file).place_of(name) if isinstance(file, str) else None
    except Unmet:
        return None  # it is not a record: the value was counted
