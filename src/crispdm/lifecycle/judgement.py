"""Judge each event: could the rules have written it, after what its writer knew, and by which crispdm.yaml? Pure."""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator
from typing import Literal, NamedTuple

from msgspec import Struct, structs

from crispdm.eventlog.causality import Graph
from crispdm.eventlog.events import Advanced, Event, Resumed, Signed, Stopped, WentBack
from crispdm.gate.facts import mistyped_facts
from crispdm.kept_json import shared
from crispdm.lifecycle.moves import gate_digest
from crispdm.lifecycle.passing import DIGEST, agreement_faults, gate_faults, place_faults
from crispdm.lifecycle.past import Past, pasts
from crispdm.process import Phase, Process
from crispdm.words import listing

FaultKind = Literal["impossible", "gate-unknown", "gate-moved", "unjudged"]


class Fault(Struct, frozen=True, kw_only=True, gc=False):
    """What is wrong with an event, or why it cannot be judged.

    `counts` is false where nothing follows from the event any more, since what it passed was reopened.
    """

    event: Event
    kind: FaultKind
    what: str
    counts: bool = True


class Older(Struct, frozen=True):
    """The versions of crispdm.yaml in the whole history; `is_whole` is false where some of them cannot be read."""

    processes: tuple[Process, ...] = ()
    is_whole: bool = False


class Versions(Struct, frozen=True):
    """The crispdm.yaml of today, those with which the branch began, and all others, which are read only if needed."""

    today: Process
    base: tuple[Process, ...]
    older: Callable[[], Older]


def judge(events: Iterable[Event], versions: Versions, old: Container[str] | None = None) -> list[Fault]:
    """Judge all events of a project, in any order.

    Args:
        events: of the project.
        versions: of its process.
        old: the ids of the events with which the branch began; None where that is not known.
    """
    graph = Graph(events)
    judging = _Judge(graph, versions, old)
    found = [judging.fault(event, past) for event, past in pasts(graph)]
    return _without_effect([each for each in found if each is not None], graph, versions.today)


_Key = tuple[int, str]  # iteration, phase


class _Judge:
    """Judges single events."""

    def __init__(self, graph: Graph, versions: Versions, old: Container[str] | None) -> None:
        self._graph = graph
        self._versions = versions
        self._old = old
        self._gates: dict[int, list[str]] = {}  # the digests of the phases of each process
        self._signatures: dict[tuple[object, ...], list[Signed]] = defaultdict(list)
        for event in graph.events:
            if isinstance(event, Signed):
                for pair in {*event.evidence, None}:
                    self._signatures[event.iteration, event.role, pair].append(event)

    def fault(self, event: Event, past: Past) -> Fault | None:
        """What is wrong with an event; None where nothing is."""
        faults = [*_ill_formed(event), *(_out_of_turn(event, past) if past.is_whole else ())]
        if faults:
            return Fault(event=event, kind="impossible", what=shared(listing(faults)))
        return self._passed(event, past) if isinstance(event, Advanced) else None

    def _passed(self, event: Advanced, past: Past) -> Fault | None:
        """Find a version of the process that explains an event which passes a gate."""
        faults = [*self._compared(event, past, (self._versions.today, *self._versions.base))]
        if any(each.is_none for each in faults):
            return None
        older = self._versions.older()
        faults += self._compared(event, past, older.processes)
        is_new = self._old is not None and event.id not in self._old
        if any(each.is_none for each in faults):
            what = "passes a gate that crispdm.yaml has neither at the base nor now"
            return Fault(event=event, kind="gate-moved", what=what) if is_new else None
        is_told = older.is_whole or is_new
        if not faults:
            what = (
                "passes a gate that the process never had" if is_told else "passes a gate that is not the current one"
            )
            return Fault(event=event, kind="gate-unknown" if is_told else "unjudged", what=what)
        least = min(faults, key=lambda each: (len(each.gate), len(each.place)))
        kind: FaultKind = "impossible" if least.gate or is_told else "unjudged"
        return Fault(event=event, kind=kind, what=listing([*least.gate, *least.place]))

    def _compared(self, event: Advanced, past: Past, processes: Iterable[Process]) -> Iterator["_Faults"]:
        """The faults of an event by each process that has the gate which it passed."""
        for process in processes:
            gates = self._gates.get(id(process)) or [gate_digest(phase) for phase in process.phases]
            self._gates[id(process)] = gates
            for phase, gate in zip(process.phases, gates, strict=True):
                if gate == event.gate and event.phase in (phase.id, *phase.was):
                    yield self._faults(event, past, process, phase)

    def _faults(self, event: Advanced, past: Past, process: Process, phase: Phase) -> "_Faults":
        gate, place = [*gate_faults(phase, event)], list[str]()
        if past.is_whole:
            signatures = self._signatures_of(event, phase)
            gate += agreement_faults(phase, event, past, signatures)
            place += place_faults(process, phase, event, past, self._graph)
        return _Faults(gate, place)

    def _signatures_of(self, event: Advanced, phase: Phase) -> Iterator[Signed]:
        """The signatures of the phase's roles that were there before, with the first of the evidence."""
        pair = next(iter(event.evidence), None)
        for role in phase.sign_off:
            for signature in self._signatures.get((event.iteration, role, pair), ()):
                if self._graph.saw(event, signature):
                    yield signature


