"""How a project ends, and how it goes on."""

import pytest
from msgspec import structs

from crispdm.errors import CrispdmError, Refused
from crispdm.eventlog.events import Event, Resumed, Stopped
from crispdm.lifecycle.endings import resume, stop
from crispdm.lifecycle.state import State, replay
from tests.support.builders import a_phase, advanced, created, make_process, put

PROCESS = make_process(a_phase("plan"), a_phase("build"), a_phase("serve"))
STOPPED = Stopped(iteration=1, reason="not worth it")


def _state(*more: Event) -> State:
    events: list[Event] = [created()]
    for event in more:
        events.append(put(event, events[-1]))
    return replay(PROCESS, events)


def test_a_running_project_is_stopped_and_not_resumed() -> None:
    state = _state(advanced("plan", "build"))
    assert stop(state, " not worth it ") == (STOPPED,)
    with pytest.raises(CrispdmError, match="--reason is empty"):
        stop(state, " … ")
    with pytest.raises(Refused, match="nothing to resume"):
        resume(PROCESS, state, "it is")


@pytest.mark.parametrize(
    ("ended", "outcome", "resumed"),
    [
        ([advanced("plan", "build"), STOPPED], "stopped", Resumed(iteration=1, reason="it is", opens=())),
        (
            [advanced("plan", "build"), advanced("build", "stop", opens=["build", "serve"])],
            "stopped",
            Resumed(iteration=1, reason="it is", opens=("build", "serve")),
        ),
        (
            [advanced("plan", "build"), advanced("build", "serve"), advanced("serve", "finish")],
            "finished",
            Resumed(iteration=1, reason="it is", opens=(), starts=2),
        ),
    ],
    ids=["stopped by hand", "stopped by a decision", "finished"],
)
def test_an_ended_project_is_resumed_and_not_stopped(ended: list[Event], outcome: str, resumed: Resumed) -> None:
    state = _state(*ended)
    with pytest.raises(Refused, match=f"is {outcome} already"):
        stop(state, "again")
    with pytest.raises(CrispdmError, match="--reason is empty"):
        resume(PROCESS, state, "…")
    assert resume(PROCESS, state, "it is") == (resumed,)


def test_what_a_stop_opened_is_resumed_under_the_name_that_a_phase_has_today() -> None:
    process = make_process(a_phase("plan"), a_phase("make", was=["build"]), a_phase("serve"))
    state = _state(advanced("plan", "build"), advanced("build", "stop", opens=["build", "serve"]))
    (resumed,) = resume(process, structs.replace(state), "it is")
    assert isinstance(resumed, Resumed)
    assert resumed.opens == ("make", "serve")
