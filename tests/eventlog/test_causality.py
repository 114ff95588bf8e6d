"""Who saw what, against the plain meaning of it: one event is in the past of another."""

from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crispdm.errors import Damaged
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
    for number, event in enumerate(events):
        assert graph.saw_all(event, [events[each] for each in pasts[number]])


@given(histories())
def test_the_newest_by_cause_saw_more_on_its_way(parents: Parents) -> None:
    events, pasts = _events(parents), _pasts(parents)
    graph = Graph(events)
    for later, past in enumerate(pasts):
        assert all(graph.by_cause(events[each]) < graph.by_cause(events[later]) for each in past)


def test_an_event_after_itself_is_damage() -> None:
    with pytest.raises(Damaged, match="is its own ancestor"):
        Graph([Noted(id="a", after=("b",), text=""), Noted(id="b", after=("a",), text="")])
