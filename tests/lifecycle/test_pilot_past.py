"""The end of an earlier pilot whose event does not have it."""

from datetime import date
from typing import Any

import pytest

from crispdm.lifecycle.pilot_past import find_pilot_past
from crispdm.lifecycle.state import replay
from tests.support.builders import a_phase, advanced, make_process, put
from tests.support.histories import PILOT

PROCESS = make_process(a_phase("plan"), a_phase("test"))


@pytest.mark.parametrize(
    ("pilot", "end"),
    [
        ({"days": 14}, "2026-06-14"),
        ({"days": 2, "row": "week"}, "2026-06-14"),
        ({"days": 2, "row": "fortnight"}, "2026-06-02"),
        ({"days": 14, "end": "2026-06-20"}, "2026-06-20"),
        ({"days": 10**9}, str(date.max)),
    ],
)
def test_a_pilot_ends_after_its_rows_where_its_event_does_not_say_when(pilot: dict[str, Any], end: str) -> None:
    told = {name: value for name, value in PILOT.items() if name != "end"}
    event = put(advanced("plan", "test", facts={"pilot": {**told, "start": "2026-06-01", **pilot}}))
    state = replay(PROCESS, [event])
    assert [str(each.end) for each in find_pilot_past(PROCESS, state).pilots] == [end]
