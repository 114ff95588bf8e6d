"""Read of one project what its line needs: its process and its history. No check is run, no other file is read."""

import os
from pathlib import Path

from msgspec import structs

from crispdm.actions.git_events import count_lost
from crispdm.actions.portfolio.discover import FoundProject, is_regular
from crispdm.actions.portfolio.shared_processes import LoadProcess
from crispdm.errors import CrispdmError
from crispdm.eventlog import store
from crispdm.lifecycle.state import State, replay
from crispdm.lifecycle.timebox import pauses
from crispdm.lifecycle.waiting_on import holders, waiting_on
from crispdm.process import FILE, Process
from crispdm.results.portfolio import Project, Waiting
from crispdm.safe_files import open_inside
from crispdm.yamlio import LIMIT


def read_project(found: FoundProject, load_process: LoadProcess) -> Project:
    """Read a project; one that cannot be read comes back as broken, with the reason."""
    try:
        process, history = read_files(found, load_process)
        project = project_of(found.path, process, replay(process, history.events), len(history.flaws))
        lost = count_lost(Path(found.folder), history.events) if history.is_doubtful else 0
        return structs.replace(project, lost=lost) if lost else project
    except CrispdmError as error:
        return Project(path=found.path, outcome="broken", broken=error.message)


def read_files(found: FoundProject, load_process: LoadProcess) -> tuple[Process, store.History]:
    """Read the process and the events of a project.

    Raises:
        CrispdmError: one of its files cannot be read.
    """
    return load_process(_read_process(found)), store.load(Path(found.folder))


def _read_process(found: FoundProject) -> bytes:
    if found.stamps[2] and not is_regular(found.stamps[2]):
        raise CrispdmError(f"{FILE} is not a regular file")
    try:
        with open_inside(Path(os.path.realpath(found.folder)), FILE) as file:
            return file.read(LIMIT + 1)
    except OSError as error:
        raise CrispdmError(f"{FILE} cannot be read: {error.strerror}") from None


def project_of(path: str, process: Process, state: State, flaws: int) -> Project:
    """Return the line of a project that was read."""
    phase = state.current if state.outcome == "running" else None
    waiting = waiting_on(process, state)
    return Project(
        path=path,
        outcome=state.outcome,
        project=process.project,
        iteration=state.iteration,
        phase=phase.id if phase else None,
        title=phase.title if phase else None,
        number=process.phases.index(phase) + 1 if phase else None,
        phases=len(process.phases),
        started=state.started.get(phase.id) if phase else None,
        pauses=pauses(process, state.events) if phase else (),
        timebox=phase.timebox if phase else None,
        waiting=Waiting(roles=waiting.roles, people=holders(process, waiting.roles), outside=waiting.outside),
        next=waiting.next,
        blockers=len(state.blockers),
        events=len(state.events),
        flaws=flaws,
    )
