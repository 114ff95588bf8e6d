"""What the writer of each event knew: the part of the state that decides what may be written next. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce

from msgspec import Struct, structs

from crispdm.eventlog.causality import Graph
from crispdm.eventlog.events import Advanced, Event, Resumed, Stopped, Unwaived, Waived, WentBack


class Track(Struct, frozen=True):
    """What was made, as far as it saw everything that undid it: passes and what reopened them, waivers and the like."""

    made: tuple[Event, ...] = ()
    undone: tuple[Event, ...] = ()

    def joined(self, other: "Track", graph: Graph) -> "Track":
        """Both together: what was made on one branch must have seen what was undone on the other."""
        if self == other:
            return self
        undone = _distinct(*self.undone, *other.undone)
        made = _distinct(*self.made, *other.made)
        return Track(tuple(each for each in made if all(graph.saw(each, undo) for undo in undone)), undone)


Tracks = Mapping[str, Track]


class Past(Struct, frozen=True, kw_only=True):
    """What was known before an event, of the newest iteration."""

    iteration: int = 1
    passes: Tracks = {}  # by phase, under the id that it had then
    waivers: Tracks = {}  # by criterion
    stops: tuple[Event, ...] = ()  # those that no resume followed
    resumes: tuple[Event, ...] = ()
    is_whole: bool = True  # no event before it is missing

    def after(self, event: Event) -> "Past":
        """What is known after an event, too."""
        iteration = max(self.iteration, getattr(event, "iteration", 0), getattr(event, "starts", None) or 0)
        past = (
            self if iteration == self.iteration else structs.replace(self, iteration=iteration, passes={}, waivers={})
        )
        if getattr(event, "iteration", 0) == iteration:
            past = _with_moves(past, event)
        return _with_ends(past, event)

    def passed(self, names: Iterable[str], graph: Graph) -> tuple[Event, ...]:
        """What passed a phase, under any of its names, and saw all that reopened it."""
        tracks = [self.passes[name] for name in names if name in self.passes]
        return reduce(lambda one, other: one.joined(other, graph), tracks, Track()).made

    def joined(self, other: "Past", graph: Graph) -> "Past":
        """What somebody knows who merged both."""
        if self is other:
            return self
        newest, older = (self, other) if self.iteration >= other.iteration else (other, self)
        resumes = _distinct(*self.resumes, *other.resumes)
        stops = [
            each
            for each in _distinct(*self.stops, *other.stops)
            if not any(graph.saw(resume, each) for resume in resumes)
        ]
        ends = structs.replace(newest, stops=tuple(stops), resumes=resumes, is_whole=self.is_whole and other.is_whole)
        if newest.iteration > older.iteration:
            return ends
        return structs.replace(
            ends,
            passes=_joined(newest.passes, older.passes, graph),
            waivers=_joined(newest.waivers, older.waivers, graph),
        )


def pasts(graph: Graph) -> Iterator[tuple[Event, Past]]:
    """Yield each event with its past, parents first; a past that no later event needs is dropped."""
    known = {event.id for event in graph.events}
    awaited = Counter(parent for event in graph.events for parent in {*event.after})
    after: dict[str, Past] = {}
    for event in graph.events:
        past: Past | None = None
        for parent in known.intersection(event.after):
            past = after[parent] if past is None else past.joined(after[parent], graph)
            awaited[parent] -= 1
            if not awaited[parent]:
                del after[parent]
        past = past or Past()
        past = past if known.issuperset(event.after) else structs.replace(past, is_whole=False)
        yield event, past
        if awaited[event.id]:
            after[event.id] = past.after(event)


def _with_moves(past: Past, event: Event) -> Past:
    opened = getattr(event, "opens", ())
    match event:
        case Advanced() if event.phase not in opened:
            return structs.replace(past, passes=_made(past.passes, event.phase, event))
        case Advanced() | WentBack() | Resumed():
            return structs.replace(past, passes={**past.passes, **dict.fromkeys(opened, Track((), (event,)))})
        case Waived(criterion=name):
            return structs.replace(past, waivers=_made(past.waivers, name, event))
        case Unwaived(criterion=name):
            return structs.replace(past, waivers={**past.waivers, name: Track((), (event,))})
    return past


def _with_ends(past: Past, event: Event) -> Past:
    if isinstance(event, Resumed):
        return structs.replace(past, stops=(), resumes=(event,))
    if isinstance(event, Stopped) or (isinstance(event, Advanced) and event.to == "stop"):
        return structs.replace(past, stops=(*past.stops, event))
    return past


def _made(tracks: Tracks, name: str, event: Event) -> Tracks:
    return {**tracks, name: Track((event,), tracks.get(name, Track()).undone)}


def _joined(one: Tracks, other: Tracks, graph: Graph) -> Tracks:
    return {name: one.get(name, Track()).joined(other.get(name, Track()), graph) for name in {**one, **other}}


def _distinct(*events: Event) -> tuple[Event, ...]:
    return tuple({event.id: event for event in events}.values())
