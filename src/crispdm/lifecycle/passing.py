"""What holds for every event that passes a gate: evidence, waivers, signatures, route, and its place. Pure."""

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta

from crispdm.dates import day_of
from crispdm.eventlog.causality import Graph
from crispdm.eventlog.events import Advanced, Signed, Waived
from crispdm.lifecycle.past import Past, Track
from crispdm.process import Phase, Process
from crispdm.words import listing

DIGEST = re.compile("[0-9a-f]{32}")
_ZONES = timedelta(days=1)  # a waiver ends on a local day, and events are recorded in UTC


def gate_faults(phase: Phase, event: Advanced) -> Iterator[str]:
    """What is missing that the gate of this phase asks of every event that passes it, and the route it cannot take."""
    wanted, evidence = [each.id for each in phase.criteria], dict(event.evidence)
    missing = [name for name in wanted if name not in evidence]
    if missing:
        yield f"has no evidence for {listing(missing)}"
    unknown = sorted({*evidence, *event.waived, *event.values} - {*wanted})
    if unknown:
        yield f"has evidence for {listing(unknown)}, which its gate does not ask for"
    if any(not DIGEST.fullmatch(digest) for digest in evidence.values()):
        yield "has evidence that is not a digest"
    if not _takes_route(phase, event):
        yield f"goes to {event.to}{f' for {event.outcome}' if event.outcome else ''}, where no route leads"


def _takes_route(phase: Phase, event: Advanced) -> bool:
    """Whether the outcome has this route, as far as its gate alone tells."""
    route = "next" if phase.decision is None else phase.decision.routes.get(event.outcome or "")
    if route is None or (phase.decision is None and event.outcome is not None):
        return False
    if (event.starts is not None) != (route == "new_iteration") or event.starts not in (None, event.iteration + 1):
        return False
    if route == "next":
        return event.to not in ("stop", "new_iteration", event.phase) and not event.opens
    if route in ("finish", "new_iteration"):
        return event.to == route and not event.opens
    if route == "stop":
        return event.to == route and event.opens[:1] == (event.phase,)
    return event.to == route and event.opens[:1] == (route,) and event.phase in event.opens


def agreement_faults(phase: Phase, event: Advanced, past: Past, signatures: Iterable[Signed]) -> Iterator[str]:
    """Whose agreement is missing: the roles that did not sign this evidence, and the waivers that were not there.

    Args:
        phase: with the gate that was passed.
        event: which passed it.
        past: what was known before.
        signatures: those that were known before, of the same iteration.
    """
    roles = {each.role for each in signatures if _covers(each, event, phase)}
    unsigned = [role.replace("_", " ") for role in phase.sign_off if role not in roles]
    if unsigned:
        yield f"has no signature of the {listing(unsigned)}"
    unwaived = [name for name in event.waived if not _is_waived(past.waivers.get(name, Track()), event)]
    if unwaived:
        yield f"says that {listing(unwaived)} was waived, but nobody waived it"


def _covers(signature: Signed, event: Advanced, phase: Phase) -> bool:
    is_same_phase = signature.phase in (event.phase, phase.id, *phase.was)
    return is_same_phase and {*event.evidence} <= {*signature.evidence}


def _is_waived(track: Track, event: Advanced) -> bool:
    day = (day_of(event.at) - _ZONES).isoformat()
    return any(isinstance(each, Waived) and (each.until is None or each.until >= day) for each in track.made)


def place_faults(process: Process, phase: Phase, event: Advanced, past: Past, graph: Graph) -> Iterator[str]:
    """Where the project was instead, and what follows instead, if this was its process.

    Args:
        process: that may have been the one of the time.
        phase: of this process, with the gate that was passed.
        event: which passed it.
        past: what was known before.
        graph: which event saw which.
    """
    passes = {each.id: past.passed((each.id, *each.was), graph) for each in process.phases}
    current = next((each for each in process.phases if not passes[each.id]), None)
    if current is not phase:
        yield f"passes {phase.title} while the project {f'was in {current.title}' if current else 'was finished'}"
        return
    if any(made and all(getattr(each, "to", "") == "finish" for each in made) for made in passes.values()):
        yield f"passes {phase.title} while the project was finished"
    following = next((name for name in process.from_phase(phase)[1:] if not passes[name]), "finish")
    is_next = phase.decision is None or phase.decision.routes.get(event.outcome or "") == "next"
    if is_next and process.phase_id(event.to) != following:
        yield f"goes from {phase.title} to {event.to} instead of {following}"
    opened = tuple(map(process.phase_id, event.opens))
    if opened and opened != _from(process, opened[0]):
        yield f"reopens {listing(event.opens)}, which are not all phases from there on"


def _from(process: Process, name: str) -> tuple[str, ...]:
    ids = [each.id for each in process.phases]
    return tuple(ids[ids.index(name) :]) if name in ids else ()
