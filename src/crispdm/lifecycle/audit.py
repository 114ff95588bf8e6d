"""Audit the history: is it whole, and is what was accepted unchanged? Findings, each with what it means. Pure."""

from collections.abc import Container, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, timedelta

from msgspec import structs

from crispdm.eventlog.events import Advanced, AnyEvent, Event
from crispdm.eventlog.lines import Entry
from crispdm.eventlog.missing import left_out_ids
from crispdm.gate.finding import Place
from crispdm.kept_json import shared
from crispdm.lifecycle.accepted import Changed, Compared, Difference
from crispdm.lifecycle.audit_findings import AuditFinding, finding
from crispdm.lifecycle.judgement import Fault
from crispdm.lifecycle.moves import gate_digest
from crispdm.lifecycle.signers import WrongSigner
from crispdm.people import person
from crispdm.process import Process
from crispdm.words import listing

_AHEAD = timedelta(days=1)  # clocks may differ by so much before it is reported


def check_lines(entries: Iterable[Entry], events: Container[int], name: str) -> Iterator[AuditFinding]:
    """Check each line by itself: damaged lines, duplicates, line ends.

    Args:
        entries: the lines.
        events: the numbers of those that hold an event for the first time; asked behind each line.
        name: what the state file is called.
    """
    is_crlf = False
    for entry in entries:
        place = Place(name, entry.number)
        if entry.what:
            yield finding(entry.kind, place, entry.what)
        elif entry.event and entry.number not in events:
            yield finding("repeated", place, "duplicate line", event=entry.event.id)
        if entry.end == b"\r\n" and not is_crlf:
            is_crlf = True
            yield finding("line-ends", place, "line ends with CR LF")


def check_links(
    events: Mapping[int, AnyEvent], known: Mapping[str, Event], old: AbstractSet[str], name: str, now: datetime
) -> Iterator[AuditFinding]:
    """Check how events follow each other: missing predecessors, impossible times, missing authors.

    No predecessor is missing that was left out on purpose.

    Args:
        events: by line number.
        known: the same, by id.
        old: the ids of the events with which the branch began; a predecessor missing there already is not reported.
        name: what the state file is called.
        now: the time, with its zone.
    """
    left_out = {*left_out_ids(events.values())}
    for number, event in events.items():
        place, what = Place(name, number), f"{_type(event)} by {event.by}"
        for parent in event.after:
            if parent not in known and parent not in left_out and (event.id not in old or parent in old):
                unlinked = f"{what}, after the missing event {parent}"
                yield finding("unlinked", place, unlinked, event=event.id)
            elif parent in known and event.at < known[parent].at:
                early = f"{what} at {event.at}, after an event at {known[parent].at}"
                yield finding("early", place, early, event=event.id)
        if event.at > (now + _AHEAD).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"):
            yield finding("ahead", place, f"{what} at {event.at}, in the future", event=event.id)
        if not event.by.strip():
            yield finding("nobody", place, f"{_type(event)} without an author", event=event.id)


def _type(event: Event) -> str:
    return str(event.__struct_config__.tag)


def find_lost(base: Iterable[Entry], here: Container[str], name: str, commit: str) -> Iterator[AuditFinding]:
    """Find the events of a commit that are not here, byte for byte: an id is the hash of its line."""
    for entry in base:
        if entry.event and entry.event.id not in here:
            event = entry.event
            what = f"{_type(event)} by {event.by} at {event.at}, line {entry.number} in {commit[:12]}"
            yield finding("lost", Place(name), what, event=event.id)


def check_accepted(changed: Iterable[Changed], process: Process) -> Iterator[AuditFinding]:
    """Report what changed after it was accepted: the old and new value where the history has it, else the new one."""
    for each in changed:
        phase = process.phase(each.phase)
        what = f"{each.criterion or 'the gate'} of {phase.title}, accepted by {each.by} at {each.accepted}"
        now = "; ".join(_difference(one, each.place) for one in each.differences) or (each.have and f"now {each.have}")
        kind = "renewed" if each.renewal else "evidence" if each.criterion else "gate"
        yield finding(kind, each.place, f"{what}: {now}" if now else what, phase=phase.id)


