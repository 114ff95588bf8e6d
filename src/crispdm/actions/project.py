"""Find a project, read and replay it, run the checks of a phase, and append events."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, cast

from msgspec import Struct

from crispdm import __version__
from crispdm.actions import consent
from crispdm.dates import day_of
from crispdm.errors import CrispdmError, Damaged
from crispdm.eventlog import store
from crispdm.eventlog.events import AnyEvent, Created, Event
from crispdm.folder_owner import ownership_warning, reason_not_to_search
from crispdm.gate import Assessment, assess
from crispdm.gate.evidence import NOT_HERE, Evidence, Watch
from crispdm.gate.pilot_past import PilotPast
from crispdm.inert import quote
from crispdm.kinds import load_process
from crispdm.lifecycle.state import State, replay
from crispdm.people import Person
from crispdm.process import FILE, Phase, Process
from crispdm.safe_files import open_inside
from crispdm.scaffold import STAGING
from crispdm.words import count
from crispdm.yamlio import LIMIT


class Project(Struct, frozen=True):
    """A project's folder, its process, and what follows from its history; `warnings` are for standard error."""

    root: Path
    process: Process
    state: State
    warnings: tuple[str, ...] = ()
    lost: int = 0  # events that the last commit has; git is asked where the state file looks as if it lacked some

    @property
    def result_fields(self) -> dict[str, Any]:
        """The fields of a `ProjectResult`."""
        phases = self.process.phases
        titles = {name: phase.title for phase in phases for name in (*phase.was, phase.id)}
        return {
            "project": self.process.project,
            "team": self.process.team,
            "titles": titles,
            "warnings": self.warnings,
        }


class Act(Struct, frozen=True):
    """Who acts, and when: given by the caller, never read further down. `watch` shows the progress of hashing."""

    who: Person
    now: datetime
    watch: Watch | None = None

    @property
    def at(self) -> str:
        """The time as events record it: UTC, whole seconds."""
        return self.now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def find(start: Path) -> Path:
    """Return the nearest folder with a crispdm.yaml, from `start` upwards.

    Raises:
        CrispdmError: there is none, or crispdm.yaml is not a file.
    """
    start = start.absolute()
    if not start.is_dir():
        raise CrispdmError(f"{start} is not a folder")
    beyond: list[str] = []
    for folder in (start, *start.parents):
        is_there = os.path.lexists(folder / FILE)
        if not beyond and folder != start:
            beyond += _border(folder, start)
        if not is_there:
            continue
        if beyond:
            ignored = f"{folder / FILE} is ignored: {beyond[0]}"
            raise _no_project(start, ignored, hint=f"`crispdm -C {quote(str(folder))} …`")
        if not (folder / FILE).is_file():  # a folder, a pipe, a link to nothing
            raise CrispdmError(f"{folder / FILE} cannot be read as a file", hint="restore it from git, or remove it")
        return folder
    hint = "`crispdm init NAME` starts a project; `crispdm -C DIR …` looks elsewhere"
    raise _no_project(start, hint=hint)


def _border(folder: Path, start: Path) -> Iterator[str]:
    """Why the search that began at `start` does not go up into a folder, if it does not."""
    if why := reason_not_to_search(folder.stat(), start.stat()):
        yield f"{folder} {why}"


def _no_project(start: Path, *details: str, hint: str) -> CrispdmError:
    what = f"no project here: no {FILE} in {start} or any folder above it"
    return CrispdmError(what, details=(*details, *_leftovers(start)), hint=hint)


def find_to_write(start: Path) -> Path:
    """Find the project, and first undo what a killed `init` or `update` left half done in it."""
    root = find(start)
    if not os.path.lexists(root / STAGING):
        return root
    from crispdm.scaffold.staging import clear  # noqa: PLC0415 - hardly ever needed

    clear(root)
    return find(start)  # a project that was half made is none any more


def folder_warnings(root: Path) -> tuple[str, ...]:
    """What to know of the folder: who else may change it, and whether a killed run left it half old and half new."""
    owner = ownership_warning(root)
    return (*((owner,) if owner else ()), *interrupted(root))


def interrupted(root: Path) -> tuple[str, ...]:
    """What to know of a killed `init` or `update`: what is read of the project may be half old and half new."""
    return _leftovers(root) if os.path.lexists(root / STAGING) else ()


def _leftovers(folder: Path) -> tuple[str, ...]:
    from crispdm.scaffold.staging import leftovers  # noqa: PLC0415 - hardly ever needed

    return tuple(leftovers(folder))


