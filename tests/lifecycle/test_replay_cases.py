"""Histories that teams make, branches that were merged, and processes that were changed meanwhile."""

from collections.abc import Callable, Sequence
from itertools import permutations
from typing import Any

import pytest

from crispdm.eventlog.events import Advanced, Blocked, Event, Noted, Resumed, Stopped, Unblocked, Unwaived, Waived
from crispdm.lifecycle.state import State, replay
from crispdm.process import Process
from tests.support.builders import BO, a_phase, advanced, created, make_process, put, signed, went_back
from tests.support.command_line import ANA

PHASES = ("business", "data", "modeling", "evaluation", "deployment")
PROCESS = make_process(*map(a_phase, PHASES))
OLD, NEW = "2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z"

START = created()
TO_DATA = put(advanced("business", "data"), START)
TO_MODELING = put(advanced("data", "modeling"), TO_DATA)
TO_EVALUATION = put(advanced("modeling", "evaluation"), TO_MODELING)
BEGUN = [START, TO_DATA, TO_MODELING, TO_EVALUATION]
IMPROVE = advanced("evaluation", "modeling", opens=PHASES[2:], outcome="improve")
DEPLOY = advanced("evaluation", "deployment", outcome="deploy")
STOP = advanced("evaluation", "stop", opens=PHASES[3:], outcome="stop")
WAIVED = Waived(iteration=1, phase="business", criterion="worth-it", reason="later")
UNWAIVED = Unwaived(iteration=1, phase="business", criterion="worth-it")


def _state(events: Sequence[Event], process: Process = PROCESS) -> State:
    """The state, which is the same in every order of the last lines."""
    state = replay(process, events)
    for last in permutations(events[-3:]):
        assert replay(process, [*last, *events[:-3]]) == state
    return state


def _current(state: State) -> str | None:
    return state.current.id if state.current else None


@pytest.mark.parametrize("at", [OLD, NEW])
def test_a_way_back_beside_a_chain_of_two_advances_wins_whatever_the_clocks_say(at: str) -> None:
    back = put(went_back(*PHASES), TO_DATA, at=at, by=BO)
    state = _state([*BEGUN, back])
    assert (_current(state), [*state.accepted]) == ("business", [])
    assert state.remarks == ("Business was reopened, or moved before Evaluation",)
    merged = put(advanced("business", "data"), TO_EVALUATION, back)
    state = _state([*BEGUN, back, merged])
    assert (_current(state), [*state.accepted], state.remarks) == ("data", ["business"], ())


@pytest.mark.parametrize("seen", [True, False])
def test_an_advance_counts_again_once_it_saw_the_way_back(seen: bool) -> None:
    back = put(went_back("data", *PHASES[2:]), TO_EVALUATION)
    again = put(advanced("data", "modeling"), back if seen else TO_EVALUATION, by=BO)
    assert _current(_state([*BEGUN, back, again])) == ("modeling" if seen else "data")


@pytest.mark.parametrize("at", [OLD, NEW])
@pytest.mark.parametrize(
    ("cautious", "current", "outcome"),
    [(IMPROVE, "modeling", "running"), (STOP, "evaluation", "stopped")],
    ids=["improve", "stop"],
)
def test_of_two_decisions_side_by_side_the_more_cautious_counts(
    cautious: Advanced, current: str, outcome: str, at: str
) -> None:
    deploy = put(DEPLOY, TO_EVALUATION)
    other = put(cautious, TO_EVALUATION, by=BO, at=at)
    state = _state([*BEGUN, deploy, other])
    assert (_current(state), state.outcome, "evaluation" in state.accepted) == (current, outcome, False)
    (said,) = [remark for remark in state.remarks if "decided twice" in remark]
    assert said.startswith("evaluation was decided twice: ")
    assert f"deployment by {ANA}" in said
    assert f"{other.to} by {BO}" in said


