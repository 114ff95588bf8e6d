"""Is the history whole, and is what was accepted still so? Findings, each with what it means. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Literal

from msgspec import Struct

from crispdm.eventlog.events import Advanced, AnyEvent, Event
from crispdm.eventlog.lines import Entry
from crispdm.gate.finding import Place
from crispdm.lifecycle.accepted import Changed, Difference
from crispdm.lifecycle.moves import gate_digest
from crispdm.people import person
from crispdm.process import Process
from crispdm.words import listing

_AHEAD = timedelta(days=1)  # how far clocks may differ before it is said


class Meaning(Struct, frozen=True):
    """Whether a finding is an error or a warning, what it means, and what to do."""

    level: Literal["error", "warning"]
    means: str
    fix: str


_ALTERED = "it was altered after it was recorded, and counts for nothing"
_BACK = 'put it back as it was, or open the phase again, `crispdm back {phase} --reason "…"`, and pass its gate anew'
MEANINGS = {
    "changed": Meaning("error", _ALTERED, "restore it from git, or let `crispdm repair` set it aside"),
    "strange": Meaning("error", "crispdm did not write it, and passes over it", "let `crispdm repair` set it aside"),
    "marker": Meaning(
        "error", "a merge was left unfinished; the events beside it count", "let `crispdm repair` remove it"
    ),
    "torn": Meaning(
        "error", "writing it was cut off: nobody was told that it was recorded", "let `crispdm repair` set it aside"
    ),
    "unlinked": Meaning(
        "error",
        "what it followed is not here: a line was removed, or this one was picked from another branch",
        "restore that line from git, or merge that branch",
    ),
    "lost": Meaning(
        "error", "it was recorded there, and is not here with the same bytes", "restore the line from that commit"
    ),
    "evidence": Meaning("error", "what was agreed to is no longer what the files say", _BACK),
    "gate": Meaning("error", "the gate that was passed asked for something else than crispdm.yaml does now", _BACK),
    "gate-moved": Meaning(
        "error",
        "who looks at this branch cannot tell the gate that was passed from the one that was agreed to",
        "change the gate in a pull request of its own, and pass it afterwards",
    ),
    "remark": Meaning("warning", "`status` says it too", "see whether that is meant"),
    "nobody": Meaning("error", "an event says who did it, and this one does not", "set CRISPDM_USER, and do it again"),
    "author": Meaning(
        "warning",
        "who acted is a claim; after a squash, or where one commits for others, both can be right",
        "ask them",
    ),
    "repeated": Meaning("warning", "it counts once", "let `crispdm repair` remove it"),
    "line-ends": Meaning(
        "warning",
        "crispdm writes LF; a merge with another copy may keep lines twice",
        "`crispdm repair`, and keep .crispdm/.gitattributes",
    ),
    "early": Meaning("warning", "a clock was wrong; the order of events does not depend on it", "look at that clock"),
    "ahead": Meaning("warning", "a clock was wrong; the order of events does not depend on it", "look at that clock"),
}


class AuditFinding(Struct, frozen=True, kw_only=True):
    """One thing that `verify` found: what, where, how grave it is, what it means, and what to do."""

    kind: str
    level: Literal["error", "warning"]
    place: Place
    what: str
    means: str
    fix: str
    event: str | None


def finding(kind: str, place: Place, what: str, *, event: str | None = None, phase: str = "") -> AuditFinding:
    """Return a finding of one of the kinds in `MEANINGS`."""
    meaning = MEANINGS[kind]
    return AuditFinding(
        kind=kind,
        level=meaning.level,
        place=place,
        what=what,
        means=meaning.means,
        fix=meaning.fix.format(phase=phase),
        event=event,
    )


def check_lines(text: Iterable[Entry], name: str) -> Iterator[AuditFinding]:
    """What is wrong with single lines."""
    seen: set[bytes] = set()
    is_crlf = False
    for entry in text:
        place = Place(name, entry.number)
        if entry.what:
            yield finding(entry.kind, place, entry.what)
        elif entry.event and entry.text in seen:
            yield finding("repeated", place, "a line that stands above already", event=entry.event.id)
        if entry.end == b"\r\n" and not is_crlf:
            is_crlf = True
            yield finding("line-ends", place, "a line that ends with CR LF")
        seen.add(entry.text)


def check_links(events: Mapping[int, AnyEvent], old: set[str], name: str, now: datetime) -> Iterator[AuditFinding]:
    """What does not fit together: events by the lines that they stand on.

    What was unlinked already where the branch began, with the events whose ids are `old`, is not the branch's fault.
    """
    known = {event.id: event for event in events.values()}
    for number, event in events.items():
        place, told = Place(name, number), f"{event.__struct_config__.tag} by {event.by}"
        for parent in event.after:
            if parent not in known and (event.id not in old or parent in old):
                yield finding("unlinked", place, f"{told}, after the unknown {parent}", event=event.id)
            elif parent in known and event.at < known[parent].at:
                what = f"{told} at {event.at}, after an event at {known[parent].at}"
                yield finding("early", place, what, event=event.id)
        if event.at > (now + _AHEAD).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"):
            yield finding("ahead", place, f"{told} at {event.at}, which is to come", event=event.id)
        if not event.by.strip():
            yield finding("nobody", place, f"{event.__struct_config__.tag} by nobody", event=event.id)


def find_lost(base: Iterable[Entry], here: set[bytes], name: str, commit: str) -> Iterator[AuditFinding]:
    """The events of a commit that are no longer here, byte for byte."""
    for entry in base:
        if entry.event and entry.text not in here:
            event = entry.event
            what = f"{event.__struct_config__.tag} by {event.by} at {event.at}, line {entry.number} in {commit[:12]}"
            yield finding("lost", Place(name), what, event=event.id)


def check_accepted(changed: Iterable[Changed], process: Process) -> Iterator[AuditFinding]:
    """What is no longer as it was accepted: what it was and is where the history knows it, else what is there now."""
    for each in changed:
        phase = process.phase(each.phase)
        what = f"{each.criterion or 'the gate'} of {phase.title}, accepted by {each.by} at {each.accepted}"
        now = "; ".join(_difference(one, each.place) for one in each.differences) or (each.have and f"now {each.have}")
        kind = "evidence" if each.criterion else "gate"
        yield finding(kind, each.place, f"{what}: {now}" if now else what, phase=phase.id)


def _difference(one: Difference, place: Place) -> str:
    elsewhere = one.place not in (None, place)
    return f"{one} ({one.place})" if elsewhere else str(one)


def check_gates(new: Iterable[Event], then: Process, now: Process, file: str) -> Iterator[AuditFinding]:
    """The gates that a branch passed, or took out of its way, and that were others where it began.

    Args:
        new: the events of the branch.
        then: the process that it began with.
        now: the process of today, which knows by what names phases went before.
        file: what the process is called.
    """
    moves = [event for event in new if isinstance(event, Advanced) and event.gate]
    by_name = {name: phase for phase in now.phases for name in (*phase.was, phase.id)}
    for old in then.phases:
        for event in moves:
            is_it = event.phase in (old.id, *old.was) or by_name.get(event.phase) is by_name.get(old.id, old)
            if is_it and gate_digest(old) != event.gate:
                what = f"{old.title} was passed by {event.by}, and its gate was changed on the same branch"
                yield finding("gate-moved", Place(file), what, event=event.id)
        if moves and old.id not in by_name:
            what = f"{old.title} was taken out of the process on a branch that passes gates"
            yield finding("gate-moved", Place(file), what)


def check_authors(events: Mapping[int, AnyEvent], git: Mapping[str, set[str]], name: str) -> Iterator[AuditFinding]:
    """The events that git saw come from somebody else than they say; `git` has the authors by the event's id."""
    for number, event in events.items():
        names = git.get(event.id, set())
        if names and event.by.strip() and not any(person(each).is_same(person(event.by)) for each in names):
            what = f"recorded by {event.by}, committed by {listing(sorted(names), 'or')}"
            yield finding("author", Place(name, number), what, event=event.id)
