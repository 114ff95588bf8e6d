"""Who saw what, against the plain meaning of it: one event is in the past of another."""

from collections.abc import Callable
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crispdm.errors import Damaged
from crispdm.eventlog import causality
from crispdm.eventlog.causality import Graph
from crispdm.eventlog.events import Noted

Parents = list[set[int]]


@st.composite
def histories(draw: st.DrawFn) -> Parents:
    """For each event the numbers of those before it that it names: branches, merges, and several beginnings."""
    count = draw(st.integers(1, 14))
    return [draw(st.sets(st.integers(0, number - 1), max_size=4)) if number else set() for number in range(count)]


def _pasts(parents: Parents) -> list[set[int]]:
    pasts: list[set[int]] = []
    for named in parents:
        pasts.append(named.union(*(pasts[each] for each in named)))
    return pasts


def _events(parents: Parents) -> list[Noted]:
    return [Noted(id=f"{n}", after=tuple(map(str, sorted(named))), text="") for n, named in enumerate(parents)]


@given(histories(), st.randoms(use_true_random=False))
def test_an_event_saw_what_is_in_its_past(parents: Parents, random: Random) -> None:
    events, pasts = _events(parents), _pasts(parents)
    lines = random.sample(events, len(events))  # the order of the lines tells nothing
    graph = Graph([*lines, *lines[:2]])
    for later, earlier in product(range(len(events)), repeat=2):
        assert graph.saw(events[later], events[earlier]) == (earlier in pasts[later])


@given(histories(), st.data())
def test_many_events_are_asked_at_once(parents: Parents, data: st.DataObject) -> None:
    events, pasts = _events(parents), _pasts(parents)
    graph, numbers = Graph(events), st.sets(st.integers(0, len(events) - 1))
    some, others = data.draw(numbers), data.draw(numbers)
    asked, against = [events[each] for each in some], [events[each] for each in others]
    assert {*graph.that_saw_all(asked, against)} == {events[each] for each in some if others <= pasts[each]}
    unseen = {events[each] for each in some if not any(each in pasts[other] for other in others)}
    assert {*graph.unseen(asked, by=against)} == unseen


def _subsets(numbers: int) -> list[set[int]]:
    return [{each for each in range(numbers) if mask >> each & 1} for mask in range(1 << numbers)]


def test_each_small_history_is_asked_all_that_can_be_asked() -> None:
    for parents in product(*map(_subsets, range(4))):
        events, pasts = _events([*parents]), _pasts([*parents])
        graph, them = Graph(events), _subsets(4)
        assert [[graph.saw(one, other) for other in events] for one in events] == [
            [number in past for number in range(4)] for past in pasts
        ]
        for some, others in product(them, repeat=2):
            asked, against = [events[each] for each in some], [events[each] for each in others]
            assert {*graph.that_saw_all(asked, against)} == {events[each] for each in some if others <= pasts[each]}
            unseen = {events[each] for each in some if not any(each in pasts[other] for other in others)}
            assert {*graph.unseen(asked, by=against)} == unseen


SHAPES: dict[str, tuple[Callable[[int], list[int]], int]] = {
    "a line": (lambda n: [n - 1], 0),
    "side by side": (lambda _: [0], 1),
    "two branches, merged again and again": (lambda n: [n - 1, n - 2] if n % 3 == 0 else [(n - 1) // 3 * 3], 1),
    "a hundred branches, merged again and again": (
        lambda n: [*range(n - 100, n)] if n % 101 == 0 else [n // 101 * 101],
        100,
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_known_of_an_event_grows_with_the_branches_open_at_one_time(shape: str) -> None:
    parents, width = SHAPES[shape]
    graph = Graph([Noted(id=f"{n}", after=tuple(map(str, parents(n))) if n else (), text="") for n in range(3000)])
    assert graph.size <= width * 3000


@pytest.mark.slow
def test_more_branches_than_can_be_followed_are_refused() -> None:
    fan = [Noted(id=f"a{n}", after=("a",), text="") for n in range(1500)]
    names = tuple(each.id for each in fan)
    joins = [Noted(id=f"b{n}", after=names, text="") for n in range(1500)]
    with pytest.raises(Damaged, match="too many parallel branches to follow"):
        Graph([Noted(id="a", text=""), *fan, *joins])


@pytest.mark.parametrize(
    ("parents", "size"),
    [([set(), {0}, {0}, {1, 2}], 2), ([set(), {0}, {0}, {0}], 1), ([set(), {0}, {0}, {0}, {1, 2, 3}], 3)],
)
def test_just_as_many_branches_as_can_be_followed_are_followed(
    parents: Parents, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(causality, "_MOST_SEEN", size)
    assert Graph(_events(parents)).size == size
    monkeypatch.setattr(causality, "_MOST_SEEN", size - 1)
    with pytest.raises(Damaged):
        Graph(_events(parents))


@given(histories())
def test_the_newest_by_cause_saw_more_on_its_way(parents: Parents) -> None:
    events, pasts = _events(parents), _pasts(parents)
    graph = Graph(events)
    for later, past in enumerate(pasts):
        assert all(graph.by_cause(events[each]) < graph.by_cause(events[later]) for each in past)


def test_an_event_after_itself_is_damage() -> None:
    with pytest.raises(Damaged, match="is its own ancestor"):
        Graph([Noted(id="a", after=("b",), text=""), Noted(id="b", after=("a",), text="")])
