"""Look whether what was accepted is still so."""

from collections.abc import Iterator

from crispdm.actions.project import Project, assess_phase
from crispdm.lifecycle.accepted import Changed, changed


def changed_since(project: Project) -> Iterator[Changed]:
    """The values and gates of the phases that are done which differ from those that were accepted.

    It hashes no data and runs nothing.
    """
    for phase in project.process.phases:
        event = project.state.accepted.get(phase.id)
        if event is not None:
            yield from changed(phase, event, assess_phase(project, phase, light=True)[0].digests())
