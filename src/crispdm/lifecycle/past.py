"""What the writer of each event knew: the part of the state that decides what may be written next. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, structs

from crispdm.errors import Damaged
from crispdm.eventlog.causality import Graph
from crispdm.eventlog.events import Advanced, Event, Resumed, Stopped, Unwaived, Waived, WentBack

_MOST_NAMES = 2_000  # phases and criteria of an iteration: all of them are copied with each event that adds one


class Track(Struct, frozen=True):
    """What was made, as far as it saw everything that undid it: passes and what reopened them, waivers and the like."""

    made: tuple[Event, ...] = ()
    undone: tuple[Event, ...] = ()


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
        """What is known after an event, too.

        Raises:
            Damaged: more phases and criteria have been passed and waived than any process has.
        """
        iteration = max(self.iteration, getattr(event, "iteration", 0), getattr(event, "starts", None) or 0)
        past = (
            self if iteration == self.iteration else structs.replace(self, iteration=iteration, passes={}, waivers={})
        )
        if getattr(event, "iteration", 0) == iteration:
            past = _with_moves(past, event)
            if len(past.passes) + len(past.waivers) > _MOST_NAMES:
                what = f"the state names more than {_MOST_NAMES:,} phases and criteria in iteration {iteration}"
                raise Damaged(what, hint="restore .crispdm/state.yaml from a commit before this happened")
        return _with_ends(past, event)

    def passed(self, names: Iterable[str], graph: Graph) -> tuple[Event, ...]:
        """What passed a phase, under any of its names, and saw all that reopened it."""
        return _join_tracks([self.passes[name] for name in names if name in self.passes], graph).made


def pasts(graph: Graph) -> Iterator[tuple[Event, Past]]:
    """Yield each event with its past, parents first.

    Only what is known after the event before is kept, and after those that other events follow, until the last did.
    """
    awaited = Counter(parent for before, event in _neighbours(graph) for parent in {*event.after} - {before})
    after: dict[str, Past] = {}
    newest = Past()
    for before, event in _neighbours(graph):
        parents = [parent for parent in {*event.after} if parent in graph]
        past = _join_pasts([newest if parent == before else after[parent] for parent in parents], graph)
        past = past if len(parents) == len({*event.after}) else structs.replace(past, is_whole=False)
        for parent in parents:
            if parent != before:
                awaited[parent] -= 1
                if not awaited[parent]:
                    del after[parent]
        yield event, past
        newest = past.after(event)
        if awaited[event.id]:
            after[event.id] = newest


def _neighbours(graph: Graph) -> Iterator[tuple[str, Event]]:
    """Each event, and the id of the one before it."""
    before = ""
    for event in graph.events:
        yield before, event
        before = event.id


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


def _join_pasts(all_pasts: Sequence[Past], graph: Graph) -> Past:
    """What somebody knows who merged all of them."""
    different = [*{id(each): each for each in all_pasts}.values()]
    if len(different) < 2:  # noqa: PLR2004 - nearly always
        return different[0] if different else Past()
    resumes = _distinct(event for past in different for event in past.resumes)
    stops = _distinct(event for past in different for event in past.stops)
    iteration = max(past.iteration for past in different)
    newest = [past for past in different if past.iteration == iteration]
    return Past(
        iteration=iteration,
        passes=_join_named([past.passes for past in newest], graph),
        waivers=_join_named([past.waivers for past in newest], graph),
        stops=tuple(graph.unseen(stops, by=resumes)),
        resumes=resumes,
        is_whole=all(past.is_whole for past in different),
    )


def _join_named(all_tracks: Sequence[Tracks], graph: Graph) -> Tracks:
    by_name: dict[str, list[Track]] = {}
    for tracks in all_tracks:
        for name, track in tracks.items():
            by_name.setdefault(name, []).append(track)
    return {name: _join_tracks(tracks, graph) for name, tracks in by_name.items()}


def _join_tracks(tracks: Sequence[Track], graph: Graph) -> Track:
    """What was made on one branch must have seen what was undone on any other."""
    different = [*{id(each): each for each in tracks}.values()]
    if len(different) < 2:  # noqa: PLR2004 - nearly always
        return different[0] if different else Track()
    undone = _distinct(event for track in different for event in track.undone)
    made = _distinct(event for track in different for event in track.made)
    return Track(tuple(graph.that_saw_all(made, undone)) if undone else made, tuple(graph.unseen(undone, by=undone)))


def _distinct(events: Iterable[Event]) -> tuple[Event, ...]:
    return tuple({event.id: event for event in events}.values())
