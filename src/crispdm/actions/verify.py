"""Verify that the state is intact, and that nothing accepted was lost or changed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from msgspec import structs

from crispdm.actions.accepted_changes import changed_since
from crispdm.actions.git_events import TakenOut, commits_of_events, committed_text, taken_out
from crispdm.actions.judgement import commits_by_event, judge_events, process_at
from crispdm.actions.project import Project, folder_warnings, open_project
from crispdm.actions.project import known as known_events
from crispdm.eventlog import lines, store
from crispdm.eventlog.events import AnyEvent
from crispdm.eventlog.missing import known_ids, missing_events
from crispdm.gate.finding import Place
from crispdm.git.history import (
    Commit,
    commit_to_compare,
    merge_bases,
    refuse_without_project,
)
from crispdm.git.objects import file_at_commit
from crispdm.lifecycle import audit, rollback
from crispdm.lifecycle.audit import AuditFinding
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
    text = store.read_bytes(project.root)
    known = {event.id: event for event in known_events(project.state.events)}
    state = _without_copies(lines.parse_lines(text or b"", store.PATH), known)
    is_there, is_empty = text is not None, not text
    del text  # before git's copies are read
    states = {commit: _without_copies(_lines_at(project.root, commit), known) for commit in bases}
    history = commits_of_events(project.root, *bases, known=known)
    then = {commit: process_at(project.root, commit) for commit in bases}
    old = {entry.event.id for entries in states.values() for entry in entries if entry.event is not None}
    events = _events_by_line(state)
    new = {line: event for line, event in events.items() if event.id not in old}
    losses = [*_once((*_lost_events(states, state), *_rolled_back(project.root, events, history or ())))]
    findings = (
        *audit.check_lines(state, store.PATH),
        *audit.check_links(events, old, store.PATH, now, left_out=known_ids(events.values())),
        *losses,
        *rollback.check_beginnings(events, store.PATH, is_empty=is_there and not (events or losses)),
        *audit.check_accepted(changed_since(project), project.process),
        *_judged(project, events, history, then, frozenset(old)),
        *_once(
            each
            for old_ in then.values()
            if old_
            for each in audit.check_gates(new.values(), old_, project.process, FILE)
        ),
        *(audit.finding("remark", Place(store.PATH), each) for each in project.state.remarks),
        *audit.check_authors(new, _authors(history or ()), store.PATH),
    )
    return Verify(
        passed=all(each.level == "warning" for each in findings),
        events=len(events),
        base=bases or None,
        signatures=None if history is None else _signatures(history, new.values()),
        findings=findings,
        warnings=project.warnings if is_empty else folder_warnings(project.root),  # the findings name each flawed line
    )


def _commits_to_compare(root: Path, base: str | None, before: str | None) -> tuple[str, ...]:
    exactly = () if before is None else (commit_to_compare(root, before),)
    return exactly if base is None else (*exactly, *merge_bases(root, base))


def _lines_at(root: Path, commit: str) -> Iterator[lines.Entry]:
    """The lines of the state file in a commit; none where it has no such file."""
    text = file_at_commit(root, commit, store.PATH, store.LIMIT)
    return lines.parse_lines(text or b"", f"{store.PATH} of {commit[:12]}")


def _without_copies(entries: Iterable[lines.Entry], known: Mapping[str, AnyEvent]) -> list[lines.Entry]:
    """The lines with the events that are in memory already, and without their text, which the id stands for."""

    def once(event: AnyEvent) -> AnyEvent:
        same = known.get(event.id)
        return same if same == event and same is not None else event  # readers leave out what they cannot read

    return [structs.replace(each, text=b"", event=once(each.event)) if each.event else each for each in entries]


def _events_by_line(state: Iterable[lines.Entry]) -> dict[int, AnyEvent]:
    """Each event once, by the first line that holds it."""
    first: dict[str, tuple[int, AnyEvent]] = {}
    for entry in state:
        if entry.event is not None:
            first.setdefault(entry.event.id, (entry.number, entry.event))
    return dict(first.values())


def _lost_events(before: Mapping[str, list[lines.Entry]], state: Iterable[lines.Entry]) -> Iterator[AuditFinding]:
    """The events of the bases that are no longer here."""
    here = {entry.event.id for entry in state if entry.event is not None}
    return (each for commit, entries in before.items() for each in audit.find_lost(entries, here, store.PATH, commit))


def _judged(
    project: Project,
    events: Mapping[int, AnyEvent],
    history: Sequence[Commit] | None,
    then: Mapping[str, Process | None],
    old: frozenset[str],
) -> Iterator[AuditFinding]:
    """The events that the rules could not have written, and who signed without holding the role."""
    brought = None if history is None else commits_by_event(history)
    judgement = judge_events(project.root, project.process, [*events.values()], brought, then, old)
    yield from audit.check_judged(judgement.faults, events, old, store.PATH)
    yield from audit.check_signers(judgement.signers, events, store.PATH)


def _rolled_back(root: Path, events: Mapping[int, AnyEvent], commits: Iterable[Commit]) -> Iterator[AuditFinding]:
    """The events that the last commit has, or an earlier one took out, and that nobody left out on purpose."""
    here = [*events.values()]
    lost = [event for event, _ in missing_events(committed_text(root), here)]
    yield from rollback.check_committed(lost, store.PATH)
    gone = ((each.event, _by_commit(each)) for each in taken_out(commits, (*here, *lost)))
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
