"""What needs attention: what changed, what is missing, who is waited for, and what comes next."""

from collections.abc import Iterator

from crispdm.results.gate import Gate, SignOff
from crispdm.results.report import Report
from crispdm.views.report.names import name_of, name_people
from crispdm.views.report.wording import Wording, capital, role
from crispdm.words import listing

Fact = tuple[str, str]  # what it is about, and the text
_SHOWN = 10  # of one kind


def facts(report: Report, wording: Wording) -> Iterator[Fact]:
    """Yield what somebody outside the team can help with, or has to know."""
    status = report.status
    authors = {event.by for event in report.events}
    yield from _first([("Note", wording.spelled_out(name_people(each, authors))) for each in status.remarks])
    yield from _first([*_changes(report, wording)])
    yield from _first([*_overruled(report)])
    if status.known.typed:
        yield "Known", f"{status.known}"
    if status.gate:
        yield from _gate(status.gate, wording)
        yield from _first([*_blockers(report, wording)])
        if status.waivers:
            yield "Exceptions", wording.criteria([each.criterion for each in status.waivers])
        owner = wording.owner(status.next.owner)
        yield "Next", f"{capital(wording.spelled_out(status.next.what))}{f' ({owner})' if owner else ''}"


def _first(facts: list[Fact]) -> list[Fact]:
    """The first of one kind; the others are counted."""
    more = len(facts) - _SHOWN
    return [*facts[:_SHOWN], (facts[0][0], f"{more:,} more")] if more > 0 else facts


def _changes(report: Report, wording: Wording) -> Iterator[Fact]:
    """What is no longer as it was accepted, by phase."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for each in report.status.changed:
        what = wording.criteria([each.criterion]) if each.criterion else "the criteria of its gate"
        groups.setdefault((each.phase, each.by, each.accepted), []).append(what)
    for (phase, by, at), found in groups.items():
        accepted = f"after {name_of(by)} accepted {wording.phase(phase)} on {wording.day(at)}"
        yield "Changed", f"{listing(found)}, {accepted}"


def _overruled(report: Report) -> Iterator[Fact]:
    for each in report.status.overruled:
        yield "Against the numbers", f"{name_of(each.by)} decided to {each.outcome}: {each.reason}"


def _gate(gate: Gate, wording: Wording) -> Iterator[Fact]:
    total, met = len(gate.criteria), sum(each.status == "pass" for each in gate.criteria)
    if gate.closing:
        yield "Gate", f"Closed; {len(gate.closing)} of {total} criteria to meet"
    elif total:  # neither a warning nor an exception is a criterion that is met
        rest = "" if met == total else "; the rest do not close the gate"
        yield "Gate", f"{'All' if met == total else f'{met} of {total}'} criteria met{rest}"
    warnings = [each.id for each in gate.criteria if each.status == "warn"]
    if warnings:
        yield "Warnings", wording.criteria(warnings)
    if gate.unsigned:
        yield "To sign", _signers(gate.unsigned)


def _signers(sign_offs: tuple[SignOff, ...]) -> str:
    """Who must still sign, and as what: `Ana Roy or Bo Lind as product manager`."""
    roles: dict[str, list[str]] = {}
    for each in sign_offs:
        names = listing([name_of(person) for person in each.people], "or") or "anybody"
        roles.setdefault(names, []).append(role(each.role))
    return "; ".join(f"{names} as {listing(held)}" for names, held in roles.items())


def _blockers(report: Report, wording: Wording) -> Iterator[Fact]:
    for blocker in report.status.blockers:
        owner = wording.owner(blocker.owner) or "somebody"
        yield "Waiting for", f"{owner}, since {wording.day(blocker.at)}: {blocker.text}"
