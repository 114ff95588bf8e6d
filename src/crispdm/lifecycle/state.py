"""Where a project stands, from what happened. Pure: the same for any order and repetition of the events."""

from collections.abc import Iterable, Iterator
from itertools import combinations
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
from crispdm.process import Phase, Process

E = TypeVar("E", bound=Event)
MOVES: tuple[type[Event], ...] = (Created, Advanced, WentBack, Resumed)  # what changes which phase is current


class State(Struct, frozen=True, kw_only=True):
    """What follows from the events, for today's process."""

    iteration: int
    outcome: Literal["running", "finished", "stopped"]
    current: Phase | None  # the first phase that is not done
    accepted: dict[str, Advanced]  # phase: the event by which it is done, in this iteration
    before: dict[str, tuple[Advanced, ...]]  # phase: what was accepted before and may not be used again
    reached: tuple[str, ...]  # the phases that were entered, in any iteration, and not opened again before
    started: dict[str, str]  # phase: when it was entered last, in this iteration
    signatures: tuple[Signed, ...]  # of this iteration
    waivers: tuple[Waived, ...]  # that hold in this iteration, their ends not looked at
    blockers: tuple[Blocked, ...]
    stops: tuple[Event, ...]  # that nobody resumed from
    moves: tuple[Advanced | WentBack, ...]  # of all iterations, by time
    events: tuple[Event, ...]  # all, by time, for showing
    remarks: tuple[str, ...]  # what a reader would wonder about, in sentences


def replay(process: Process, events: Iterable[Event]) -> State:
    """Work out where the project stands.

    A phase is done if some `advanced` of it saw every event that opens it: so a `back` beside an `advance` on another
    branch wins, whatever the clocks say. The same rule tells whether a waiver holds; and whoever waives again, having
    seen the first waiver, replaces it, while those side by side all hold.

    Raises:
        Damaged: where the events form a circle.
    """
    graph = Graph(events)
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
        signatures=tuple(past.here(Signed)),
        waivers=tuple(past.waivers()),
        blockers=tuple(past.blockers()),
        stops=stops,
        moves=tuple(sorted(past.all(Advanced, WentBack), key=graph.by_time)),
        events=past.events,
        remarks=tuple(past.remarks(current if not is_finished else None)),
    )