def check_data(compared: Iterable[Compared]) -> Iterator[AuditFinding]:
    """Report what the data is against; and, as a warning, what a script recorded from data that is not here."""
    for each in compared:
        event, found = each.event, each.finding
        accepted = f"{each.phase.title}, accepted by {event.by} at {event.at}"
        what = f"{each.criterion} of {accepted}: now {found.have}"
        kind = "evidence" if found.status == "fail" else "recorded"
        about = finding(kind, found.place, what, phase=each.phase.id)
        yield structs.replace(about, criterion=each.criterion, accepted=accepted)


def _difference(one: Difference, place: Place) -> str:
    is_elsewhere = one.place not in (None, place)
    return f"{one} ({one.place})" if is_elsewhere else str(one)


def check_gates(new: Iterable[Event], then: Process, now: Process, file: str) -> Iterator[AuditFinding]:
    """Find the gates that a branch passed, and changed or removed on the same branch.

    Args:
        new: the events of the branch.
        then: the process with which it began.
        now: the process of today, which knows former ids of phases.
        file: what the process is called.
    """
    passes = [event for event in new if isinstance(event, Advanced) and event.gate]
    by_id = {name: phase for phase in now.phases for name in (*phase.was, phase.id)}
    for old in then.phases:
        agreed = gate_digest(old)
        for event in passes:
            is_same_phase = event.phase in (old.id, *old.was) or by_id.get(event.phase) is by_id.get(old.id, old)
            if is_same_phase and agreed != event.gate:
                what = f"{event.by} passed the gate of {old.title}, which was changed on the same branch"
                yield finding("gate-moved", Place(file), what, event=event.id)
        if passes and old.id not in by_id:
            what = f"{old.title} was removed from the process on a branch that passes gates"
            yield finding("gate-moved", Place(file), what)


def check_judged(
    faults: Iterable[Fault], events: Mapping[int, AnyEvent], old: Container[str], name: str
) -> Iterator[AuditFinding]:
    """Report the events that the rules could not have written; those without effect, and old ones, as warnings."""
    faults = tuple(faults)
    lines = _lines_by_id(events) if faults else {}
    for fault in faults:
        event = fault.event
        kind = fault.kind if (fault.counts and event.id not in old) or fault.kind == "unjudged" else "doubtful"
        what = f"{_type(event)} by {event.by}: {fault.what}"
        phase = getattr(event, "phase", getattr(event, "to", ""))
        yield finding(kind, Place(name, lines.get(event.id)), shared(what), event=event.id, phase=phase)


def _lines_by_id(events: Mapping[int, AnyEvent]) -> dict[str, int]:
    return {event.id: number for number, event in events.items()}


def check_signers(wrong: Iterable[WrongSigner], events: Mapping[int, AnyEvent], name: str) -> Iterator[AuditFinding]:
    """Report who signed in a role that somebody else held."""
    wrong = tuple(wrong)
    lines = _lines_by_id(events) if wrong else {}
    for each in wrong:
        event, role = each.event, each.event.role.replace("_", " ")
        what = f"signed by {event.by} as {role}, which was {listing(each.holders, 'or')}"
        kind = "signer-moved" if each.is_moved else "signer"
        yield finding(kind, Place(name, lines.get(event.id)), what, event=event.id)


def check_authors(
    events: Mapping[int, AnyEvent], git: Mapping[str, frozenset[str]], name: str
) -> Iterator[AuditFinding]:
    """Find the events whose author is not the author of their commit; `git` has the commits' authors by event id."""
    for number, event in events.items():
        names = git.get(event.id, frozenset())
        if names and event.by.strip() and not any(person(each).is_same(person(event.by)) for each in names):
            what = f"recorded by {event.by}, committed by {listing(sorted(names), 'or')}"
            yield finding("author", Place(name, number), shared(what), event=event.id)
