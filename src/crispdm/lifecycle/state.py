"""The state of a project, from its events. Pure: the same for any order and repetition of the events."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain, combinations, islice
from typing import Literal, TypeVar, cast

from msgspec import Struct

from crispdm.eventlog.causality import Graph
from crispdm.eventlog.events import (
    Advanced,
    Blocked,
    Created,
    Event,
    Resumed,
    Signed,
    Stopped,
    Unblocked,
    Unwaived,
    Waived,
    WentBack,
)
from crispdm.lifecycle.valid_facts import with_valid_facts
from crispdm.process import Phase, Process

E = TypeVar("E", bound=Event)
_ENDS = ("finish", "stop")  # targets that are no phase
_NAMED = 3  # pairs of contradictory decisions of one phase; more are counted


class State(Struct, frozen=True, kw_only=True):
    """The state of a project, for today's process."""

    iteration: int
    outcome: Literal["running", "finished", "stopped"]
    current: Phase | None  # the first phase that is not done
    accepted: dict[str, Advanced]  # phase: the event that accepted it, in this iteration
    before: dict[str, tuple[Advanced, ...]]  # phase: what was accepted before and may not be used again
    reached: tuple[str, ...]  # the phases that were entered, in any iteration, and not reopened before
    started: dict[str, str]  # phase: when it was entered last, in this iteration
    signatures: tuple[Signed, ...]  # of this iteration
    waivers: tuple[Waived, ...]  # of this iteration that hold, expired ones among them
    blockers: tuple[Blocked, ...]
    stops: tuple[Event, ...]  # those that no resume followed
    moves: tuple[Advanced | WentBack, ...]  # of all iterations, by time
    events: tuple[Event, ...]  # all, by time, for showing
    remarks: tuple[str, ...]  # sentences about what is unexpected


def replay(process: Process, events: Iterable[Event]) -> State:
    """Compute the state of the project.

    A phase is done if some `advanced` of it saw every event that reopens it: so a `back` beside an `advance` on another
    branch wins, whatever the clocks say. The same rule tells whether a waiver holds. A waiver that saw an earlier one
    replaces it; waivers side by side all hold.

    Raises:
        Damaged: an event is its own ancestor, or there are too many branches.
    """
    readable, unreadable = with_valid_facts(events)
    graph = Graph(readable)
    past = _Past(process, graph)
    accepted = {phase.id: found for phase in process.phases if (found := past.accepted(phase))}
    current = next((phase for phase in process.phases if phase.id not in accepted), None)
    stops = tuple(past.stops())
    is_finished = current is None or any(event.to == "finish" for event in accepted.values())
    return State(
        iteration=past.iteration,
        outcome="stopped" if stops else "finished" if is_finished else "running",
        current=current,
        accepted=accepted,
        before={phase.id: past.before(phase) for phase in process.phases},
        reached=past.reached(current),
        started=past.started(),
        signatures=tuple(past.of_iteration(Signed)),
        waivers=tuple(past.waivers()),
        blockers=tuple(past.blockers()),
        stops=stops,
        moves=tuple(event for event in past.events if isinstance(event, Advanced | WentBack)),
        events=past.events,
        remarks=(*past.remarks(current if not is_finished else None), *unreadable),
    )