def read_process(root: Path) -> Process:
    """Read the project's crispdm.yaml.

    Raises:
        CrispdmError: with file and line, for whatever is wrong in it; or it leads out of the project.
        Damaged: it cannot be read.
    """
    try:
        with open_inside(Path(os.path.realpath(root)), FILE) as file:
            return load_process(file.read(LIMIT + 1))
    except OSError as error:
        kind = Damaged if error.errno else CrispdmError  # what leads out of the project, its owner can fix
        hint = "look at its permissions" if error.errno else "it must be a file of the project"
        raise kind(f"{FILE} cannot be read: {error.strerror}", hint=hint) from None


def open_project(start: Path, *, writes: bool = False, for_prompt: bool = False) -> Project:
    """Find the project and read it.

    Args:
        start: where the search begins.
        writes: clear away what a killed `init` or `update` of this user left.
        for_prompt: do not warn of who else may change the folder, at every prompt.

    Raises:
        CrispdmError: no project, or a mistake in crispdm.yaml.
        Damaged: the state cannot be read.
    """
    root = find_to_write(start) if writes else find(start)
    left = interrupted(root) if for_prompt else folder_warnings(root)
    try:
        process = read_process(root)
        history = store.load(root)
    except CrispdmError as error:
        error.details = (*left, *error.details)  # it may be why
        raise
    lost = _count_lost(root, history)
    return Project(root, process, replay(process, history.events), (*left, *_odd(history, lost)), lost)


def _count_lost(root: Path, history: store.History) -> int:
    """How many events of the last commit the history lacks; git is asked only where it is doubtful."""
    if not history.is_doubtful:
        return 0
    from crispdm.actions.git_events import count_lost  # noqa: PLC0415 - a prompt asks git nothing

    return count_lost(root, history.events)


def _odd(history: store.History, lost: int) -> Iterator[str]:
    """What a reader has to know about the state file: nothing in it, or lines that do not count and what to do."""
    yield from history.flaws
    if history.flaws:
        yield "`crispdm verify` says more, and `crispdm repair` sets aside what is not an event"
    if lost:
        yield lost_events(lost)
    elif not history.flaws and not history.events:
        what = "has no events" if history.is_there else "is not there"
        yield f"{store.PATH} {what}: nothing is recorded; the next move writes it"


def lost_events(number: int) -> str:
    """The warning that the last commit has events which the state file lacks."""
    them = "it" if number == 1 else "them"
    return f"{store.PATH} lacks {count(number, 'event')} that the last commit has: `crispdm repair` brings {them} back"


def assess_phase(  # noqa: PLR0913 - each is named by its caller
    project: Project,
    phase: Phase,
    *,
    light: bool = False,
    run: bool = True,
    watch: Watch | None = None,
    today: date | None = None,
    early: bool = False,
) -> tuple[Assessment, Evidence]:
    """Run a phase's checks on its files; `light` hashes no data file and runs no command, as without `run`.

    `watch` sees the hashing. With `today`, no row of evidence may be of a later day; `early` shows the effect of a
    pilot before its end.
    """
    may_run = nullcontext(NOT_HERE) if light or not run else consent.permission(project.root, project.process, phase)
    with may_run as why_not:
        evidence = Evidence(
            project.root,
            phase.folder,
            light=light,
            not_run_because=why_not,
            watch=watch,
            today=today,
            began=_began(project) if today else None,
            early=early,
            pilot_past=partial(_pilot_past, project),
        )
        return assess(phase, evidence), evidence


def _began(project: Project) -> date | None:
    return next((day_of(event.at) for event in project.state.events), None)


def _pilot_past(project: Project) -> PilotPast:
    from crispdm.lifecycle.pilot_past import find_pilot_past  # noqa: PLC0415 - few phases have a pilot

    return find_pilot_past(project.process, project.state)


def write(project: Project, act: Act, decide: Callable[[State], Sequence[Event]]) -> tuple[AnyEvent, ...]:
    """Append what follows from the state as it is under the lock.

    Args:
        project: to which.
        act: who and when.
        decide: from the state to events; it may raise, and then nothing is written.

    Returns:
        The events that were written.
    """
    from crispdm.actions.git_events import append  # noqa: PLC0415 - only what writes needs git

    def follow(history: store.History) -> Sequence[Event]:
        wanted = decide(replay(project.process, history.events))
        is_first = bool(wanted) and not history.events
        return (Created(project=project.process.project, crispdm=__version__), *wanted) if is_first else wanted

    return known(append(project.root, follow, at=act.at, by=str(act.who)))


def known(events: Iterable[Event]) -> tuple[AnyEvent, ...]:
    """The same events by their precise type: every event is of one of those kinds."""
    return cast("tuple[AnyEvent, ...]", tuple(events))
