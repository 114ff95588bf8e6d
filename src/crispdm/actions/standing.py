"""Look where the project stands: the state, the current gate, and what git saw."""

import re
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from crispdm.actions.accepted import changed_since
from crispdm.actions.project import Project, assess_phase, open_project
from crispdm.dates import day_of, last_working_day, working_days
from crispdm.gitio import git
from crispdm.lifecycle import statefile
from crispdm.lifecycle.events import Advanced
from crispdm.lifecycle.gate import Gate, judge
from crispdm.lifecycle.nextstep import next_step
from crispdm.process import Phase
from crispdm.views.standing import Moved, Standing, Step


def stand(start: Path, now: datetime, *, short: bool = False) -> Standing:
    """Look at the project; runs no code, hashes no data, writes nothing.

    Args:
        start: where to look for the project.
        now: the time, with its zone.
        short: leave git and the phases that are done alone.
    """
    project, today = open_project(start), now.date()
    state = project.state
    gate = _gate(project, today) if state.outcome == "running" else None
    since = last_working_day(today)
    moved, uncommitted = ((), None) if short else _asked_of_git(project, now, since)
    return Standing(
        process=project.process,
        state=state,
        today=today,
        gate=gate,
        objective=_objective(project, gate),
        steps=tuple(_step(project, phase, now) for phase in project.process.phases),
        since=since,
        moved=(*_events_since(project, since, now), *moved),
        blockers=state.blockers,
        waivers=tuple(each for each in state.waivers if each.until is None or each.until >= today.isoformat()),
        changed=() if short else tuple(changed_since(project)),
        uncommitted=uncommitted,
        next=next_step(project.process, state, gate),
        warnings=project.warnings,
    )


def _gate(project: Project, today: date) -> Gate | None:
    phase = project.state.current
    if phase is None:
        return None
    return judge(project.process, project.state, assess_phase(project, phase, light=True)[0], today)


def _objective(project: Project, gate: Gate | None) -> dict[str, Any] | None:
    """As it was accepted in this iteration; before that, as it is being written, or as it was in the last one."""
    recorded = [event.facts["objective"] for event in project.state.accepted.values() if "objective" in event.facts]
    written = (
        [f.facts["objective"] for f in gate.assessment.findings.values() if "objective" in f.facts] if gate else []
    )
    before = [e.facts["objective"] for e in project.state.events if isinstance(e, Advanced) and "objective" in e.facts]
    return next(iter([*recorded[-1:], *written, *before[-1:]]), None)


def _step(project: Project, phase: Phase, now: datetime) -> Step:
    state = project.state
    accepted, started = state.accepted.get(phase.id), state.started.get(phase.id)
    is_current = state.current is phase and state.outcome == "running"
    is_entered = started is not None and (accepted is not None or is_current)
    until = day_of(accepted.at, now.tzinfo) if accepted else now.date()
    return Step(
        id=phase.id,
        title=phase.title,
        status="done" if accepted else "current" if is_current else "todo",
        started=started if is_entered else None,
        finished=accepted.at if accepted else None,
        days=max(1, working_days(day_of(started, now.tzinfo), until)) if started is not None and is_entered else None,
        timebox=phase.timebox,
    )


def _events_since(project: Project, since: date, now: datetime) -> list[Moved]:
    recent = [event for event in project.state.events if day_of(event.at, now.tzinfo) >= since]
    return [Moved(at=event.at, by=event.by, event=event) for event in recent]


def _asked_of_git(project: Project, now: datetime, since: date) -> tuple[tuple[Moved, ...], int | None]:
    """What git saw in the phases' folders, and how many events are not committed."""
    folders = [phase.folder.strip("/") for phase in project.process.phases]
    listed = git(project.root, "status", "--porcelain=v1", "-z", "--no-renames", "--", *folders, statefile.PATH)
    if listed is None:
        return (), None
    start = datetime.combine(since, time(), now.tzinfo) - timedelta(seconds=1)
    asked = ("--min-parents=1", "--no-renames", f"--since={start.isoformat()}", "--format=%x01%aN <%aE>", "--name-only")
    commits = git(project.root, "log", *asked, "--relative", "--", *folders) or ""
    dirty = [entry[3:] for entry in listed.split("\0") if entry]
    prefix = (git(project.root, "rev-parse", "--show-prefix") or "").strip() if dirty else ""
    dirty = [file.removeprefix(prefix) for file in dirty]
    work = [Moved(file=file) for file in dirty if file != statefile.PATH]
    is_dirty = any(statefile.PATH.startswith(file) for file in dirty)
    return (*_committed(commits), *work), _uncommitted_events(project) if is_dirty else 0


def _committed(log: str) -> list[Moved]:
    files: dict[str, list[str]] = {}
    for commit in re.split("\x01", log)[1:]:
        author, *names = commit.strip().split("\n")
        for name in filter(None, names):
            files.setdefault(name, []).append(author)
    return [Moved(by=by[0], file=name, commits=len(by)) for name, by in sorted(files.items())]


def _uncommitted_events(project: Project) -> int:
    counted = git(project.root, "diff", "--no-ext-diff", "--no-textconv", "--numstat", "HEAD", "--", statefile.PATH)
    added = counted.split("\t")[0] if counted else ""
    return int(added) if added.isdigit() else len(project.state.events)