class _Past:
    """The events of a project, and the parts of the state that follow from them; former ids of phases are mapped."""

    def __init__(self, process: Process, graph: Graph) -> None:
        self._process = process
        self._formerly = {old: phase.id for phase in process.phases for old in phase.was}
        self._graph = graph
        self._last_opens: tuple[str, ...] = ()
        self._last_opened: frozenset[str] = frozenset()
        self.events = tuple(graph.sorted_by_time())  # the order of the lines means nothing
        self._by_kind: dict[type[Event], list[Event]] = {}
        for event in self.events:
            self._by_kind.setdefault(type(event), []).append(event)
        self.iteration = max({1, *self._iterations()})
        self._passes: dict[tuple[int, str], list[Advanced]] = {}  # by iteration and phase
        for passed in self.all(Advanced):
            self._passes.setdefault((passed.iteration, self.current_id(passed.phase)), []).append(passed)
        self._openers: dict[tuple[int, str], list[Event]] = {}  # the same
        for (iteration, opens), openers in self._openers_alike().items():
            newest = graph.newest(openers)  # few of many, and who saw these saw the others
            for phase in self._opened(opens):
                self._openers.setdefault((iteration, phase), []).extend(newest)
        self._valid: dict[tuple[int, str], list[Advanced]] = {}

    def _openers_alike(self) -> dict[tuple[int, tuple[str, ...]], list[Event]]:
        """The events that reopen phases, by iteration and what they reopen."""
        alike: dict[tuple[int, tuple[str, ...]], list[Event]] = {}
        openers: Iterator[Advanced | WentBack | Resumed] = self.all(Advanced, WentBack, Resumed)
        for opener in openers:
            if opener.opens:
                alike.setdefault((opener.iteration, opener.opens), []).append(opener)
        return alike

    def all(self, *kinds: type[E]) -> Iterator[E]:
        """All events of these types."""
        return cast("Iterator[E]", chain.from_iterable(self._by_kind.get(kind, ()) for kind in kinds))

    def _iterations(self) -> set[int]:
        """The numbers of the iterations that were begun, or in which something happened."""
        numbered = (kind for kind in self._by_kind if hasattr(kind, "iteration"))
        begun = {event.starts for event in self._starting() if event.starts}
        return begun.union(*({event.iteration for event in self.all(kind)} for kind in numbered))

    def _starting(self) -> Iterator[Advanced | Resumed]:
        """The events that may begin an iteration."""
        return self.all(Advanced, Resumed)

    def of_iteration(self, *kinds: type[E]) -> Iterator[E]:
        """All events of these types in this iteration."""
        return (event for event in self.all(*kinds) if getattr(event, "iteration", 0) == self.iteration)

    def current_id(self, phase: str) -> str:
        """Today's id of a phase."""
        return self._formerly.get(phase, phase)

    def opens(self, event: Event, phase: str) -> bool:
        """Whether the event reopens the phase."""
        return phase in self._opened(getattr(event, "opens", ()))

    def _opened(self, opens: tuple[str, ...]) -> frozenset[str]:
        """Today's ids of the phases that a move reopens: few moves reopen others than the one before."""
        if opens != self._last_opens:
            self._last_opens, self._last_opened = opens, frozenset(map(self.current_id, opens))
        return self._last_opened

    def valid_passes(self, phase: Phase, iteration: int | None = None) -> list[Advanced]:
        """The events that passed the phase in an iteration, and saw everything that reopens it."""
        which = iteration or self.iteration, phase.id
        if which not in self._passes:
            return []
        if which not in self._valid:
            passes = [each for each in self._passes[which] if not (each.opens and self.opens(each, phase.id))]
            self._valid[which] = self._graph.that_saw_all(passes, self._openers.get(which, ()))
        return self._valid[which]

    def accepted(self, phase: Phase) -> Advanced | None:
        """The event that accepted the phase in this iteration; None where it is open. Of several, one that moves on."""
        passes = self.valid_passes(phase)
        moving_on = [event for event in passes if event.to != "finish"]
        return max(moving_on or passes, key=self._graph.by_cause, default=None)

    def before(self, phase: Phase) -> tuple[Advanced, ...]:
        """The newest passes that led back or stopped in this iteration, and the last pass of an earlier iteration."""
        back = [e for e in self._passes.get((self.iteration, phase.id), ()) if e.opens and self.opens(e, phase.id)]
        newest = self._graph.unseen(back, by=back)
        earlier = (i for i, name in self._passes if name == phase.id and i < self.iteration)
        last = self._passes.get((max(earlier, default=0), phase.id), ())
        return (*newest, max(last, key=self._graph.by_cause)) if last else tuple(newest)

    def reached(self, current: Phase | None) -> tuple[str, ...]:
        """The first phase, the current one, and all that were passed or entered, in this iteration or an earlier one.

        By the targets of the moves, not by today's order: a phase that is added later changes nothing.
        """
        found = {self._process.phases[0].id, current.id if current else ""}
        phases = {phase.id: phase for phase in self._process.phases}
        for iteration, name in self._passes:
            if name in phases and (passes := self.valid_passes(phases[name], iteration)):
                found |= {name, *map(self.current_id, {event.to for event in passes})}
        return tuple(phase.id for phase in self._process.phases if phase.id in found)

    def stops(self) -> list[Event]:
        """The stops that no `resume` saw."""
        stops = (*self.all(Stopped), *(event for event in self.all(Advanced) if event.to == "stop"))
        return self._graph.unseen(stops, by=self.all(Resumed))

    def waivers(self) -> list[Waived]:
        """The waivers that saw every withdrawal of their criterion, and that no later waiver replaced."""
        made: dict[str, list[Waived]] = {}
        withdrawn: dict[str, list[Unwaived]] = {}
        for waiver in self.of_iteration(Waived):
            made.setdefault(waiver.criterion, []).append(waiver)
        for event in self.of_iteration(Unwaived):
            withdrawn.setdefault(event.criterion, []).append(event)
        standing: list[Waived] = []
        for criterion, waivers in made.items():
            not_withdrawn = self._graph.that_saw_all(waivers, withdrawn.get(criterion, ()))
            standing += self._graph.unseen(not_withdrawn, by=waivers)
        return sorted(standing, key=self._graph.by_time)

    def blockers(self) -> Iterator[Blocked]:
        """The blockers that nobody removed."""
        gone = {event.blocker for event in self.all(Unblocked)}
        return (event for event in self.all(Blocked) if event.id not in gone)

    @cached_property
    def entries(self) -> tuple[tuple[Event, str], ...]:
        """The events that entered a phase in this iteration, and the phase."""
        return tuple(self._entries())

    def _entries(self) -> Iterator[tuple[Event, str]]:
        for event in self._beginnings:
            yield event, self._process.phases[0].id
        moves: Iterator[Advanced | WentBack] = self.of_iteration(Advanced, WentBack)
        today = self._formerly.get
        for went in moves:
            if went.to not in _ENDS and getattr(went, "starts", None) is None:
                yield went, today(went.to, went.to)
        for resumed in self.of_iteration(Resumed):
            if resumed.opens and resumed.starts is None:
                yield resumed, self.current_id(resumed.opens[0])

    @cached_property
    def _beginnings(self) -> tuple[Event, ...]:
        """The events with which the iteration begins, in the phase that is the first one today."""
        created = self.all(Created) if self.iteration == 1 else ()
        return (*created, *(event for event in self._starting() if event.starts == self.iteration))

    def started(self) -> dict[str, str]:
        """When each phase was entered last."""
        found: dict[str, str] = {}
        for event, phase in self.entries:
            if event.at >= found.get(phase, ""):
                found[phase] = event.at
        return found

    def remarks(self, current: Phase | None) -> Iterator[str]:
        """Why the current phase is not the target of the last move; contradictory decisions; unknown phases."""
        entered = self.entries
        expected = max(entered, key=lambda entry: self._graph.by_cause(entry[0]))[1] if entered else None
        if current and expected and expected != current.id:
            named = {phase for _, phase in entered[len(self._beginnings) :]}
            yield self._why_elsewhere(expected, current, is_new=current.id not in named)
        yield from self._decided_twice()
        for phase in sorted(self._decided.keys() - {phase.id for phase in self._process.phases}):
            yield f"{phase} was passed but is no longer in the process"

    def _why_elsewhere(self, expected: str, current: Phase, *, is_new: bool) -> str:
        ids = [phase.id for phase in self._process.phases]
        if expected not in ids:
            return f"{expected} was next but is no longer in the process"
        title = self._process.phase(expected).title
        if ids.index(current.id) > ids.index(expected):
            return f"{title} was passed on another branch"
        if is_new:
            return f"{current.title} was added before {title}"
        return f"{current.title} was reopened, or moved before {title}"

    @cached_property
    def _decided(self) -> dict[str, list[Advanced]]:
        """What passed a phase in this iteration, by phase."""
        return {phase: events for (iteration, phase), events in self._passes.items() if iteration == self.iteration}

    def _decided_twice(self) -> Iterator[str]:
        """Contradictory decisions on different branches that no later decision saw."""
        for phase, events in self._decided.items():
            newest = sorted(self._graph.unseen(events, by=events), key=self._graph.by_cause)
            targets = {event.to: event for event in newest}
            for one, two in islice(combinations(targets.values(), 2), _NAMED):
                yield f"{phase} was decided twice: {one.to} by {one.by}, {two.to} by {two.by}"
            if len(targets) > _NAMED:
                yield f"{phase} was decided in {len(targets):,} ways that contradict each other"
