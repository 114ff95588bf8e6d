"""Verify that the state is intact, and that nothing accepted was lost or changed."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from msgspec import structs

from crispdm.actions.accepted_changes import changed_since, compare_with_data
from crispdm.actions.git_events import TakenOut, commits_of_events, taken_out
from crispdm.actions.judgement import commits_by_signature, judge_events, process_at
from crispdm.actions.project import Project, folder_warnings, open_project
from crispdm.actions.project import known as known_events
from crispdm.eventlog import lines, store
from crispdm.eventlog.events import AnyEvent, Event
from crispdm.eventlog.missing import missing_events
from crispdm.gate.finding import Place
from crispdm.git.history import (
    Commit,
    commit_to_compare,
    merge_bases,
    refuse_without_project,
)
from crispdm.git.index import tracked_files
from crispdm.git.objects import lines_at
from crispdm.inert import quote
from crispdm.lifecycle import audit, rollback
from crispdm.lifecycle.audit_findings import AuditFinding, finding
from crispdm.process import FILE, Process
from crispdm.results.verify import Signatures, Verify


def verify(start: Path, now: datetime, base: str | None, before: str | None) -> Verify:
    """Verify the state, and that nothing was lost since the commits to compare with. Executes nothing.

    Args:
        start: where to look for the project.
        now: the time, with its zone.
        base: a git ref; compare with the commits in which this branch left it.
        before: a git ref; compare with its commit, wherever that is.

    Raises:
        Damaged: the state cannot be read, or there is no history to compare with.
    """
    project = open_project(start)
    bases = _commits_to_compare(project.root, base, before)
    refuse_without_project(project.root, bases)
    here = _read_here(project)
    there = _read_bases(project.root, bases, here.by_id)
    findings = (*_findings(project, now, here, there),)
    return Verify(
        passed=all(each.level == "warning" for each in findings),
        events=len(here.events),
        base=bases or None,
        signatures=None if there.history is None else _signatures(there.history, _new(here, there).values()),
        findings=findings,
        # where there is a text, the findings name each flawed line
        warnings=folder_warnings(project.root) if here.size else project.warnings,
    )


class _Here(NamedTuple):
    """The state file: its size, None where there is none, its events, and what is wrong with its lines."""

    size: int | None
    events: dict[int, AnyEvent]  # by line
    flaws: list[AuditFinding]

    @property
    def by_id(self) -> dict[str, AnyEvent]:
        """The events by their ids, made anew each time: it is as large as it is seldom needed."""
        return {event.id: event for event in self.events.values()}


class _There(NamedTuple):
    """The commits to compare with: the ids of their events, those that are lost, their process, and what came since."""

    ids: AbstractSet[str]
    lost: list[AuditFinding]
    processes: dict[str, Process | None]  # by commit
    history: Sequence[Commit] | None


def _read_here(project: Project) -> _Here:
    events: dict[int, AnyEvent] = {}
    with store.opened(project.root) as file:
        entries = _collected(lines.parse_lines(file or (), store.PATH), project.state.events, events)
        flaws = [*audit.check_lines(entries, events, store.PATH)]
        size = None if file is None else file.tell()
    return _Here(size, events, flaws)


def _read_bases(root: Path, bases: Sequence[str], known: Mapping[str, AnyEvent]) -> _There:
    ids: set[str] = set()
    lost = [each for commit in bases for each in _lost_events(root, commit, known, ids)]
    processes = {commit: process_at(root, commit) for commit in bases}
    return _There(ids, lost, processes, commits_of_events(root, *bases, known=known))


def _new(here: _Here, there: _There) -> dict[int, AnyEvent]:
    old = there.ids
    return {line: event for line, event in here.events.items() if event.id not in old} if old else here.events


def _findings(project: Project, now: datetime, here: _Here, there: _There) -> Iterator[AuditFinding]:
    """What is found, the lines first, then what is lost, then what the rules could not have written."""
    losses = [*_once((*there.lost, *_rolled_back(project.root, here.by_id, there.history or ())))]
    is_empty = here.size is not None and not (here.events or losses)
    new = _new(here, there)
    yield from here.flaws
    yield from audit.check_links(here.events, here.by_id, there.ids, store.PATH, now)
    yield from losses
    yield from rollback.check_beginnings(here.events, store.PATH, is_empty=is_empty)
    yield from _with_removed(project.root, audit.check_accepted(changed_since(project), project.process))
    yield from audit.check_data(compare_with_data(project))
    yield from _judged(project, here.events, there)
    bases = [process for process in there.processes.values() if process]
    yield from _once(each for base in bases for each in audit.check_gates(new.values(), base, project.process, FILE))
    yield from (finding("remark", Place(store.PATH), each) for each in project.state.remarks)
    yield from audit.check_authors(new, _authors(there.history or ()), store.PATH)


def _with_removed(root: Path, findings: Iterable[AuditFinding]) -> Iterator[AuditFinding]:
    """The same; where a file was removed that git has, with the command that brings it back."""
    findings = [*findings]
    removed = {each.place.file for each in findings if not os.path.lexists(root / each.place.file)}
    removed &= tracked_files(root) if removed else set()
    for each in findings:
        command = f"run `git checkout -- {quote(each.place.file)}`"
        is_removed = each.place.file in removed
        yield structs.replace(each, fix=each.fix.replace("restore it", command, 1)) if is_removed else each


def _commits_to_compare(root: Path, base: str | None, before: str | None) -> tuple[str, ...]:
    exactly = () if before is None else (commit_to_compare(root, before),)
    return exactly if base is None else (*exactly, *merge_bases(root, base))


def _collected(
    entries: Iterable[lines.Entry], read: Iterable[Event], events: dict[int, AnyEvent]
) -> Iterator[lines.Entry]:
    """The lines, while each event is put down once, by the first line that holds it.

    Args:
        entries: the lines.
        read: the events that are in memory already: they are taken instead of copies.
        events: where to put them down.
    """
    known = {event.id: event for event in known_events(read)}
    seen: set[str] = set()
    for entry in entries:
        event = entry.event
        if event is not None and event.id not in seen:
            same = known.get(event.id)
            event = same if same is not None and same == event else event  # readers leave out what they cannot read
            events[entry.number] = event
            seen.add(event.id)
        yield entry


def _lost_events(root: Path, commit: str, known: Mapping[str, AnyEvent], old: set[str]) -> Iterator[AuditFinding]:
    """The events of a commit that are no longer here, while the ids of all its events are put down in `old`."""

    def entries() -> Iterator[lines.Entry]:
        text = lines_at(root, commit, store.PATH, store.LIMIT)
        for entry in lines.parse_lines(text, f"{store.PATH} of {commit[:12]}"):
            if entry.event is not None:
                name = entry.event.id
                old.add(known[name].id if name in known else name)  # no copy of an id either
            yield entry

    return audit.find_lost(entries(), known, store.PATH, commit)


def _judged(project: Project, events: Mapping[int, AnyEvent], there: _There) -> Iterator[AuditFinding]:
    """The events that the rules could not have written, and who signed without holding the role."""
    brought = None if there.history is None else commits_by_signature(there.history, events.values())
    judgement = judge_events(project.root, project.process, [*events.values()], brought, there.processes, there.ids)
    yield from audit.check_judged(judgement.faults, events, there.ids, store.PATH)
    yield from audit.check_signers(judgement.signers, events, store.PATH)


def _rolled_back(root: Path, known: Mapping[str, AnyEvent], commits: Iterable[Commit]) -> Iterator[AuditFinding]:
    """The events that the last commit has, or an earlier one took out, and that nobody left out on purpose."""
    committed = lines_at(root, "HEAD", store.PATH, store.LIMIT)
    lost = [event for event, _ in missing_events(committed, known.values())]
    yield from rollback.check_committed(lost, store.PATH)
    gone = ((each.event, _by_commit(each)) for each in taken_out(commits, (*known.values(), *lost)))
    yield from rollback.check_taken_out(gone, store.PATH)


def _by_commit(gone: TakenOut) -> str:
    what = "taken out in" if gone.is_removed else "dropped by a merge after"
    return f"{what} {gone.commit.id[:12]} by {gone.commit.author}"


def _once(findings: Iterable[AuditFinding]) -> Iterable[AuditFinding]:
    """What is found about an event once, however many bases lead to it."""
    first: dict[str, AuditFinding] = {}
    for each in findings:
        first.setdefault(each.event or each.what, each)
    return first.values()


def _authors(history: Iterable[Commit]) -> dict[str, frozenset[str]]:
    """The authors of the commits that added each event, by its id."""
    found: dict[str, frozenset[str]] = {}
    alike: dict[frozenset[str], frozenset[str]] = {}  # nearly all events have one of few sets
    for commit in history:
        for event in commit.added:
            authors = found.get(event, frozenset()) | {commit.author}
            found[event] = alike.setdefault(authors, authors)
    return found


def _signatures(history: Sequence[Commit], new: Iterable[AnyEvent]) -> Signatures:
    ids = {event.id for event in new}
    adding = [commit for commit in history if not ids.isdisjoint(commit.added)]
    return Signatures(commits=len(adding), signed=sum(commit.is_signed for commit in adding))