class _Past:
    """The events of a project, asked one question at a time. Formerly used ids of phases count as today's."""

    def __init__(self, process: Process, graph: Graph) -> None:
        self._process = process
        self._formerly = {old: phase.id for phase in process.phases for old in phase.was}
        self._graph = graph
        self.events = tuple(sorted(graph.events, key=graph.by_time))  # as the order of the lines tells nothing
        self._by_kind: dict[type[Event], list[Event]] = {}
        for event in self.events:
            self._by_kind.setdefault(type(event), []).append(event)
        numbered = (event for kind in self._by_kind if hasattr(kind, "iteration") for event in self.all(kind))
        recorded = (max(getattr(e, "iteration", 0), getattr(e, "starts", None) or 0) for e in numbered)
        self.iteration = max(recorded, default=0) or 1
        self._openers = [event for event in self.all(*MOVES) if getattr(event, "opens", ())]
        self._passes: dict[str, list[Advanced]] = {}
        for passed in self.all(Advanced):
            self._passes.setdefault(self.name(passed.phase), []).append(passed)

    def all(self, *kinds: type[E]) -> Iterator[E]:
        """Every event of these kinds."""
        return cast("Iterator[E]", (event for kind in kinds for event in self._by_kind.get(kind, ())))

    def here(self, *kinds: type[E]) -> Iterator[E]:
        """Every event of these kinds in this iteration."""
        return (event for event in self.all(*kinds) if getattr(event, "iteration", 0) == self.iteration)

    def name(self, phase: str) -> str:
        """Today's id of a phase."""
        return self._formerly.get(phase, phase)

    def opens(self, event: Event, phase: str) -> bool:
        """Whether the event opens the phase again."""
        return phase in map(self.name, getattr(event, "opens", ()))

    def standing(self, phase: Phase, iteration: int | None = None) -> Iterator[Advanced]:
        """The events that passed the phase in an iteration, and saw everything that opens it again."""
        wanted = iteration or self.iteration
        passes = [event for event in self._passes.get(phase.id, ()) if event.iteration == wanted]
        if not passes:
            return
        here = (event for event in self._openers if getattr(event, "iteration", 0) == wanted)
        openers = [event for event in here if self.opens(event, phase.id)]
        for event in passes:
            if not self.opens(event, phase.id) and self._graph.saw_all(event, openers):
                yield event

    def accepted(self, phase: Phase) -> Advanced | None:
        """The event by which the phase is done in this iteration, if it is; of several, one that goes on."""
        key = self._graph.by_cause
        return max(self.standing(phase), key=lambda event: (event.to != "finish", key(event)), default=None)

    def before(self, phase: Phase) -> tuple[Advanced, ...]:
        """The newest `advanced` that led back or stopped in this iteration, and the one of the last iteration."""
        of_phase = self._passes.get(phase.id, [])
        back = [e for e in of_phase if e.iteration == self.iteration and self.opens(e, phase.id)]
        newest = [e for e in back if not any(self._graph.saw(other, e) for other in back)]
        last = max(
            (e for e in of_phase if e.iteration < self.iteration),
            key=lambda e: (e.iteration, self._graph.by_cause(e)),
            default=None,
        )
        return (*newest, last) if last else tuple(newest)

    def reached(self, current: Phase | None) -> tuple[str, ...]:
        """The first phase, the current one, and all that were passed or led to, in this iteration or an earlier one.

        By where the moves led, and not by today's order: a phase that is added later takes nothing back.
        """
        found = {self._process.phases[0].id, current.id if current else ""}
        for iteration in {event.iteration for event in self.all(Advanced)}:
            for phase in self._process.phases:
                for event in self.standing(phase, iteration):
                    found |= {phase.id, self.name(event.to)}
        return tuple(phase.id for phase in self._process.phases if phase.id in found)

    def stops(self) -> Iterator[Event]:
        """The stops that no `resume` saw."""
        resumed = [*self.all(Resumed)]
        for stop in (*self.all(Stopped), *(event for event in self.all(Advanced) if event.to == "stop")):
            if not any(self._graph.saw(later, stop) for later in resumed):
                yield stop

    def waivers(self) -> Iterator[Waived]:
        """Those that saw every withdrawal of theirs, and that no later one to the same criterion replaced."""
        withdrawn, made = [*self.here(Unwaived)], [*self.here(Waived)]
        for waiver in made:
            against = (event for event in withdrawn if event.criterion == waiver.criterion)
            later = (each for each in reversed(made) if each.criterion == waiver.criterion)  # the newest is likeliest
            if self._graph.saw_all(waiver, against) and not any(self._graph.saw(each, waiver) for each in later):
                yield waiver

    def blockers(self) -> Iterator[Blocked]:
        """Those that nobody removed."""
        gone = {event.blocker for event in self.all(Unblocked)}
        return (event for event in self.all(Blocked) if event.id not in gone)

    def entries(self) -> Iterator[tuple[Event, str]]:
        """The events that led into a phase of this iteration, and the phase."""
        first = self._process.phases[0].id
        for event in self.all(*MOVES):
            if self._begins(event):
                yield event, first
            elif getattr(event, "iteration", 0) == self.iteration and getattr(event, "starts", None) is None:
                if isinstance(event, Advanced | WentBack) and event.to not in ("finish", "stop"):
                    yield event, self.name(event.to)
                elif isinstance(event, Resumed) and event.opens:
                    yield event, self.name(event.opens[0])

    def _begins(self, event: Event) -> bool:
        """Whether the iteration begins with this event: with whatever phase is the first, today."""
        return getattr(event, "starts", None) == self.iteration or (isinstance(event, Created) and self.iteration == 1)

    def started(self) -> dict[str, str]:
        """When each phase was entered last."""
        found: dict[str, str] = {}
        for event, phase in self.entries():
            found[phase] = max(event.at, found.get(phase, ""))
        return found

    def remarks(self, current: Phase | None) -> Iterator[str]:
        """Why the current phase is not where the last move led; decisions made side by side; unknown phases."""
        entered = [*self.entries()]
        expected = max(entered, key=lambda entry: self._graph.by_cause(entry[0]))[1] if entered else None
        if current and expected and expected != current.id:
            named = {phase for event, phase in entered if not self._begins(event)}
            yield self._why(expected, current, is_new=current.id not in named)
        yield from self._decided_twice()
        gone = {self.name(event.phase) for event in self.here(Advanced)} - {phase.id for phase in self._process.phases}
        for phase in sorted(gone):
            yield f"{phase} was passed, and is no longer in the process"

    def _why(self, expected: str, current: Phase, *, is_new: bool) -> str:
        ids = [phase.id for phase in self._process.phases]
        if expected not in ids:
            return f"{expected} was next, and is no longer in the process"
        title = self._process.phase(expected).title
        if ids.index(current.id) > ids.index(expected):
            return f"{title} was passed on another branch"
        if is_new:
            return f"{current.title} was added before {title}"
        return f"{current.title} was opened again, or moved before {title}"

    def _decided_twice(self) -> Iterator[str]:
        """Decisions that nobody decided anew after having seen them stand beside each other."""
        decided: dict[str, list[Advanced]] = {}
        for event in self.here(Advanced):
            decided.setdefault(self.name(event.phase), []).append(event)
        for phase, events in decided.items():
            newest = [one for one in events if not any(self._graph.saw(other, one) for other in events)]
            for one, two in combinations(newest, 2):
                if one.to != two.to:
                    yield f"{phase} was decided twice: {one.to} by {one.by}, {two.to} by {two.by}"