def test_a_stop_beside_an_improvement_stops_and_both_open() -> None:
    state = _state([*BEGUN, put(IMPROVE, TO_EVALUATION), put(STOP, TO_EVALUATION, by=BO)])
    assert (state.outcome, _current(state)) == ("stopped", "modeling")


def test_a_decision_to_go_on_beside_one_to_finish_goes_on() -> None:
    close, go_on = advanced("data", "finish", outcome="close"), advanced("data", "modeling", outcome="more")
    for events in (
        (put(close, TO_DATA), put(go_on, TO_DATA, by=BO)),
        (put(close, TO_DATA), put(go_on, TO_DATA, at=OLD)),
    ):
        note = put(Noted(text="a longer branch"), events[0])
        state = _state([START, TO_DATA, *events, note])
        assert (state.outcome, _current(state), state.accepted["data"]) == ("running", "modeling", events[1])


def test_what_was_decided_twice_is_said_until_it_is_decided_anew() -> None:
    twice = [put(DEPLOY, TO_EVALUATION), put(IMPROVE, TO_EVALUATION, by=BO)]
    again = put(advanced("modeling", "evaluation"), *twice)
    assert "decided twice" in "".join(_state([*BEGUN, *twice, again]).remarks)
    decided = put(DEPLOY, again)
    assert _state([*BEGUN, *twice, again, decided]).remarks == ()


def test_the_same_decision_side_by_side_is_no_quarrel() -> None:
    state = _state([*BEGUN, put(DEPLOY, TO_EVALUATION), put(DEPLOY, TO_EVALUATION, by=BO)])
    assert (_current(state), state.remarks) == ("deployment", ())


def test_two_new_iterations_side_by_side_are_one() -> None:
    anew = advanced("evaluation", "new_iteration", starts=2)
    events = [*BEGUN, put(anew, TO_EVALUATION), put(anew, TO_EVALUATION, by=BO)]
    state = _state(events)
    assert (state.iteration, _current(state), state.accepted, state.remarks) == (2, "business", {}, ())
    assert len(state.before["evaluation"]) == 1


def test_what_was_accepted_before_is_of_the_last_iteration_that_passed_the_phase() -> None:
    second = put(advanced("evaluation", "new_iteration", starts=2), TO_EVALUATION)
    business = put(advanced("business", "data", iteration=2), second)
    third = put(advanced("data", "new_iteration", iteration=2, starts=3), business)
    state = _state([*BEGUN, second, business, third])
    assert state.before == {
        "business": (business,),
        "data": (third,),
        "modeling": (TO_EVALUATION,),
        "evaluation": (second,),
        "deployment": (),
    }


def test_in_the_first_iteration_nothing_was_accepted_before() -> None:
    state = _state(BEGUN)
    assert state.accepted
    assert set(state.before.values()) == {()}


@pytest.mark.parametrize("beside", [IMPROVE, DEPLOY, went_back(*PHASES), signed("evaluation", "analyst")])
def test_a_new_iteration_beside_anything_is_the_new_iteration(beside: Event) -> None:
    anew = put(advanced("evaluation", "new_iteration", starts=2), TO_EVALUATION)
    state = _state([*BEGUN, anew, put(beside, TO_EVALUATION, by=BO)])
    assert (state.iteration, _current(state), state.outcome, state.signatures) == (2, "business", "running", ())


@pytest.mark.parametrize(
    ("first", "second", "order", "holds"),
    [
        (WAIVED, UNWAIVED, "after", False),
        (WAIVED, UNWAIVED, "beside", False),
        (UNWAIVED, WAIVED, "after", True),
        (WAIVED, Unwaived(iteration=1, phase="business", criterion="another"), "after", True),
        (WAIVED, Waived(iteration=1, phase="business", criterion="worth-it", reason="later"), "beside", True),
    ],
)
def test_a_waiver_holds_that_no_withdrawal_saw_or_stood_beside(
    first: Event,
    second: Event,
    order: str,
    holds: bool,
) -> None:
    one = put(first, START)
    two = put(second, one if order == "after" else START, by=BO)
    assert bool(_state([START, one, two]).waivers) is holds


