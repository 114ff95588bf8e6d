"""Find what is no longer as it was accepted."""

from collections.abc import Iterator
from itertools import groupby

from crispdm.actions.project import Project, assess_phase
from crispdm.eventlog.events import Advanced
from crispdm.gate import Assessment
from crispdm.gate.evidence import Evidence, Watch
from crispdm.gate.finding import Place, Unmet
from crispdm.lifecycle.accepted import Changed, Compared, find_changes
from crispdm.lifecycle.renewal import with_renewals
from crispdm.process import Phase


def changed_since(project: Project) -> Iterator[Changed]:
    """Yield the values and gates of finished phases that differ from what was accepted, or renewed since.

    It hashes no data and runs nothing.
    """
    for phase in project.process.phases:
        event = project.state.accepted.get(phase.id)
        if event is not None:
            assessment, evidence = assess_phase(project, phase, light=True)
            yield from _changes(project, event, assessment, evidence)


def changed_for_advance(project: Project, *, watch: Watch | None = None) -> tuple[tuple[Changed, ...], list[Evidence]]:
    """The same before a move, with the files to look at again under the lock.

    What was made again is compared with its data, too: only then it may be accepted.
    """
    found: list[Changed] = []
    read: list[Evidence] = []
    for name, changes in groupby(changed_since(project), key=lambda each: each.phase):
        light = [*changes]
        if any(each.renewal for each in light):
            assessment, evidence = assess_phase(project, project.process.phase(name), watch=watch)
            light = [*_changes(project, project.state.accepted[name], assessment, evidence)]
            read.append(evidence)
        found += light
    return tuple(found), read


def compare_with_data(project: Project) -> Iterator[Compared]:
    """Yield what the data says of accepted evidence, where it is against it or not here to be asked; runs nothing."""
    for phase in project.process.phases:
        event = project.state.accepted.get(phase.id)
        if event is not None:
            light = assess_phase(project, phase, light=True)[0].findings
            for name, finding in assess_phase(project, phase, run=False)[0].findings.items():
                is_against = finding.status == "fail" != light[name].status
                if is_against or (finding.status == "warn" and finding.basis == "recorded"):
                    yield Compared(phase=phase, event=event, criterion=name, finding=finding)


def _changes(project: Project, event: Advanced, assessment: Assessment, evidence: Evidence) -> Iterator[Changed]:
    moves, phase = project.state.moves, assessment.phase
    accepted = with_renewals(event, moves[moves.index(event) + 1 :])
    yield from find_changes(phase, accepted, assessment, lambda *which: _place(phase, evidence, *which))


def _place(phase: Phase, evidence: Evidence, criterion: str, name: str) -> Place | None:
    file = next((getattr(each, "file", None) for each in phase.criteria if each.id == criterion), None)
    try:
        return evidence.record(file).place_of(name) if isinstance(file, str) else None
    except Unmet:
        return None  # it is not a record: the value was counted
