"""The facts that checks keep for people fit into the line of an event, whatever the files hold."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crispdm.eventlog.events import LINE_LIMIT
from crispdm.gate.facts import brief
from crispdm.gate.finding import Finding, Place, Unmet

_TEXT = st.text(max_size=10) | st.just("x" * 5000)
_FACTS = st.dictionaries(_TEXT, st.lists(_TEXT | st.floats(allow_nan=False), max_size=9) | _TEXT, max_size=9)


@pytest.mark.slow
@given(_FACTS)
def test_short_facts_stay_and_long_ones_are_cut(fact: dict[str, object]) -> None:
    told = brief(gaps=fact)
    assert len(json.dumps(told)) < LINE_LIMIT
    if len(json.dumps(fact)) < 200:
        assert told == {"gaps": fact}


def test_a_long_list_is_cut() -> None:
    assert len(brief(alerts={"alerts": ["x"] * 1000})["alerts"]["alerts"]) < 100


def test_a_text_has_two_hundred_characters_and_a_list_twenty_items() -> None:
    for length, kept in ((200, 200), (201, 200)):
        assert len(brief(gaps={"gap": "x" * length})["gaps"]["gap"]) == kept
    assert len(brief(gaps={"gap": [*range(30)]})["gaps"]["gap"]) == 20


def test_what_fails_is_half_done_where_nothing_else_is_said() -> None:
    assert Finding(status="fail", place=Place("a"), have="b", want="c").done == 0.5
    assert Unmet(Place("a"), "b", "c").finding.done == 0.5
    assert str(Unmet(Place("a", 3), "b", "c")) == "a:3: b", "for who writes a kind of check"
