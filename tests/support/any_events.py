"""Events as a stranger may write them: right in their form, with any value that the form allows."""

from collections.abc import Mapping
from typing import Any, get_args

from hypothesis import strategies as st

from crispdm.eventlog.events import AnyEvent, EarlyLook, Event
from crispdm.kept_json import keep
from tests.support.builders import AT, BO, TEXT, VALUES
from tests.support.command_line import ANA

_ROLES = st.sampled_from(["analyst", "engineer"])
_PHASES = st.sampled_from(["plan", "build", "finish", "stop", "new_iteration", "next"]) | TEXT
_TIMES = st.sampled_from([AT, "2026-11-23T10:00:00Z", "2099-01-01T00:00:00Z", "2026-11-24", "soon"]) | TEXT
_DIGESTS = st.sampled_from(["0" * 32, "f" * 32]) | TEXT
_OBJECTIVE, _RUN = ("measure", "unit", "now", "target", "least"), ("run", "kind", "score", "metric")
_PILOT = ("start", "days", "share", "estimate", "low", "high", "relative", "verdict", "decision", "reason")
_FIGURES = (*_OBJECTIVE, *_RUN, *_PILOT, "since", "value", "from", "to")
_FACTS = st.dictionaries(
    st.sampled_from(["objective", "run", "pilot", "service", "full_traffic"]) | TEXT,
    st.dictionaries(st.sampled_from(_FIGURES) | TEXT, VALUES, max_size=8),
    max_size=4,
)
_NAMES = st.lists(_PHASES, max_size=3).map(tuple)
_FIELDS: Mapping[str, st.SearchStrategy[Any]] = {
    "at": _TIMES,
    "by": st.sampled_from([ANA, BO]) | TEXT,
    "iteration": st.integers(-1, 3) | st.integers(),
    "starts": st.none() | st.integers(0, 3),
    "phase": _PHASES,
    "to": _PHASES,
    "role": _ROLES | TEXT,
    "opens": _NAMES,
    "criterion": st.sampled_from(["planned", "built"]) | TEXT,
    "waived": st.lists(st.sampled_from(["planned", "built"]) | TEXT, max_size=2).map(tuple),
    "evidence": st.lists(st.tuples(st.sampled_from(["planned", "built"]) | TEXT, _DIGESTS), max_size=3).map(tuple),
    "kept_values": st.dictionaries(TEXT, st.dictionaries(TEXT, VALUES, max_size=2), max_size=2).map(keep),
    "kept_facts": _FACTS.map(keep),
    "outcome": st.none() | st.sampled_from(["deploy", "stop"]) | TEXT,
    "until": st.none() | st.sampled_from(["2026-12-01", "2020-01-01"]) | TEXT,
    "owner": st.none() | TEXT,
    "on_behalf": st.none() | TEXT,
    "looked": st.none() | st.builds(EarlyLook, start=_TIMES, rows=st.integers(0, 60)),
    "left_out": st.lists(_DIGESTS, max_size=2).map(tuple),
}
_OF_THE_LINE = ("id", "after", "needs")


def _made(kind: type[Event]) -> st.SearchStrategy[Event]:
    names = [name for name in kind.__struct_fields__ if name not in _OF_THE_LINE]
    return st.fixed_dictionaries({name: _FIELDS.get(name, TEXT) for name in names}).map(lambda found: kind(**found))


ANY_EVENTS: st.SearchStrategy[Event] = st.one_of([_made(kind) for kind in get_args(AnyEvent)])
