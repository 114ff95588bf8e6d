"""What may happen next, decided without a file or a clock."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from msgspec import structs

from crispdm.canonical_json import digest
from crispdm.errors import CrispdmError, Exit, Refused
from crispdm.eventlog.events import Advanced, Event, Signed, Stopped, WentBack
from crispdm.kept_json import keep
from crispdm.lifecycle import moves
from crispdm.lifecycle.gate import Gate, evaluate_gate
from crispdm.lifecycle.state import State, replay
from crispdm.people import person
from crispdm.process import Process
from tests.support.builders import BO, a_phase, advanced, assessed, created, filled_in, make_process, put
from tests.support.command_line import ANA

ROUTES = {
    "deploy": "next",
    "improve": "build",
    "again": "test",
    "stop": "stop",
    "close": "finish",
    "go": "new_iteration",
}
PLAN = a_phase(
    "plan",
    sign_off=["manager", "data analyst"],
    criteria=[filled_in("goal-set", "goal"), filled_in("cost-known", "cost")],
)
TEST = a_phase(
    "test",
    decision={"file": "facts.yaml", "field": "decision", "routes": ROUTES},
    criteria=[
        filled_in("ran", "days", fresh=["days"]),
        filled_in("told", "story", level="warn"),
        {"id": "decided", "says": "It is decided", "check": "choice", "file": "facts.yaml", "field": "decision"}
        | {"one_of": [*ROUTES]},
    ],
)
TEAM = {"manager": [ANA], "data analyst": [BO]}
PROCESS = make_process(PLAN, a_phase("build"), TEST, a_phase("serve"), team=TEAM)
VALUES = {"goal-set": {"goal": 5}, "cost-known": {"cost": 7}, "ran": {"days": 14}, "told": {"story": "it went well"}}
AT_TEST: list[Event] = [created()]
AT_TEST.append(put(advanced("plan", "build"), *AT_TEST))
AT_TEST.append(put(advanced("build", "test"), AT_TEST[-1]))


def _look(
    events: Sequence[Event] = (), process: Process = PROCESS, values: Mapping[str, Any] = VALUES, **said: Any
) -> tuple[State, Gate]:
    state = replay(process, events)
    assert state.current
    return state, evaluate_gate(process, state, assessed(state.current, values, **said), date(2026, 11, 24))


def _advance(who: str = ANA, events: Sequence[Event] = (), process: Process = PROCESS, **said: Any) -> list[Event]:
    return [*moves.advance(process, *_look(events, process, **said), person(who))]


def _team(**team: list[str]) -> Process:
    return structs.replace(PROCESS, team={"manager": (), "data analyst": (), **{k: tuple(v) for k, v in team.items()}})


def _sign(
    who: str, role: str | None = None, on_behalf: str | None = None, process: Process = PROCESS, **said: Any
) -> list[str]:
    signed = moves.sign(process, *_look((), process, **said), person(who), role=role, on_behalf=on_behalf)
    return [event.role for event in signed if isinstance(event, Signed)]


# advance


def test_a_passed_gate_records_what_it_was_passed_on() -> None:
    (move,) = _advance(events=AT_TEST, outcome="improve")
    assert move == Advanced(
        iteration=1,
        phase="test",
        outcome="improve",
        to="build",
        opens=("build", "test", "serve"),
        starts=None,
        evidence=tuple((name, digest(VALUES.get(name))) for name in ("ran", "told", "decided")),
        kept_values=keep({"ran": {"days": 14}, "told": {"story": "it went well"}}),
        kept_facts=keep({"basis": dict.fromkeys(("ran", "told", "decided"), "typed")}),
        waived=(),
        gate=moves.gate_digest(PROCESS.phase("test")),
    )


@pytest.mark.parametrize(
    ("outcome", "to", "opens", "starts"),
    [
        ("deploy", "serve", (), None),
        ("improve", "build", ("build", "test", "serve"), None),
        ("again", "test", ("test", "serve"), None),
        ("stop", "stop", ("test", "serve"), None),
        ("close", "finish", (), None),
        ("go", "new_iteration", (), 2),
    ],
)
def test_advance_follows_the_route_of_the_outcome(
    outcome: str, to: str, opens: Sequence[str], starts: int | None
) -> None:
    (move,) = _advance(events=AT_TEST, outcome=outcome)
    assert isinstance(move, Advanced)
    assert (move.outcome, move.to, move.opens, move.starts) == (outcome, to, opens, starts)


@pytest.mark.parametrize("said", [{"outcome": None}, {"outcome": "ship it"}, {"outcome": "deploy", "failing": ["ran"]}])
def test_nothing_happens_at_a_closed_gate(said: dict[str, Any]) -> None:
    assert _advance(events=AT_TEST, **said) == []
    assert _advance(events=AT_TEST, outcome="deploy", failing=["told"])


def test_the_last_phase_leads_to_the_end_and_an_inserted_one_to_where_the_project_was() -> None:
    (move,) = _advance(events=[put(advanced(each, "x")) for each in ("plan", "build", "test")])
    assert isinstance(move, Advanced)
    assert (move.phase, move.to) == ("serve", "finish")
    process = make_process(a_phase("collect"), PLAN, a_phase("build"), TEST, a_phase("serve"), team=TEAM)
    (move,) = _advance(events=AT_TEST, process=process)
    assert isinstance(move, Advanced)
    assert (move.phase, move.to) == ("collect", "test")


@pytest.mark.parametrize(
    ("manager", "analyst", "who", "signs"),
    [
        ([ANA], [ANA], ANA, ["manager", "data analyst"]),
        ([ANA], ["ana roy <ANA@example.com>"], ANA, ["manager", "data analyst"]),
        ([BO, ANA], [ANA, BO], BO, ["manager", "data analyst"]),
        (["Ana Roy"], ["Ana Roy"], "Ana Roy", ["manager", "data analyst"]),
        ([ANA], [BO], ANA, None),
        ([ANA], [], ANA, None),
        ([], [], ANA, None),
        (["Ana Roy <other@example.com>"], [ANA], ANA, None),
    ],
)
def test_advance_signs_for_all_missing_roles_if_they_name_the_person_and_else_does_nothing(
    manager: list[str], analyst: list[str], who: str, signs: list[str] | None
) -> None:
    process = _team(**{"manager": manager, "data analyst": analyst})
    events = _advance(who, process=process)
    assert [event.role for event in events if isinstance(event, Signed)] == (signs or [])
    assert [type(event) for event in events[-1:]] == ([Advanced] if signs else [])


def test_advance_signs_only_what_is_not_signed() -> None:
    evidence = {name: digest(VALUES[name]) for name in ("goal-set", "cost-known")}
    mine = put(Signed(iteration=1, phase="plan", role="data analyst", evidence=tuple(evidence.items())), by=BO)
    events = _advance(events=[mine])
    assert [type(event) for event in events] == [Signed, Advanced]
    assert events[0] == Signed(iteration=1, phase="plan", role="manager", evidence=tuple(evidence.items()))


@pytest.mark.parametrize(
    "end", [advanced("test", "finish"), advanced("test", "stop"), Stopped(iteration=1, reason="no")]
)
def test_an_ended_project_is_neither_advanced_nor_signed(end: Event) -> None:
    state, gate = _look([*AT_TEST, put(end, AT_TEST[-1])], outcome="deploy")
    with pytest.raises(Refused, match=f"the project is {state.outcome}") as refused:
        moves.advance(PROCESS, state, gate, person(ANA))
    assert (refused.value.exit, "crispdm resume" in refused.value.hint) == (Exit.NO, True)
    with pytest.raises(Refused, match=f"the project is {state.outcome}"):
        moves.sign(PROCESS, state, gate, person(ANA), role="manager", on_behalf=None)


def test_a_criterion_whose_values_have_no_names_is_fresh_as_a_whole_or_not_at_all() -> None:
    for fresh, passed in ((["goal"], 0), (True, 1), (False, 1)):
        process = make_process(a_phase("plan", criteria=[filled_in("goal-set", "goal", fresh=fresh)]))
        for values in (["goal"], "goal", None, 5):
            events = _advance(process=process, values={"goal-set": values})
            assert len(events) == passed
            assert not any(event.values for event in events if isinstance(event, Advanced))


def test_what_is_short_is_recorded_by_name_and_where_that_is_much_only_what_counts_once() -> None:
    criteria = [filled_in(f"known-{number}", "goal", fresh=["goal"] if number == 0 else False) for number in range(400)]
    process = make_process(a_phase("plan", criteria=criteria))
    values = {"goal": 5, "list": [1], "long": "x" * 65, "short": "x" * 64}
    few = {each["id"]: values for each in criteria[:100]}
    (move,) = _advance(process=process, values=few)
    assert isinstance(move, Advanced)
    assert move.values == {name: {"goal": 5, "short": "x" * 64} for name in few}
    (move,) = _advance(process=process, values={each["id"]: values for each in criteria})
    assert isinstance(move, Advanced)
    assert move.values == {"known-0": {"goal": 5}}


# sign


@pytest.mark.parametrize(
    ("who", "role", "on_behalf", "roles"),
    [
        (ANA, None, None, ["manager"]),
        (BO, None, None, ["data analyst"]),
        (ANA, "manager", None, ["manager"]),
        (BO, "data analyst", None, ["data analyst"]),
        (ANA, "data analyst", "Bo, mail of 12 December", ["data analyst"]),
    ],
)
def test_people_sign_in_their_roles_or_for_somebody(
    who: str, role: str | None, on_behalf: str | None, roles: list[str]
) -> None:
    assert _sign(who, role, on_behalf) == roles


@pytest.mark.parametrize("role", ["data_analyst", "data analyst"])
def test_a_role_is_known_by_its_words(role: str) -> None:
    phase = {**PLAN, "sign_off": ["data_analyst"]}
    assert _sign(ANA, role, process=make_process(phase, team={"data_analyst": []})) == ["data_analyst"]


@pytest.mark.parametrize("who", [ANA, BO])
def test_of_several_who_hold_a_role_each_can_sign(who: str) -> None:
    assert _sign(who, "manager", process=_team(manager=[ANA, BO])) == ["manager"]


def test_a_role_with_nobody_named_is_signed_by_anybody_who_says_so() -> None:
    assert _sign("Somebody", "manager", process=_team()) == ["manager"]


@pytest.mark.parametrize(
    ("who", "role", "on_behalf", "said", "message", "code"),
    [
        ("Cy", None, None, {}, "Cy holds no role that signs Plan", Exit.NO),
        (ANA, "data analyst", None, {}, "is not a data analyst", Exit.NO),
        (ANA, None, None, {"failing": ["cost-known"]}, "does not hold yet", Exit.NO),
        (ANA, "captain", None, {}, "'captain' does not sign Plan", Exit.USER_ERROR),
        (ANA, "data analyst", " … ", {}, "--for is empty", Exit.USER_ERROR),
    ],
)
def test_a_signature_is_refused(  # noqa: PLR0913, PLR0917 - a table
    who: str, role: str | None, on_behalf: str | None, said: dict[str, Any], message: str, code: Exit
) -> None:
    with pytest.raises(CrispdmError, match=message) as refused:
        _sign(who, role, on_behalf, **said)
    assert refused.value.exit is code


def test_who_cannot_sign_is_told_who_can() -> None:
    with pytest.raises(CrispdmError) as refused:
        _sign(ANA, "captain", process=_team(manager=[ANA, BO]))
    assert refused.value.hint == "Ana Roy or Bo Lind as manager and anybody as data analyst (nobody is named) can sign"
    with pytest.raises(CrispdmError) as refused:
        moves.sign(PROCESS, *_look(AT_TEST, outcome="improve"), person(ANA), role="captain", on_behalf=None)
    assert refused.value.hint == "this phase needs no sign-off"


@pytest.mark.parametrize(
    ("harm", "reason", "may_stop", "who", "refused"),
    [
        (True, "few", "Ana", ANA, True),
        (True, "few", "Ana", BO, False),
        (False, "few", "Ana", ANA, False),
        (True, None, "Ana", ANA, False),
        (True, "few", "Ana, Ana Roy", ANA, True),
        (True, "few", "Ana or Bo", ANA, False),
        (True, "few", "R and D", "R and D", True),
        (True, "few", "R and D", "R", False),
    ],
)
def test_who_may_stop_a_pilot_does_not_decide_alone_against_its_harm(
    harm: bool,
    reason: str | None,
    may_stop: str,
    who: str,
    refused: bool,
) -> None:
    state, gate = _look(AT_TEST, outcome="improve")
    pilot = {"harm": harm, "reason": reason, "stopped_by": may_stop}
    told = structs.replace(gate.assessment.findings["ran"], facts={"pilot": pilot})
    assessment = structs.replace(gate.assessment, findings={**gate.assessment.findings, "ran": told})
    gate = structs.replace(gate, assessment=assessment)
    if refused:
        with pytest.raises(Refused, match=f"{may_stop}, who may stop it, cannot decide alone to go on"):
            moves.advance(PROCESS, state, gate, person(who))
    else:
        (move,) = moves.advance(PROCESS, state, gate, person(who))
        assert isinstance(move, Advanced)


def test_what_keeps_somebody_from_signing_is_listed_the_missing_decision_too() -> None:
    test = {**TEST, "sign_off": ["manager"]}
    process = make_process(PLAN, a_phase("build"), test, a_phase("serve"), team=TEAM)
    ana: dict[str, Any] = {"role": None, "on_behalf": None}
    for failing, unmet in (((), 1), (["ran"], 2)):
        with pytest.raises(Refused, match="the evidence does not hold yet") as refused:
            moves.sign(process, *_look(AT_TEST, process, failing=failing), person(ANA), **ana)
        assert len(refused.value.details) == unmet
        assert refused.value.details[-1].startswith("test/facts.yaml:1  ")
    (signed,) = moves.sign(process, *_look(AT_TEST, process, outcome="deploy"), person(ANA), **ana)
    assert isinstance(signed, Signed)


def test_signing_twice_adds_nothing() -> None:
    state, gate = _look()
    first = moves.sign(PROCESS, state, gate, person(ANA), role=None, on_behalf=None)
    again = _look([put(event) for event in first])
    assert moves.sign(PROCESS, *again, person(ANA), role=None, on_behalf=None) == ()


# back


@pytest.mark.parametrize(
    ("more", "phase", "answer"),
    [
        ([], "plan", ("plan", "build", "test", "serve")),
        ([], "build", ("build", "test", "serve")),
        ([], "test", "Test is the current phase"),
        ([], "serve", "Serve has not been reached"),
        ([advanced("test", "serve")], "test", ("test", "serve")),
        ([advanced("test", "finish")], "serve", ("serve",)),
        ([advanced("test", "serve"), advanced("serve", "finish")], "serve", ("serve",)),
        ([Stopped(iteration=1, reason="no")], "plan", ("plan", "build", "test", "serve")),
        ([advanced("test", "new_iteration", starts=2)], "plan", "Plan is the current phase"),
        ([advanced("test", "new_iteration", starts=2)], "build", "Build has not been reached"),
    ],
)
def test_back_opens_a_phase_that_was_reached_and_all_after_it(
    more: list[Event], phase: str, answer: str | tuple[str, ...]
) -> None:
    events = [*AT_TEST]
    for event in more:
        events.append(put(event, events[-1]))
    state = replay(PROCESS, events)
    if isinstance(answer, str):
        with pytest.raises(CrispdmError, match=answer) as refused:
            moves.back(PROCESS, state, PROCESS.phase(phase), "wrong labels")
        assert refused.value.exit is Exit.USER_ERROR
    else:
        (move,) = moves.back(PROCESS, state, PROCESS.phase(phase), " wrong labels ")
        assert move == WentBack(iteration=state.iteration, to=phase, opens=answer, reason="wrong labels")


@pytest.mark.parametrize("reason", ["", "  ", "...", "—"])
def test_back_wants_a_reason(reason: str) -> None:
    with pytest.raises(CrispdmError, match="--reason is empty"):
        moves.back(PROCESS, replay(PROCESS, AT_TEST), PROCESS.phase("plan"), reason)