def test_waivers_and_signatures_end_with_their_iteration() -> None:
    events = [START, put(WAIVED, START), put(signed("business", "analyst"), START)]
    assert [len(each) for each in (_state(events).waivers, _state(events).signatures)] == [1, 1]
    state = _state([*events, put(advanced("business", "new_iteration", starts=2), *events)])
    assert (state.waivers, state.signatures) == ((), ())


@pytest.mark.parametrize(("sees", "outcome"), [(True, "running"), (False, "stopped")])
@pytest.mark.parametrize("stop", [STOP, Stopped(iteration=1, reason="not worth it")])
def test_a_stop_ends_by_a_resume_that_saw_it(stop: Event, sees: bool, outcome: str) -> None:
    stopped = put(stop, TO_EVALUATION)
    resumed = put(Resumed(iteration=1, reason="cheaper now", opens=()), stopped if sees else TO_EVALUATION, by=BO)
    assert _state([*BEGUN, stopped]).outcome == "stopped"
    assert _state([*BEGUN, stopped, resumed]).outcome == outcome


def test_a_second_stop_beside_the_resume_stays() -> None:
    first = put(Stopped(iteration=1, reason="no money"), TO_EVALUATION)
    second = put(Stopped(iteration=1, reason="no data"), first, by=BO)
    resumed = put(Resumed(iteration=1, reason="money", opens=()), first)
    assert _state([*BEGUN, first, second, resumed]).outcome == "stopped"


def test_a_finished_project_starts_its_next_iteration_by_a_resume() -> None:
    finished = put(advanced("deployment", "finish"), put(DEPLOY, TO_EVALUATION))
    events = [*BEGUN, put(DEPLOY, TO_EVALUATION), finished]
    assert (_state(events).outcome, _current(_state(events))) == ("finished", None)
    state = _state([*events, put(Resumed(iteration=1, reason="again", opens=(), starts=2), finished)])
    assert (state.outcome, state.iteration, _current(state)) == ("running", 2, "business")


def test_a_blocker_stays_until_somebody_removes_it() -> None:
    one, two = put(Blocked(text="no access"), START), put(Blocked(text="no money"), START)
    gone = put(Unblocked(blocker=one.id), START, by=BO)
    assert _state([START, one, two, gone]).blockers == (two,)


def test_an_event_that_was_picked_from_elsewhere_comes_after_nothing_that_is_here() -> None:
    back = put(went_back("data", *PHASES[2:]), TO_MODELING)
    picked = put(advanced("data", "modeling"), "f" * 32)
    assert _current(_state([*BEGUN[:3], picked])) == "modeling"
    assert _current(_state([*BEGUN[:3], back, picked])) == "data"


# The process is the team's to change.


def _process(*names: str, **more: Any) -> Process:
    return make_process(*(a_phase(name, **more.get(name, {})) for name in names))


@pytest.mark.parametrize(
    ("process", "current", "done", "remarks"),
    [
        (_process("business", "data", "models", *PHASES[3:], models={"was": ["modeling"]}), "evaluation", 3, []),
        (_process("data", *PHASES[2:]), "evaluation", 2, ["business was passed but is no longer in the process"]),
        (
            _process(*PHASES[:3], "deployment"),
            "deployment",
            3,
            ["evaluation was next but is no longer in the process"],
        ),
        (_process("business", "collection", *PHASES[1:]), "collection", 3, ["Collection was added before Evaluation"]),
        (_process("collection", *PHASES), "collection", 3, ["Collection was added before Evaluation"]),
        (_process(*PHASES[:4], "handover", "deployment"), "evaluation", 3, []),
        (_process("deployment", *PHASES[:4]), "deployment", 3, ["Deployment was added before Evaluation"]),
        (_process("data", "business", "modeling", "evaluation", "deployment"), "evaluation", 3, []),
        (_process("something", "else"), "something", 0, None),
    ],
    ids=[
        "renamed",
        "removed",
        "next removed",
        "inserted",
        "inserted first",
        "added later",
        "moved to the front",
        "swapped",
        "replaced",
    ],
)
def test_the_current_phase_is_the_first_of_today_s_process_that_is_not_done(
    process: Process, current: str, done: int, remarks: list[str] | None
) -> None:
    state = _state(BEGUN, process)
    assert (_current(state), len(state.accepted)) == (current, done)
    if remarks is not None:
        assert [*state.remarks] == remarks


