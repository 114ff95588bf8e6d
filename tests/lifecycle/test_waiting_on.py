"""Whom a project waits for, from its events alone."""

import pytest

from crispdm.eventlog.events import Blocked, Event, Stopped
from crispdm.lifecycle.state import replay
from crispdm.lifecycle.waiting_on import WaitingOn, holders, waiting_on
from tests.support.builders import BO, a_phase, advanced, created, make_process, put, signed, went_back
from tests.support.command_line import ANA

PROCESS = make_process(
    a_phase("plan", owner="lead", sign_off=["lead", "boss"]),
    a_phase("build"),
    team={"lead": [ANA], "boss": [BO, ANA], "guest": []},
)
LEAD, BOSS = signed("plan", "lead"), signed("plan", "boss")


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], WaitingOn(roles=("lead",), next="evidence")),
        ([LEAD], WaitingOn(roles=("boss",), next="sign")),
        ([LEAD, BOSS], WaitingOn(roles=("lead",), next="pass the gate")),
        ([advanced("plan", "build")], WaitingOn(next="evidence")),
        ([advanced("plan", "build"), advanced("build", "finish")], WaitingOn(next="nothing")),
        ([Stopped(iteration=1, reason="no")], WaitingOn(next="nothing")),
        ([LEAD, Blocked(text="no data", owner="guest")], WaitingOn(roles=("guest",), next="unblock: no data")),
        ([Blocked(text="no data", owner="Eve")], WaitingOn(outside="Eve", next="unblock: no data")),
        ([Blocked(text="no data"), Blocked(text="no keys")], WaitingOn(outside="somebody", next="unblock: no data")),
    ],
)
def test_a_blocker_comes_first_then_who_has_to_sign_then_the_owner(events: list[Event], expected: WaitingOn) -> None:
    past: list[Event] = [created()]
    for event in events:
        past.append(put(event, past[-1]))
    assert waiting_on(PROCESS, replay(PROCESS, past)) == expected


CRITERION = {"id": "a", "says": "x", "check": "exists", "files": "*"}
OWNED = {
    "of its own": ([{"owner": "boss"}], ("boss",)),
    "of the phase": ([{}], ("lead",)),
    "of both, each once": ([{"owner": "boss"}, {}, {"owner": "lead"}], ("boss", "lead")),
    "of what closes no gate": ([{"owner": "boss", "level": "warn"}], ("lead",)),
    "of none": ([], ("lead",)),
}


@pytest.mark.parametrize(("criteria", "roles"), OWNED.values(), ids=OWNED)
def test_the_evidence_is_waited_for_from_those_who_are_to_bring_it(
    criteria: list[dict[str, str]], roles: tuple[str, ...]
) -> None:
    made = [{**CRITERION, "id": f"c{number}", **each} for number, each in enumerate(criteria)]
    process = make_process(a_phase("plan", owner="lead", criteria=made), team={"lead": [ANA], "boss": [BO]})
    assert waiting_on(process, replay(process, [created()])).roles == roles


def test_who_signed_before_the_phase_was_reopened_signs_again() -> None:
    first = created()
    early = put(LEAD, first, at="2026-11-24T09:00:00Z")
    passed = put(advanced("plan", "build"), early, at="2026-11-24T10:00:00Z")
    back = put(went_back("plan", "build"), passed, at="2026-11-24T11:00:00Z")
    assert waiting_on(PROCESS, replay(PROCESS, [first, early, passed, back])).next == "evidence"


def test_each_holder_of_the_roles_is_named_once() -> None:
    assert holders(PROCESS, ("lead", "boss", "nobody")) == (ANA, BO)
