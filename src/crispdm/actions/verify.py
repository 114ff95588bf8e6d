"""Is the state whole, and nothing accepted lost or changed? And heal what is not."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from crispdm.actions.accepted_changes import changed_since
from crispdm.actions.project import Project, find, open_project
from crispdm.errors import CrispdmError
from crispdm.eventlog import lines, store
from crispdm.eventlog.events import AnyEvent
from crispdm.eventlog.repair import Repaired
from crispdm.gate.checks import KINDS
from crispdm.gate.finding import Place
from crispdm.git.history import Commit, commits_adding_to, merge_bases
from crispdm.git.objects import file_at_commit
from crispdm.lifecycle import audit
from crispdm.lifecycle.audit import AuditFinding
from crispdm.process import FILE, load
from crispdm.views.verify import Signatures, Verified
from crispdm.yamlio import LIMIT

_ID = re.compile(r'- \{"id": "([0-9a-f]{32})", ')


def verify(start: Path, now: datetime, base: str | None) -> Verified:
    """Look at the state, and with a base at what it was where this branch began; executes nothing.

    Args:
        start: where to look for the project.
        now: the time, with its zone.
        base: a ref of git to compare with.

    Raises:
        Damaged: the state cannot be read, or there is no history to compare with.
    """
    project = open_project(start)
    root, path = project.root, store.PATH
    bases = merge_bases(root, base) if base is not None else ()
    written = store.read_bytes(root)
    text = [*lines.parse_lines(written or b"", path)]
    events: dict[str, tuple[int, AnyEvent]] = {}
    for entry in text:
        if entry.event is not None:
            events.setdefault(entry.event.id, (entry.number, entry.event))
    known = {commit: _state_of(root, commit) for commit in bases}
    old = {entry.event.id for then in known.values() for entry in then if entry.event is not None}
    new = {number: event for number, event in events.values() if event.id not in old}
    here = {entry.text for entry in text if entry.event is not None}
    seen = commits_adding_to(root, path, *bases)
    found = [
        *audit.check_lines(text, path),
        *audit.check_links(dict(events.values()), old, path, now),
        *(each for commit, then in known.items() for each in audit.find_lost(then, here, path, commit)),
        *audit.check_accepted(changed_since(project), project.process),
        *(each for commit in bases for each in _gates(project, commit, new)),
        *(AuditFinding(kind="remark", place=Place(path), what=each) for each in project.state.remarks),
        *audit.check_authors(new, _authors(seen or []), path),
    ]
    return Verified(
        events=len(events),
        base=bases if base is not None else None,
        signatures=_signatures(seen, new) if seen is not None else None,
        findings=tuple(_once(found)),
        warnings=() if written else project.warnings,  # of lines it has findings
    )


def _state_of(root: Path, commit: str) -> list[lines.Entry]:
    """The lines of the state file as a commit has them; none where it has no such file."""
    text = file_at_commit(root, commit, store.PATH, store.LIMIT)
    return [*lines.parse_lines(text or b"", f"{store.PATH} of {commit[:12]}")]


def repair(start: Path, now: datetime) -> Repaired:
    """Heal the state file of a project; crispdm.yaml need not be right.

    Raises:
        Damaged: it cannot be read or written, or holds an event of an unknown kind.
    """
    return store.repair(find(start), now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))


def _once(found: list[AuditFinding]) -> Iterator[AuditFinding]:
    """Several bases may miss the same event."""
    seen: set[tuple[str, object]] = set()
    for each in found:
        key = (each.kind, each.event if each.kind in ("lost", "gate-moved") and each.event else each)
        if key not in seen:
            seen.add(key)
            yield each


def _gates(project: Project, commit: str, new: Mapping[int, AnyEvent]) -> Iterator[AuditFinding]:
    """The gates that were passed since a commit, against its own crispdm.yaml."""
    text = file_at_commit(project.root, commit, FILE, LIMIT)
    if text is not None:
        try:
            then = load(text, KINDS)
        except CrispdmError:
            return  # it was mended since; there is no gate to compare with
        yield from audit.check_gates(new.values(), then, project.process, FILE)


def _authors(seen: list[Commit]) -> dict[str, set[str]]:
    """Who brought each event into git, by the event's id."""
    found: dict[str, set[str]] = {}
    for commit in seen:
        for name in _ids(commit):
            found.setdefault(name, set()).add(commit.author)
    return found


def _ids(commit: Commit) -> Iterator[str]:
    return (found[1] for line in commit.added if (found := _ID.match(line)))


def _signatures(seen: list[Commit], new: Mapping[int, AnyEvent]) -> Signatures:
    """How many of the commits that brought the events carry a signature."""
    names = {event.id for event in new.values()}
    bringing = [commit for commit in seen if names & {*_ids(commit)}]
    return Signatures(commits=len(bringing), signed=sum(commit.is_signed for commit in bringing))
