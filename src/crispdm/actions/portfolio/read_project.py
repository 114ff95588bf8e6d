"""What one line needs of one project: its process and its history. No check is run, and no other file is read."""

from collections.abc import Callable
from pathlib import Path

from crispdm.actions.portfolio.discover import Found, is_file
from crispdm.errors import CrispdmError
from crispdm.eventlog import store
from crispdm.lifecycle.state import State, replay
from crispdm.lifecycle.timebox import pauses
from crispdm.lifecycle.waiting_on import holders, waiting_on
from crispdm.process import FILE, Process
from crispdm.views.portfolio.text import Record
from crispdm.yamlio import LIMIT

Read = Callable[[bytes], Process]


def look(found: Found, read: Read) -> Record:
    """Read a project; one that cannot be read is a record that says why."""
    try:
        process = read(_text(found))
        history = store.load(Path(found.path))
        return _record(process, replay(process, history.events), len(history.flaws))
    except CrispdmError as error:
        return Record(outcome="broken", broken=error.message)


def _text(found: Found) -> bytes:
    if found.stamps[2] and not is_file(found.stamps[2]):
        raise CrispdmError(f"{FILE} is not a regular file")
    try:
        with open(f"{found.path}/{FILE}", "rb") as file:  # noqa: PTH123 - ten thousand times
            return file.read(LIMIT + 1)
    except OSError as error:
        raise CrispdmError(f"{FILE} cannot be read: {error.strerror}") from None


def _record(process: Process, state: State, flaws: int) -> Record:
    waits, phase = waiting_on(process, state), state.current if state.outcome == "running" else None
    return Record(
        outcome=state.outcome,
        project=process.project,
        iteration=state.iteration,
        phase=phase.id if phase else None,
        title=phase.title if phase else None,
        number=process.phases.index(phase) + 1 if phase else None,
        phases=len(process.phases),
        started=state.started.get(phase.id) if phase else None,
        timebox=phase.timebox if phase else None,
        roles=waits.roles,
        people=holders(process, waits.roles),
        outside=waits.outside,
        next=waits.next,
        blockers=len(state.blockers),
        flaws=flaws,
        events=len(state.events),
        pauses=pauses(process, state.events) if phase else (),
    )