class _Faults(NamedTuple):
    """What an event lacks by the gate alone, and by its place in the process."""

    gate: list[str]
    place: list[str]

    @property
    def is_none(self) -> bool:
        return not self.gate and not self.place


def _ill_formed(event: Event) -> Iterator[str]:
    """What no process at all could make an event of."""
    if isinstance(event, Advanced):
        if not DIGEST.fullmatch(event.gate):
            yield "does not say which gate it passes"
        yield from (
            f"has a fact that no check gives: {name}: {why}" for name, why in mistyped_facts(event.facts).items()
        )
    if isinstance(event, WentBack) and event.opens[:1] != (event.to,):
        yield f"goes back to {event.to} without reopening it"
    if isinstance(event, Resumed) and event.starts is not None and event.starts != event.iteration + 1:
        yield f"starts iteration {event.starts} after {event.iteration}"


def _out_of_turn(event: Event, past: Past) -> Iterator[str]:
    """What does not fit to what was known before."""
    if not event.after and hasattr(event, "iteration"):
        yield "follows nothing, not even the beginning of the project"
    iteration = getattr(event, "iteration", past.iteration)
    if iteration != past.iteration:
        yield f"is of iteration {iteration}, while the project was in iteration {past.iteration}"
    if isinstance(event, Advanced | Signed | Stopped) and past.stops:
        yield "happened while the project was stopped"
    if isinstance(event, Resumed) and bool(past.stops) == (event.starts is not None):
        yield "resumes what was not stopped" if event.starts is None else "starts an iteration of what was stopped"


def _without_effect(faults: list[Fault], graph: Graph, process: Process) -> list[Fault]:
    """The same, each with whether something still follows from its event: what it passed was not reopened."""
    openers, passes = defaultdict[_Key, list[Event]](list), defaultdict[_Key, list[Event]](list)
    for event in graph.events:
        for phase in {process.phase_id(name) for name in getattr(event, "opens", ())}:
            openers[getattr(event, "iteration", 0), phase].append(event)
    for event in [each.event for each in faults if isinstance(each.event, Advanced)]:
        passes[event.iteration, process.phase_id(event.phase)].append(event)
    standing: set[str] = set()
    for key, events in passes.items():
        onward = [each for each in events if not getattr(each, "opens", ())]
        standing.update(each.id for each in graph.that_saw_all(onward, openers[key]))
        standing.update(each.id for each in graph.unseen(events, by=openers[key]))
    return [
        structs.replace(each, counts=False)
        if isinstance(each.event, Advanced) and each.event.id not in standing
        else each
        for each in faults
    ]