def test_a_phase_that_was_opened_by_its_old_id_is_open_by_its_new_one() -> None:
    process = _process("business", "data", "models", *PHASES[3:], models={"was": ["modeling"]})
    state = _state([*BEGUN, put(went_back(*PHASES[2:]), TO_EVALUATION)], process)
    assert (_current(state), state.remarks, state.started["models"]) == ("models", (), "2026-11-24T09:00:00Z")


def test_a_phase_that_is_moved_after_a_way_back_is_asked_for_where_it_stands() -> None:
    events = [*BEGUN, put(went_back(*PHASES[2:]), TO_EVALUATION)]
    state = _state(events, _process("business", "evaluation", "data", "modeling", "deployment"))
    assert (_current(state), [*state.accepted]) == ("evaluation", ["business", "data"])
    assert state.remarks == ("Evaluation was reopened, or moved before Modeling",)


def test_ids_that_nobody_knows_do_nothing() -> None:
    strange = [put(went_back("gone"), TO_EVALUATION), put(advanced("lost", "gone", opens=["gone"]), TO_MODELING)]
    state = _state([*BEGUN, *strange])
    assert (_current(state), len(state.accepted), state.outcome) == ("evaluation", 3, "running")
    assert "lost was passed but is no longer in the process" in state.remarks


def test_a_phase_that_was_passed_on_another_branch_is_said_to_be() -> None:
    one = put(Noted(text="one"), START)
    two = put(Noted(text="a longer branch"), one)
    beside = put(advanced("business", "data"), two, by=BO)
    state = _state([START, TO_DATA, TO_MODELING, one, two, beside])
    assert (_current(state), state.remarks) == ("modeling", ("Data was passed on another branch",))


def _after(events: list[Event], *more: Event) -> list[Event]:
    found = list(events)
    for event in more:
        found.append(put(event, found[-1]))
    return found


@pytest.mark.parametrize(
    "more",
    [
        [],
        [Noted(text="hello"), signed("evaluation", "analyst"), WAIVED],
        [went_back(*PHASES[1:])],
        [went_back(*PHASES[1:]), advanced("data", "modeling"), advanced("modeling", "evaluation")],
        [IMPROVE],
        [IMPROVE, advanced("modeling", "evaluation"), DEPLOY],
        [STOP],
        [STOP, Resumed(iteration=1, reason="again", opens=PHASES[3:])],
        [Stopped(iteration=1, reason="no"), Resumed(iteration=1, reason="again", opens=())],
        [DEPLOY, advanced("deployment", "finish")],
        [DEPLOY, advanced("deployment", "finish"), went_back("evaluation", "deployment")],
        [DEPLOY, advanced("deployment", "new_iteration", starts=2)],
        [DEPLOY, advanced("deployment", "new_iteration", starts=2), advanced("business", "data", iteration=2)],
        [DEPLOY, advanced("deployment", "finish"), Resumed(iteration=1, reason="again", opens=(), starts=2)],
    ],
)
@pytest.mark.parametrize("begin", [lambda: list(BEGUN), lambda: BEGUN[1:]], ids=["created", "never created"])
def test_nothing_is_remarked_where_nothing_is_odd(begin: Callable[[], list[Event]], more: list[Event]) -> None:
    assert replay(PROCESS, _after(begin(), *more)).remarks == ()
